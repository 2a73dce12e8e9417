import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { SparseDeviance } from "engine/deviance/sparse/sparseDeviance";
import { OptionError } from "engine/errors";
import { modelFrame } from "engine/formula/frame/modelFrame";
import { fit } from "engine/model/fit";
import { fitFrame } from "engine/model/fitFrame";
import { asTable } from "engine/table/asTable";
import { type RandomDesign, type Recipe, randomDesign, randomLambdas } from "../support/randomDesigns";

const recipes: { readonly [name: string]: Recipe } = {
  "crossed intercepts": {
    n: 3000,
    terms: [
      { levels: 400, columns: 1 },
      { levels: 150, columns: 1 },
      { levels: 6, columns: 1 },
    ],
    fixed: 2,
  },
  vectors: {
    n: 2500,
    terms: [
      { levels: 120, columns: 2 },
      { levels: 61, columns: 3 },
    ],
    fixed: 5,
  },
  "a nested factor and a crossed one": {
    n: 2000,
    terms: [
      { levels: 300, columns: 1 },
      { levels: 19, columns: 1 },
    ],
    nested: [133],
    fixed: 6,
  },
};

const cases = Object.keys(recipes).flatMap((recipe) =>
  [1, 0].flatMap((scale) =>
    [2, 3].flatMap((threads) => [false, true].map((levelTraces) => [recipe, scale, threads, levelTraces] as const)),
  ),
);

test.each(cases)(
  "%s, last λ times %d: the bits of one thread on %d (level traces %s)",
  (recipe, scale, threads, levelTraces) => {
    const design = randomDesign(recipes[recipe], 31);
    const values = randomLambdas(design.system, 1, 4);
    values[values.length - 1].forEach((value, i, lambda) => (lambda[i] = scale * value));
    const other = randomLambdas(design.system, 1, 5);
    const alone = new SparseDeviance(design.system, design.y.length, true, { levelTraces });
    const team = new SparseDeviance(design.system, design.y.length, true, { levelTraces, threads });
    const deadline = Date.now() + 2_000;
    // Only an evaluation at another λ than the last one calls the kernels.
    while (team.threads < threads && Date.now() < deadline)
      for (const lambdas of [values, other]) everything(team, lambdas, design);
    expect(team.threads).toBe(threads);
    expect(everything(team, values, design)).toEqual(everything(alone, values, design));
    team.release();
    alone.release();
  },
);

function everything(deviance: SparseDeviance, values: readonly Float64Array[], { statistics }: RandomDesign): unknown {
  deviance.lambdas.forEach((lambda, t) => lambda.set(values[t]));
  deviance.statistics.set(statistics);
  expect(deviance.factor(true)).toBe(true);
  const objective = deviance.solve(true);
  const copies = [
    deviance.beta,
    deviance.e,
    deviance.fixedFactor,
    ...deviance.traces,
    ...deviance.squares,
    ...(deviance.levelTraces ? [deviance.levelTraces] : []),
  ];
  return { objective, r2: deviance.r2, numbers: copies.map((numbers) => numbers.slice()) };
}

/** y ~ 1 + x + (1 + x | g) + (1 | h) in 4000 rows, its numbers from sines. */
function crossedTable(): { [column: string]: unknown[] } {
  const rows = Array.from({ length: 4000 }, (_, i) => {
    const g = (i * 7919) % 211;
    const h = (i * 104729 + (i >> 3)) % 67;
    const x = Math.sin(i * 1.7);
    return {
      g: `g${g}`,
      h: `h${h}`,
      x,
      y: 3 + x + Math.sin(g * 12.9) * (1 + 0.5 * x) + 0.7 * Math.sin(h * 78.2) + Math.sin(i * 43.7),
    };
  });
  return {
    g: rows.map((row) => row.g),
    h: rows.map((row) => row.h),
    x: rows.map((row) => row.x),
    y: rows.map((row) => row.y),
  };
}

test.each([false, true])("a fit has the same bits on 1, 2 and 3 threads (REML %s)", (REML) => {
  const frame = modelFrame("y ~ 1 + x + (1 + x | g) + (1 | h)", asTable(crossedTable()));
  const estimates = (workers: number): unknown => {
    const { objective, theta, sigma, coef, vcov, minimum } = fitFrame(frame, { REML, workers, costly: 0 });
    return { objective, theta, sigma, coef, vcov, minimum };
  };
  const one = estimates(1);
  for (const workers of [2, 3, 2, 3, 1]) expect(estimates(workers)).toEqual(one);
});

test("the number of workers does not matter for a small model", () => {
  const table = crossedTable();
  const formula = "y ~ 1 + x + (1 | g)";
  expect(fit(formula, table, { workers: 2 }).theta).toEqual(fit(formula, table).theta);
});

test.each([
  [0, "0"],
  [-1, "-1"],
  [1.5, "1.5"],
  ["2", "2"],
  [NaN, "NaN"],
  [null, "null"],
])("workers %p are refused", (workers, shown) => {
  expect(() => fit("y ~ 1 + (1 | g)", crossedTable(), { workers: workers as number })).toThrow(
    new OptionError(`workers must be a positive whole number; got ${shown}`),
  );
});

test("a process ends although threads wait for further fits", () => {
  const engine = join(__dirname, "../../../engine/dist");
  const script = `
    const { fitFrame } = require(${JSON.stringify(join(engine, "model/fitFrame.js"))});
    const { crewSize } = require(${JSON.stringify(join(engine, "wasm/crew.js"))});
    const { modelFrame } = require(${JSON.stringify(join(engine, "formula/frame/modelFrame.js"))});
    const { asTable } = require(${JSON.stringify(join(engine, "table/asTable.js"))});
    const table = asTable(JSON.parse(${JSON.stringify(JSON.stringify(crossedTable()))}));
    const frame = modelFrame("y ~ 1 + x + (1 + x | g) + (1 | h)", table);
    for (let i = 0; i < 3; i++) fitFrame(frame, { REML: false, workers: 3, costly: 0 });
    process.on("exit", () => console.log(crewSize()));`;
  expect(execFileSync(process.execPath, ["-"], { input: script, encoding: "utf8", timeout: 60_000 })).toBe("2\n");
});
