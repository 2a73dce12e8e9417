import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { replicateErrors } from "engine/bootstrap/sample/coefficientTests";
import { combinereplicates, restorereplicates, savereplicates } from "engine/bootstrap/sample/savedReplicates";
import { shortestcovint } from "engine/bootstrap/sample/shortestcovint";
import { twoSidedP } from "engine/distributions/normal";
import { type FitOptions, fit, refit } from "engine/model/fit";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { dataset } from "engine/table/source/dataset";
import { expectClose } from "../../support/expectClose";
import { type FitName, fitted } from "../../support/fits";

const names: FitName[] = ["sleepstudy", "machines", "sleepstudy_zerocorr", "kb07_m1"];
const draw = (name: FitName, n: number) =>
  parametricbootstrap(new MersenneTwister(3), n, fitted(name), { progress: false });

test.each(names)("allpars lists every parameter of %s in every replicate", async (name) => {
  const model = fitted(name);
  const sample = await draw(name, 7);
  const rows = sample.allpars.toRows();
  const of = (type: string, group: string | null, named: string | null): number[] =>
    rows
      .filter((row) => row.type === type && row.group === group && row.names === named)
      .map(({ value }) => value as number);
  const width = rows.length / 7;
  expect(rows.map(({ iter }) => iter)).toEqual(Array.from(rows, (_, i) => 1 + Math.floor(i / width)));
  model.coefnames.forEach((coefname, j) =>
    expect(of("β", null, coefname)).toEqual([...sample.tbl.numeric(`β${j + 1}`)]),
  );
  expect(of("σ", "residual", null)).toEqual([...sample.σ]);
  const σs = sample.σs.toRows();
  const ρs = sample.ρs.toRows();
  for (const { group, column } of σs.slice(0, σs.length / 7)) {
    expect(of("σ", group as string, column as string)).toEqual(
      σs.filter((row) => row.group === group && row.column === column).map(({ σ }) => σ),
    );
  }
  for (const { group, first, second } of ρs.slice(0, ρs.length / 7)) {
    expect(of("ρ", group as string, `${second}, ${first}`)).toEqual(
      ρs.filter((row) => row.group === group && row.first === first && row.second === second).map(({ ρ }) => ρ),
    );
  }
  expect(width).toBe(model.coefnames.length + σs.length / 7 + ρs.length / 7 + 1);
});

/** Other parameters than those of the fit. */
function elsewhere({ coef, theta, sigma }: LinearMixedModel) {
  return { β: coef.map((value, j) => 0.8 * value + j), σ: 1.3 * sigma, θ: theta.map((value) => 0.9 * value + 0.02) };
}

/** The response of the next replicate: the rows one by one, then u of every term. */
function response(
  rng: MersenneTwister,
  model: LinearMixedModel,
  { β, σ, θ }: ReturnType<typeof elsewhere>,
): Float64Array {
  const { terms, frame, layout } = model.data;
  const y = Float64Array.from({ length: model.nobs }, () => rng.randn());
  const lambdas = layout.lambdas();
  layout.fill(lambdas, θ);
  terms.forEach(({ refs, levels, columns }, t) => {
    const s = columns.length;
    const u = new Float64Array(levels * s);
    rng.randnFill(u);
    for (let i = 0; i < y.length; i++)
      for (let r = 0; r < s; r++)
        for (let c = 0; c <= r; c++) y[i] += columns[r][i] * lambdas[t][r * s + c] * u[refs[i] * s + c];
  });
  return y.map((value, i) => frame.fixed.columns.reduce((sum, column, j) => sum + column[i] * β[j], 0) + σ * value);
}

