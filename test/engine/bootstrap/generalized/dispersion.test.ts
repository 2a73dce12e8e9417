import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { simulate } from "engine/bootstrap/drawing/simulate";
import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { predictionintervals } from "engine/bootstrap/predictionIntervals";
import { confint } from "engine/bootstrap/sample/confint";
import { restorereplicates, savereplicates } from "engine/bootstrap/sample/savedReplicates";
import { bootstrap } from "engine/inference/bootstrap";
import { profile } from "engine/inference/profile/profile";
import { likelihoodratiotest } from "engine/inference/tests/likelihoodratiotest";
import { fit, refit } from "engine/model/fit";
import type { GeneralizedFitOptions } from "engine/model/generalized/fitGeneralized";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { dataset } from "engine/table/source/dataset";
import { expectClose } from "../../support/expectClose";

const quiet = { progress: false, workers: 1 } as const;
const days = "reaction ~ 1 + days + (1 | subj)";
const specs: [string, string, GeneralizedFitOptions][] = [
  [days, "sleepstudy", { family: "Gamma", link: "log" }],
  [days, "sleepstudy", { family: "Gamma", nAGQ: 5 }],
  [days, "sleepstudy", { family: "InverseGaussian" }],
  [days, "sleepstudy", { family: "Normal", link: "log" }],
  ["ticks ~ 1 + year + (1 | brood)", "grouseticks", { family: "NegativeBinomial" }],
];

describe.each(specs)("%s of %s, %o", (formula, data, options) => {
  const model = fit(formula, dataset(data), options);

  test("a replicate is the refit to the simulated response, with its φ", async () => {
    const streams = [new MersenneTwister(8), new MersenneTwister(8)];
    const sample = await parametricbootstrap(streams[0], 6, model, quiet);
    expect(sample.tbl.columnNames.filter((name) => /^[σφ]/.test(name))).toEqual(["φ", "σ1"]);
    expect(sample.failures).toEqual([]);
    let again = model;
    for (let i = 0; i < 6; i++) again = refit(model, simulate(streams[1], model));
    const last = (name: string): number => sample.tbl.numeric(name)[5];
    expectClose([last("obj")], [again.objective], { relative: 1e-10 });
    expectClose([last("φ"), last("β1"), last("σ1")], [again.dispersion, again.coef[0], again.θ[0]], { relative: 1e-4 });
    expect(streams[0].rand()).toBe(streams[1].rand());
    const two = await parametricbootstrap(new MersenneTwister(8), 6, model, { ...quiet, workers: 2 });
    for (const name of sample.tbl.columnNames) expect(two.tbl.numeric(name)).toEqual(sample.tbl.numeric(name));
    expect([...confint(sample).factor("par").levels]).toContain("φ");
    expect([...sample.allpars.factor("group").levels]).toContain("dispersion");
    expect(String(sample)).toMatch(/φ +dispersion/);
    expect(() => sample.σ).toThrow("its dispersion is the column φ");
  });
});

const [formula, data, options] = specs[0];
const sleepstudy = dataset(data);
const gamma = fit(formula, sleepstudy, options);
const withoutDays = fit("reaction ~ 1 + (1 | subj)", sleepstudy, options);

test("the replicates are about the parameters that are given", async () => {
  const sample = await parametricbootstrap(new MersenneTwister(1), 40, gamma, { ...quiet, φ: 0.05 });
  const φ = sample.tbl.numeric("φ");
  const mean = φ.reduce((a, b) => a + b) / φ.length;
  // φ̂ has a standard error of about φ√(2/n), and the mean of 40 one of a sixth of that.
  expect(Math.abs(mean - 0.05)).toBeLessThan(4 * ((0.05 * Math.sqrt(2 / 180)) / Math.sqrt(40)) + 0.05 / 180);
});

test("samples are kept, continued and restored with their φ", async () => {
  const folder = mkdtempSync(join(tmpdir(), "dispersion-"));
  try {
    const checkpoint = join(folder, "sample.arrow");
    const whole = await parametricbootstrap(new MersenneTwister(6), 7, gamma, quiet);
    await parametricbootstrap(new MersenneTwister(6), 3, gamma, { ...quiet, checkpoint });
    const resumed = await parametricbootstrap(new MersenneTwister(6), 7, gamma, { ...quiet, checkpoint, resume: true });
    savereplicates(join(folder, "own.arrow"), whole);
    const restored = restorereplicates(join(folder, "own.arrow"), gamma);
    for (const name of whole.tbl.columnNames)
      for (const other of [resumed, restored]) expect(other.tbl.numeric(name)).toEqual(whole.tbl.numeric(name));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("observations spread by φ, and their weights divide it", async () => {
  const rows = sleepstudy.toRows().map((row) => ({ ...row, w: 4 }));
  const weighted = fit(formula, rows, { ...options, weights: "w" } as GeneralizedFitOptions);
  expectClose([weighted.dispersion], [4 * gamma.dispersion], { relative: 1e-6 });
  const width = async (model: typeof gamma, w: number): Promise<number> => {
    const sample = await parametricbootstrap(new MersenneTwister(3), 300, model, { ...quiet, θ: [0] });
    const table = predictionintervals(sample, model, { days: [3], w: [w] }, { of: "observation" });
    return table.numeric("upper")[0] - table.numeric("lower")[0];
  };
  const [own, same, quarter] = [await width(gamma, 1), await width(weighted, 4), await width(weighted, 1)];
  expect(own / same).toBeGreaterThan(0.8);
  expect(own / same).toBeLessThan(1.25);
  expect(quarter / same).toBeGreaterThan(1.6);
  expect(quarter / same).toBeLessThan(2.5);
});

test("the likelihood-ratio test and the case bootstrap refit φ", async () => {
  const rng = new MersenneTwister(2);
  const before = rng.state();
  const test = await likelihoodratiotest(withoutDays, gamma, { method: "bootstrap", n: 10, rng, ...quiet });
  rng.restore(before);
  const y = simulate(rng, withoutDays);
  const [small, large] = [withoutDays, gamma].map((one) => -2 * refit(one, y).loglikelihood);
  expectClose([test.statistics[0]], [small - large], { absolute: 1e-6 });
  const sample = await bootstrap(new MersenneTwister(4), 30, gamma, { method: "case", ...quiet });
  expect(sample.failures).toEqual([]);
  const φ = sample.tbl.numeric("φ");
  expect(new Set(φ).size).toBe(30);
  expect(Math.abs(Math.log(φ.reduce((a, b) => a + b) / 30 / gamma.dispersion))).toBeLessThan(0.5);
});

test("intervals of φ by profile are glmmTMB's", () => {
  const own = profile(gamma, { parameters: ["φ"], threshold: 3 });
  expect(own.notes).toEqual([]);
  // exp(confint(glmmTMB(…), method = "profile", parm = "disp_")) of R, which has the shape 1/φ.
  const [lower, upper] = ["lower", "upper"].map((end) => own.confint().numeric(end)[0]);
  expectClose([1 / upper, 1 / lower], [85.45061, 132.0688], { relative: 1e-5 });
  expectClose([own.estimates.numeric("estimate")[0]], [gamma.dispersion], { relative: 1e-14 });
  const points = own.tbl.toRows();
  expect(points.map(({ φ }) => φ)).toEqual(points.map(({ value }) => value));
});
