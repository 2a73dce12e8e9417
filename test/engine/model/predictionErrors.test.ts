import { fit } from "engine/model/fit";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { predict } from "engine/model/predict";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { asTable } from "engine/table/asTable";
import { dataset } from "engine/table/source/dataset";
import { inverse, Matrix } from "ml-matrix";
import { expectClose } from "../support/expectClose";
import { fitted } from "../support/fits";

interface Rows {
  readonly [column: string]: (number | string)[];
}

/** Rows, and those of Z by the grouping factors whose effects count. */
interface Effects {
  readonly data: Rows;
  readonly columns: { readonly [grouping: string]: (row: number) => number[] };
}

/**
 * Standard deviations of xβ̂ + ẑb − (xβ + zb) from dense n × n matrices, by the best linear unbiased prediction of a
 * quantity (Robinson, Stat. Sci. 6, 1991, 15, §5): with G = cov(Zb), k = cov(zb, y),
 * var(zb) − kV⁻¹kᵀ + (x − kV⁻¹X)(XᵀV⁻¹X)⁻¹(x − kV⁻¹X)ᵀ.
 */
function denseErrors(
  model: LinearMixedModel,
  weights: number[],
  x: number[][],
  own: Effects,
  wanted: Effects & { x: number[][] },
): number[] {
  const n = x.length;
  const variance = model.sigma ** 2;
  /** cov(zb, z'b) of a row of one table and one of another, over the grouping factors of both. */
  const covariance = (a: Effects, i: number, b: Effects, j: number): number =>
    model.groupings.reduce((sum, grouping, t) => {
      if (a.columns[grouping] === undefined || b.columns[grouping] === undefined) return sum;
      if (a.data[grouping][i] !== b.data[grouping][j]) return sum;
      const [za, zb] = [a.columns[grouping](i), b.columns[grouping](j)];
      const s = za.length;
      const lambda = model.lambda[t];
      let own = 0;
      for (let c = 0; c < s; c++) {
        let [left, right] = [0, 0];
        for (let r = 0; r < s; r++) {
          left += za[r] * lambda[r * s + c];
          right += zb[r] * lambda[r * s + c];
        }
        own += left * right;
      }
      return sum + variance * own;
    }, 0);
  const v = new Matrix(
    Array.from({ length: n }, (_, i) =>
      Array.from({ length: n }, (__, j) => covariance(own, i, own, j) + (i === j ? variance / weights[i] : 0)),
    ),
  );
  const precision = inverse(v);
  const design = new Matrix(x);
  const information = inverse(design.transpose().mmul(precision).mmul(design));
  return wanted.x.map((row, i) => {
    const known = new Set(Object.keys(wanted.columns));
    const k = new Matrix([Array.from({ length: n }, (_, j) => covariance(wanted, i, own, j))]);
    const all = [...known].reduce(
      (sum, grouping) =>
        own.data[grouping].includes(wanted.data[grouping][i])
          ? sum + covariance({ ...wanted, columns: { [grouping]: wanted.columns[grouping] } }, i, wanted, i)
          : sum,
      0,
    );
    const rest = Matrix.sub(new Matrix([row]), k.mmul(precision).mmul(design));
    const part = all - k.mmul(precision).mmul(k.transpose()).get(0, 0);
    return Math.sqrt(part + rest.mmul(information).mmul(rest.transpose()).get(0, 0));
  });
}

const FORMULA = "y ~ 1 + x + f + (1 + x | g) + (1 | h)";

function randomRows(rng: MersenneTwister, n: number): Rows {
  const whole = (count: number): number => Math.floor(count * rng.rand());
  const index = Array.from({ length: n }, (_, i) => i);
  return {
    x: index.map(() => 3 + rng.randn()),
    f: index.map((i) => ["a", "b", "c"][i < 3 ? i : whole(3)]),
    g: index.map((i) => `g${i < 6 ? i : whole(6)}`),
    h: index.map((i) => `h${i < 4 ? i : whole(4)}`),
    w: index.map(() => 0.5 + 2 * rng.rand()),
  };
}

const columnsOf = (data: Rows): { [grouping: string]: (row: number) => number[] } => ({
  g: (row) => [1, data.x[row] as number],
  h: () => [1],
});
const designOf = (data: Rows): number[][] =>
  data.x.map((x, i) => [1, x as number, Number(data.f[i] === "b"), Number(data.f[i] === "c")]);

