import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { confint } from "engine/bootstrap/sample/confint";
import { isapprox } from "engine/bootstrap/sample/isapprox";
import { MixedModelBootstrap } from "engine/bootstrap/sample/mixedModelBootstrap";
import { shortestcovint } from "engine/bootstrap/sample/shortestcovint";
import { fit } from "engine/model/fit";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { dataset } from "engine/table/source/dataset";
import { Table } from "engine/table/table";
import { expectClose } from "../../support/expectClose";
import { samples } from "../../support/samples";

test("equal tails are the quantiles of type 7", async () => {
  const sample = await samples.dyestuff();
  const table = confint(sample, { method: "equaltail", level: 0.9 });
  expect(table.column("par")).toEqual(["β1", "σ", "σ1"]);
  const sorted = sample.tbl.numeric("β1").slice().sort();
  const at = (position: number): number =>
    sorted[Math.floor(position)] * (1 - (position % 1)) + sorted[Math.floor(position) + 1] * (position % 1);
  expectClose([table.numeric("lower")[0], table.numeric("upper")[0]], [at(0.05 * 9999), at(0.95 * 9999)], {
    relative: 1e-14,
  });
});

test("the level of shortest intervals", async () => {
  const sample = await samples.dyestuff();
  const table = confint(sample, { level: 0.5 });
  expect([table.numeric("lower")[1], table.numeric("upper")[1]]).toEqual(shortestcovint(sample.tbl.numeric("σ"), 0.5));
  expect(table.toString()).toContain("50 % coverage intervals (shortest)");
});

test("bad options are refused", async () => {
  const sample = await samples.dyestuff();
  expect(() => confint(sample, { level: 95 })).toThrow("between 0 and 1; got 95");
  expect(() => confint(sample, { method: "basic" as never })).toThrow('got "basic"');
  expect(() => confint(sample, { levle: 0.9 } as object)).toThrow("did you mean 'level'");
});

test("failed replicates are left out; a sample of nothing else is refused", () => {
  const description = {
    formula: "y ~ 1 + (1 | g)",
    coefnames: ["(Intercept)"],
    kept: [0],
    terms: [{ grouping: "g", names: ["(Intercept)"], blocks: [[0]] }],
  };
  const failed = { iter: 2, reason: "not converged" };
  const table = (...values: number[]): Table =>
    Table.fromColumns(["obj", "β1", "σ", "σ1", "θ1"].map((name) => [name, Float64Array.from(values)]));
  const sample = MixedModelBootstrap.create(table(1, NaN, 2), description, new Int32Array(3), [failed]);
  expect([confint(sample).numeric("lower")[0], confint(sample).numeric("upper")[0]]).toEqual([1, 2]);
  expect(sample.report().notes).toEqual([
    "3 replicates; none singular, 1 failed; 95 % intervals (shortest)",
    "replicate 2 failed: not converged",
  ]);
  expect(() =>
    confint(
      MixedModelBootstrap.create(table(NaN), description, new Int32Array(1), [{ iter: 1, reason: "not converged" }]),
    ),
  ).toThrow("the sample has 1, of which 1 failed");
});

test("isapprox is Julia's ≈", () => {
  expect([isapprox(1, 1 + 1e-9), isapprox(1, 1 + 1e-7), isapprox(0, 1e-300), isapprox(0, -0)]).toEqual([
    true,
    false,
    false,
    true,
  ]);
  expect([isapprox(Infinity, Infinity), isapprox(Infinity, 1e308), isapprox(NaN, NaN)]).toEqual([true, false, false]);
});

test("isapprox compares bootstrap samples and refuses what is neither number nor sample", async () => {
  const model = fit("reaction ~ 1 + days + (1 + days | subj)", dataset("sleepstudy"));
  const draw = (seed: number): Promise<MixedModelBootstrap> =>
    parametricbootstrap(new MersenneTwister(seed), 20, model, { progress: false });
  const [sample, same, other] = [await draw(1), await draw(1), await draw(2)];
  expect([isapprox(sample, same), isapprox(sample, other)]).toEqual([true, false]);
  expect(() => isapprox([1] as never, [1] as never)).toThrow("isapprox compares two numbers or two bootstrap samples");
});

test("printed intervals say what each parameter is of; the table has no such column", async () => {
  const table = confint(await samples.dyestuff());
  expect(table.columnNames).toEqual(["par", "lower", "upper"]);
  const printed = [table.toString(), table.toHTML(), table.toMarkdown(), table.toLaTeX()];
  for (const text of printed)
    for (const label of ["of", "residual", "batch: (Intercept)"]) expect(text).toContain(label);
  expect(printed[0]).toMatch(/^par +of +lower +upper$/m);
  expect(printed[0]).toMatch(/^σ1 +batch: \(Intercept\) +/m);
});
