import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { simulate } from "engine/bootstrap/drawing/simulate";
import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { predictionintervals } from "engine/bootstrap/predictionIntervals";
import { confint } from "engine/bootstrap/sample/confint";
import { issingular } from "engine/bootstrap/sample/issingular";
import { effects } from "engine/inference/means/effects";
import { powertable } from "engine/inference/planning/powertable";
import { coeftable } from "engine/inference/smallSample/coeftable";
import { fit, refit } from "engine/model/fit";
import type { GeneralizedLinearMixedModel } from "engine/model/generalized/generalizedLinearMixedModel";
import { Binomial } from "engine/random/binomial";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { Poisson } from "engine/random/poisson";
import { asTable } from "engine/table/asTable";
import { dataset } from "engine/table/source/dataset";
import { expectClose } from "../../support/expectClose";

const cbpp = dataset("cbpp");
const formula = "incid / hsz ~ 1 + period + (1 | herd)";
const model = fit(formula, cbpp, { family: Binomial() });
const quiet = { progress: false } as const;

test("a replicate is the refit to the simulated response, and the table has no σ", async () => {
  const sample = await parametricbootstrap(new MersenneTwister(1), 20, model, { ...quiet, workers: 1 });
  expect(sample.tbl.columnNames).toEqual(["obj", "β1", "β2", "β3", "β4", "σ1", "θ1"]);
  const rng = new MersenneTwister(1);
  const last = sample.length - 1;
  let again = model;
  for (let i = 0; i <= last; i++) again = refit(model, simulate(rng, model));
  const row = (name: string): number => sample.tbl.numeric(name)[last];
  expectClose([row("obj")], [again.objective], { absolute: 1e-7 });
  expectClose([row("β1"), row("β4"), row("θ1")], [again.coef[0], again.coef[3], again.θ[0]], { absolute: 1e-4 });
  expectClose([row("σ1")], [row("θ1")], { relative: 1e-14 });
  expect(sample.failures).toEqual([]);
});

test("the bits are the same for any number of workers, and the stream ends after the last draw", async () => {
  const streams = [new MersenneTwister(5), new MersenneTwister(5)];
  const [one, two] = [
    await parametricbootstrap(streams[0], 60, model, { ...quiet, workers: 1 }),
    await parametricbootstrap(streams[1], 60, model, { ...quiet, workers: 2 }),
  ];
  for (const name of one.tbl.columnNames) expect(two.tbl.numeric(name)).toEqual(one.tbl.numeric(name));
  expect(streams[1].rand()).toBe(streams[0].rand());
});

test("intervals, displays and long tables know no residual", async () => {
  const sample = await parametricbootstrap(new MersenneTwister(9), 40, model, { ...quiet, workers: 1 });
  expect(Array.from(confint(sample).factor("par").levels).sort()).toEqual(["β1", "β2", "β3", "β4", "σ1"]);
  expect(String(sample)).not.toContain("residual");
  expect(sample.allpars.factor("group").levels).toEqual(["herd"]);
  expect(issingular(sample).length).toBe(40);
  expect(() => sample.σ).toThrow("a Binomial model has none");
  expect(() => sample.se).toThrow("parametricbootstrap keeps the errors with the option stderror: true");
});

test("quadrature, other parameters and counts", async () => {
  const counts = fit("ticks ~ 1 + year + (1 | brood)", dataset("grouseticks"), { family: Poisson() });
  const own = await parametricbootstrap(new MersenneTwister(2), 8, counts, {
    ...quiet,
    workers: 1,
    θ: [0.3],
    β: [1, 0, 0],
  });
  const mean = (name: string): number => own.tbl.numeric(name).reduce((a, b) => a + b) / own.length;
  expectClose([mean("β1"), mean("θ1")], [1, 0.3], { absolute: 0.2 });
  const nine = fit(formula, cbpp, { family: Binomial(), nAGQ: 9 });
  const sample = await parametricbootstrap(new MersenneTwister(1), 3, nine, { ...quiet, workers: 1 });
  const again = refit(nine, simulate(new MersenneTwister(1), nine));
  expectClose([sample.tbl.numeric("obj")[0]], [again.objective], { absolute: 1e-7 });
});