describe.each([1, 2, 3, 4, 5, 6, 7, 8])("random model %d", (seed) => {
  const rng = new MersenneTwister(seed);
  const data = randomRows(rng, 40 + Math.floor(30 * rng.rand()));
  const effects = new Map<string, number>();
  const effect = (name: string, sd: number): number =>
    effects.get(name) ?? (effects.set(name, sd * rng.randn()), effects.get(name)!);
  const y = data.x.map(
    (x, i) =>
      effect(`${data.g[i]}`, 1) +
      (1 + effect(`s${data.g[i]}`, 0.5)) * (x as number) +
      effect(`${data.h[i]}`, 0.7) +
      rng.randn(),
  );
  const weighted = seed % 2 === 0;
  const model = fit(FORMULA, { ...data, y } as never, { REML: seed % 3 > 0, ...(weighted ? { weights: "w" } : {}) });
  const weights = data.x.map((_, i) => (weighted ? (data.w[i] as number) : 1));
  const fresh = randomRows(rng, 12);
  fresh.g[7] = "new";
  fresh.h[8] = "new";
  const dense = (rows: Rows, groupings: readonly string[]): number[] => {
    const columns = columnsOf(rows);
    return denseErrors(
      model,
      weights,
      designOf(data),
      { data, columns: columnsOf(data) },
      { data: rows, x: designOf(rows), columns: Object.fromEntries(groupings.map((name) => [name, columns[name]])) },
    );
  };

  test.each([
    ["all", ["g", "h"]],
    ["none", []],
    [["g"], ["g"]],
    [["h"], ["h"]],
  ] as const)("with the random effects of %j", (random, groupings) => {
    const table = predict(model, fresh as never, { standardErrors: true, random, newLevels: "population" });
    expect(table.columnNames).toEqual(["x", "f", "g", "h", "w", "predicted", "stderror"]);
    expect(table.numeric("predicted")).toEqual(predict(model, fresh as never, { random, newLevels: "population" }));
    expectClose(table.numeric("stderror"), dense(fresh, groupings), { relative: 1e-9 });
    const own = predict(model, undefined, { standardErrors: true, random });
    expect(own.columnNames).toEqual(["predicted", "stderror"]);
    expectClose(own.numeric("stderror"), dense(data, groupings), { relative: 1e-9 });
  });

  test("no prediction, no error", () => {
    const table = predict(model, fresh as never, { standardErrors: true });
    const missing = Array.from(table.numeric("stderror"), Number.isNaN);
    expect(missing).toEqual(Array.from(table.numeric("predicted"), Number.isNaN));
    expect(missing.filter(Boolean)).toHaveLength(2);
  });
});

// R 4.2.2, lme4 1.1-31: σ²(ΛᵀZᵀZΛ + I …)⁻¹ from getME, the joint inverse behind `predict(se.fit = TRUE)` of later ones.
test("sleepstudy as lme4 has it", () => {
  const sleepstudy = dataset("sleepstudy");
  const model = fit("reaction ~ 1 + days + (1 + days | subj)", sleepstudy, { REML: true });
  const errors = predict(model, sleepstudy, { standardErrors: true }).numeric("stderror");
  expectClose(
    [0, 1, 9, 94, 179].map((row) => errors[row]),
    [12.25479261643, 10.54337000185, 13.85689854296, 7.72068629775, 13.85689854296],
    { relative: 3e-7 },
  );
  const means = predict(model, sleepstudy, { standardErrors: true, random: "none" }).numeric("stderror");
  expectClose(means.slice(0, 4), [6.82455577628, 6.78688689406, 7.0942253086, 7.70539801651], { relative: 3e-7 });
});

test("a row that the fit cannot estimate has no standard error, redundant columns change none", () => {
  const sleepstudy = asTable(
    dataset("sleepstudy")
      .toRows()
      .map((row) => ({ ...row, twice: 2 * (row.days as number), half: (row.days as number) < 5 ? "a" : "b" })),
  );
  const plain = fit("reaction ~ 1 + days + (1 | subj)", sleepstudy);
  const redundant = fit("reaction ~ 1 + days + twice + (1 | subj)", sleepstudy);
  const errors = (model: LinearMixedModel, rows: object): Float64Array =>
    predict(model, rows as never, { standardErrors: true }).numeric("stderror");
  const rows = { days: [3, 3], twice: [6, 7], subj: ["S308", "S308"] };
  const [estimable, not] = errors(redundant, rows);
  expect(not).toBeNaN();
  expectClose([estimable], [errors(plain, rows)[0]], { relative: 1e-9 });
});

test.each<[what: string, change: (days: number) => number]>([
  ["years", (days) => 2005 + days],
  ["day numbers", (days) => 2460000 + days],
  ["time stamps", (days) => 1.6e9 + 86400 * days],
  ["a large unit", (days) => 1e9 * days],
  ["a small unit", (days) => 1e-9 * days],
])("%s as predictor change no standard error", (_, change) => {
  const errors = (of: (days: number) => number, random: "all" | "none"): Float64Array => {
    const rows = dataset("sleepstudy").toRows();
    const changed = rows.map((row) => ({ ...row, days: of(row.days as number) }));
    const model = fit("reaction ~ 1 + days + (1 + days | subj)", changed, { REML: true });
    return predict(model, changed, { standardErrors: true, random }).numeric("stderror");
  };
  for (const random of ["all", "none"] as const)
    expectClose(
      errors(change, random),
      errors((days) => days, random),
      { relative: 1e-8 },
    );
});

test("the switch is true or false", () => {
  const model = fitted("sleepstudy");
  expect(predict(model, undefined, { standardErrors: false })).toEqual(model.fitted);
  expect(() => predict(model, undefined, { standardErrors: 1 as never })).toThrow(
    "standardErrors is true or false; got 1",
  );
});