test.each(names)(
  "the replicates of %s from given β, σ and θ are refits of responses with these, standard errors included",
  async (name) => {
    const model = fitted(name);
    const parameters = elsewhere(model);
    const sample = await parametricbootstrap(new MersenneTwister(3), 4, model, { ...parameters, progress: false });
    const rng = new MersenneTwister(3);
    const expected = Array.from({ length: 4 }, () => refit(model, response(rng, model, parameters)));
    expectClose(
      sample.objective,
      expected.map(({ objective }) => objective),
      { relative: 1e-10 },
    );
    expectClose(
      sample.σ,
      expected.map(({ sigma }) => sigma),
      { relative: 1e-5 },
    );
    expectClose(
      sample.θ,
      expected.flatMap(({ theta }) => [...theta]),
      { absolute: 1e-4 },
    );
    expectClose(
      sample.β.numeric("β"),
      expected.flatMap(({ coef }) => [...coef]),
      { relative: 1e-4, absolute: 1e-5 * model.sigma },
    );
    expectClose(
      sample.se,
      expected.flatMap(({ stderror }) => [...stderror]),
      { relative: 1e-4 },
    );
    const tests = sample.coefpvalues;
    expect(tests.column("coefname").slice(0, model.coefnames.length)).toEqual(model.coefnames);
    expectClose(
      tests.numeric("z"),
      tests.numeric("β").map((value, i) => value / sample.se[i]),
      { relative: 1e-15 },
    );
    expectClose(tests.numeric("p"), tests.numeric("z").map(twoSidedP), { relative: 1e-15 });
  },
);

test.each<[string, string, FitOptions]>([
  [
    "weights",
    "reaction ~ 1 + days + (1 + days | subj)",
    { weights: Float64Array.from({ length: 180 }, (_, i) => 1 + (i % 5) / 3) },
  ],
  ["σ fixed", "reaction ~ 1 + days + (1 | subj)", { σ: 30 }],
  ["offset, REML", "reaction ~ 1 + days + offset(sqrt(days)) + (1 | subj)", { REML: true }],
  ["dependent columns", "reaction ~ 1 + days + I(2 * days) + (1 | subj)", {}],
])("at the estimates they are those of the fit: %s", (_, formula, options) => {
  const model = fit(formula, dataset("sleepstudy"), options);
  expectClose(
    replicateErrors(model, model.theta, Float64Array.of(model.sigma)).map((value) => value || 0),
    model.stderror.map((value) => value || 0),
    { relative: 1e-14 },
  );
});

test("saved replicates have standard errors with their model only", async () => {
  const folder = mkdtempSync(join(tmpdir(), "replicates-"));
  try {
    const sample = await draw("sleepstudy", 5);
    const path = join(folder, "sample.arrow");
    savereplicates(path, sample);
    expect(restorereplicates(path, fitted("sleepstudy")).se).toEqual(sample.se);
    expect(() => restorereplicates(path).coefpvalues).toThrow(
      "the standard errors of replicates need the model that was refitted; " +
        "restore those of 'reaction ~ 1 + days + (1 + days | subj)' by restorereplicates(path, model)",
    );
    expect(combinereplicates(sample, sample).se).toEqual(Float64Array.of(...sample.se, ...sample.se));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("shortestcovint of a sample is that of each parameter, without failed replicates", async () => {
  const sample = await draw("sleepstudy", 40);
  const rows = shortestcovint(sample, 0.8).toRows();
  expect(rows.map(({ type, group, names: named }) => [type, group, named])).toEqual([
    ["β", null, "(Intercept)"],
    ["β", null, "days"],
    ["σ", "subj", "(Intercept)"],
    ["σ", "subj", "days"],
    ["ρ", "subj", "(Intercept), days"],
    ["σ", "residual", null],
  ]);
  ["β1", "β2", "σ1", "σ2", "ρ1", "σ"].forEach((parameter, i) =>
    expect([rows[i].lower, rows[i].upper]).toEqual(shortestcovint(sample.tbl.numeric(parameter), 0.8)),
  );
  sample.tbl.columnNames.forEach((column) => (sample.tbl.numeric(column)[3] = NaN));
  const [first] = shortestcovint(sample, 0.8).toRows();
  expect([first.lower, first.upper]).toEqual(
    shortestcovint(
      sample.tbl.numeric("β1").filter((_, i) => i !== 3),
      0.8,
    ),
  );
  expect(sample.se.subarray(6, 8)).toEqual(Float64Array.of(NaN, NaN));
  expect(() => shortestcovint(sample, 2)).toThrow("the level of an interval must lie between 0 and 1; got 2");
});
