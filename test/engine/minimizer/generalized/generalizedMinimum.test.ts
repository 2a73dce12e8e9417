import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LaplaceDeviance } from "engine/deviance/generalized/laplaceDeviance";
import { FitLog } from "engine/minimizer/fitLog";
import { generalizedMinimum } from "engine/minimizer/generalized/generalizedMinimum";
import { GeneralizedObjective } from "engine/minimizer/generalized/generalizedObjective";
import { generalizedStart } from "engine/minimizer/generalized/generalizedStart";
import { asTable } from "engine/table/asTable";
import { expectClose } from "../../support/expectClose";
import { builtDesign, designSpecs, minimumOf } from "../../support/generalizedDesigns";

const reference = JSON.parse(readFileSync(join(__dirname, "../../../reference/generalized.json"), "utf8")) as {
  readonly models: { readonly [name: string]: { readonly glmmTMB: { readonly minus2logLik: number } } };
};

// glmmTMB's optimum on the square-root link is another, higher one.
const compared = Object.entries(designSpecs).filter(([name]) => name !== "brood_sqrt");

test.each(compared)("%s comes to the minimum of glmmTMB in a few evaluations", (name, spec) => {
  const built = builtDesign({ ...spec, curvature: "observed" });
  const minimum = minimumOf(built);
  const { minus2logLik } = reference.models[name].glmmTMB;
  expect(minimum.failure).toBeUndefined();
  expect(minimum.starts).toBe(1);
  expect(minimum.objective + built.constant).toBeLessThan(minus2logLik + 1e-8 * minus2logLik);
  expectClose([minimum.objective + built.constant], [minus2logLik], { relative: 1e-8 });
  expect(minimum.evaluations).toBeLessThanOrEqual(14);
});

test("the gradient vanishes at a minimum and the Hessian is positive there", () => {
  for (const spec of [designSpecs.contra_slope, designSpecs.ticks_nb]) {
    const built = builtDesign(spec);
    const deviance = new LaplaceDeviance(built.design, false);
    const { x } = minimumOf(built, deviance);
    const objective = new GeneralizedObjective(deviance);
    objective.evaluate(x, true);
    const gradient = objective.gradient(x);
    const { matrix, evaluations } = objective.hessian(x);
    expect(evaluations).toBe(4 * x.length + 1);
    gradient.forEach((value, j) => {
      const bend = matrix[j * (x.length + 1)];
      expect(bend).toBeGreaterThan(0);
      expect((value * value) / bend).toBeLessThan(1e-8);
    });
  }
});

test("groups that do not differ give a variance of exactly 0", () => {
  const rows = Array.from({ length: 120 }, (_, i) => i);
  const table = asTable({
    g: rows.map((i) => `g${i % 6}`),
    x: rows.map((i) => Math.floor(i / 6) % 2),
    y: rows.map((i) => Number(Math.floor(i / 6) % 5 < (Math.floor(i / 6) % 2 ? 3 : 2))),
  });
  const built = builtDesign({ data: table, formula: "y ~ 1 + x + (1 | g)", family: "Bernoulli" });
  const { x, failure } = minimumOf(built);
  expect(failure).toBeUndefined();
  expect(x[2]).toBe(0);
});

test("evaluations are limited, and the log has the points", () => {
  const built = builtDesign(designSpecs.contra);
  const log = new FitLog(built.design.layout, built.data.change);
  const deviance = new LaplaceDeviance(built.design, false);
  const limited = generalizedMinimum(deviance, built.data, {
    start: generalizedStart(deviance),
    maxEvaluations: 2,
    log,
  });
  expect(limited.failure).toBe("the search was cut off by maxfeval = 2: allow more evaluations");
  expect(limited.evaluations).toBeLessThanOrEqual(2);
  expect(log.table().numRows).toBeGreaterThan(0);
});

test("a bad start ends at the same minimum", () => {
  const built = builtDesign(designSpecs.contra_slope);
  const lowest = minimumOf(built).objective;
  for (const theta of [
    [5, 0, 5],
    [0.01, 0, 0.01],
    [0, 0, 0],
  ]) {
    const deviance = new LaplaceDeviance(built.design, false);
    const { objective, failure } = generalizedMinimum(deviance, built.data, {
      start: generalizedStart(deviance),
      theta: Float64Array.from(theta),
    });
    expect(failure).toBeUndefined();
    expectClose([objective], [lowest], { absolute: 1e-8 });
  }
});