const days = "reaction ~ 1 + days + (1 + days | subj)";
const withErrors: [string, () => GeneralizedLinearMixedModel][] = [
  ["binomial", () => model],
  ["quadrature", () => fit(formula, cbpp, { family: Binomial(), nAGQ: 5 })],
  ["fast", () => fit(formula, cbpp, { family: Binomial(), fast: true })],
  ["gamma, a vector term", () => fit(days, dataset("sleepstudy"), { family: "Gamma", link: "log" })],
];
test.each(withErrors)("standard errors of replicates are those of the refits: %s", async (_, make) => {
  const own = make();
  const rng = new MersenneTwister(1);
  const sample = await parametricbootstrap(new MersenneTwister(1), 3, own, { ...quiet, workers: 1, stderror: true });
  const p = own.coef.length;
  for (let i = 0; i < 3; i++) {
    const again = refit(own, simulate(rng, own));
    expectClose(sample.se.subarray(i * p, (i + 1) * p), again.stderror, { relative: 1e-5 });
    expectClose([sample.coefpvalues.numeric("p")[i * p + 1]], [again.pvalues[1]], { relative: 1e-3, absolute: 1e-12 });
  }
  const plain = await parametricbootstrap(new MersenneTwister(1), 3, own, { ...quiet, workers: 2 });
  for (const name of plain.tbl.columnNames) expect(sample.tbl.numeric(name)).toEqual(plain.tbl.numeric(name));
});

test("power of the tests of a generalized model", async () => {
  const β = [-1.5, 0, -0.9, -2];
  const options = { ...quiet, β, stderror: true };
  const power = powertable(await parametricbootstrap(new MersenneTwister(1), 200, model, options));
  const [, none, some, much] = power.numeric("power");
  // Of a coefficient of 0 the level, up to what Wald tests of small samples are off by.
  expect(none).toBeLessThan(0.12);
  expect(some).toBeGreaterThan(0.5);
  expect(much).toBeGreaterThan(some);
});

test("a statistic is of the refitted model, and changes neither draws nor estimates", async () => {
  const statistic = (m: GeneralizedLinearMixedModel) => {
    if (m.θ[0] > 0.9) throw new Error("too large");
    return {
      odds: Math.exp(m.coef[1]),
      mean: effects({ period: ["1"] }, m, { type: "response" }).numeric("estimate")[0],
    };
  };
  const sample = await parametricbootstrap(new MersenneTwister(4), 25, model, { ...quiet, statistic });
  const plain = await parametricbootstrap(new MersenneTwister(4), 25, model, { ...quiet, workers: 1 });
  for (const name of plain.tbl.columnNames) expect(sample.tbl.numeric(name)).toEqual(plain.tbl.numeric(name));
  const θ = plain.tbl.numeric("θ1");
  const large = [...θ.keys()].filter((i) => θ[i] > 0.9);
  expect(sample.failures.map(({ iter }) => iter - 1)).toEqual(large);
  expect(sample.failures[0].reason).toBe("its statistic: too large");
  const expected = (values: Float64Array): number[] => [...values].map((v, i) => (θ[i] > 0.9 ? NaN : v));
  expectClose(
    sample.tbl.numeric("odds").filter((value) => !Number.isNaN(value)),
    expected(plain.tbl.numeric("β2").map(Math.exp)).filter((value) => !Number.isNaN(value)),
    { relative: 1e-13 },
  );
  expectClose(
    sample.tbl.numeric("mean").filter((value) => !Number.isNaN(value)),
    expected(plain.tbl.numeric("β1").map((η) => 1 / (1 + Math.exp(-η)))).filter((value) => !Number.isNaN(value)),
    { relative: 1e-12 },
  );
  expect([...confint(sample).factor("par").levels]).toContain("odds");
  expect(sample.statistics.numeric("observed")[0]).toBe(Math.exp(model.coef[1]));
});

test("a model that a statistic has been given stays that of its replicate", async () => {
  const models: GeneralizedLinearMixedModel[] = [];
  const keep = (m: GeneralizedLinearMixedModel): number => models.push(m);
  const sample = await parametricbootstrap(new MersenneTwister(4), 4, model, { ...quiet, statistic: keep });
  models.slice(1).forEach((m, i) => {
    expectClose([m.objective, m.coef[2]], [sample.tbl.numeric("obj")[i], sample.tbl.numeric("β3")[i]], {
      relative: 1e-11,
    });
    const again = refit(model, m.response);
    expectClose(m.stderror, again.stderror, { relative: 1e-5 });
    expectClose(
      coeftable(m, { se: "hessian" }).numeric("Std. Error"),
      coeftable(again, { se: "hessian" }).numeric("Std. Error"),
      { relative: 1e-4 },
    );
    expect(m.certificate.converged).toBe(true);
  });
});

test("a separated replicate is a failure with its reason", async () => {
  const rows = Array.from({ length: 24 }, (_, i) => ({
    g: `g${i % 4}`,
    f: i % 3 === 0 ? "b" : "a",
    y: Number(i % 5 < 2 || i === 3),
  }));
  const small = fit("y ~ 1 + f + (1 | g)", asTable(rows), { family: "Bernoulli" });
  const sample = await parametricbootstrap(new MersenneTwister(4), 60, small, {
    ...quiet,
    workers: 1,
    β: [0.5, 2.5],
    θ: [0.1],
  });
  expect(sample.failures.length).toBeGreaterThan(0);
  for (const { iter, reason } of sample.failures) {
    expect(reason).toMatch(/separated|not/);
    expect(sample.tbl.numeric("β2")[iter - 1]).toBeNaN();
  }
  expect(
    sample.tbl
      .numeric("β2")
      .filter((value) => !Number.isNaN(value))
      .every((value) => Math.abs(value) < 15),
  ).toBe(true);
});

test("a bootstrap is resumed from its checkpoint, and intervals of predictions are made of it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "generalized-"));
  try {
    const checkpoint = join(folder, "sample.arrow");
    const whole = await parametricbootstrap(new MersenneTwister(6), 12, model, { ...quiet, workers: 1 });
    await parametricbootstrap(new MersenneTwister(6), 5, model, { ...quiet, workers: 1, checkpoint });
    const resumed = await parametricbootstrap(new MersenneTwister(6), 12, model, {
      ...quiet,
      workers: 1,
      checkpoint,
      resume: true,
    });
    for (const name of whole.tbl.columnNames) expect(resumed.tbl.numeric(name)).toEqual(whole.tbl.numeric(name));
    const data = { period: ["1", "4"], hsz: [10, 20] };
    const means = predictionintervals(whole, model, data, { level: 0.8 });
    const mean = 1 / (1 + Math.exp(-model.coef[0]));
    expectClose([means.numeric("predicted")[0]], [mean], { relative: 1e-12 });
    expect(means.numeric("lower")[0]).toBeLessThan(means.numeric("upper")[0]);
    const own = predictionintervals(whole, model, data, { of: "observation" });
    for (const column of ["lower", "upper"])
      expectClose(
        [own.numeric(column)[0] * 10, own.numeric(column)[1] * 20],
        [...own.numeric(column)].map((value, i) => Math.round(value * [10, 20][i])),
        { absolute: 1e-9 },
      );
    const linear = predictionintervals(whole, model, data, { type: "linpred", level: 0.8 });
    expectClose(
      means.numeric("lower"),
      linear.numeric("lower").map((eta) => 1 / (1 + Math.exp(-eta))),
      {
        absolute: 0.05,
      },
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each<[string, object]>([
  ["the statistics of a response are drawn from normal distributions", { draws: "statistics" }],
  ["a statistic is a finite number, or an array or object of them", { statistic: () => "1" }],
  ["a statistic has a name of its own", { statistic: () => ({ φ: 1 }) }],
  ["stderror is true or false; got 1", { stderror: 1 }],
  ["θ must have 1 elements", { θ: [1, 2] }],
])("refused: %s", async (sentence, options) => {
  await expect(parametricbootstrap(new MersenneTwister(1), 2, model, { ...quiet, ...options })).rejects.toThrow(
    sentence,
  );
});
