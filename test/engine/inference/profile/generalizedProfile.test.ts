import { profile } from "engine/inference/profile/profile";
import { positiveInverse, quasiNewton } from "engine/minimizer/generalized/quasiNewton";
import { fit } from "engine/model/fit";
import type { GeneralizedLinearMixedModel } from "engine/model/generalized/generalizedLinearMixedModel";
import { Poisson } from "engine/random/poisson";
import { Xoshiro } from "engine/random/xoshiro";
import { asTable } from "engine/table/asTable";
import { expectClose } from "../../support/expectClose";
import { designSpecs } from "../../support/generalizedDesigns";

const quiet = { progress: false };
const { data, formula } = designSpecs.contra_slope;
const bernoulli = { family: "Bernoulli", ...quiet };
const slopes = fit(formula, data, bernoulli);

function intervals(model: GeneralizedLinearMixedModel, parameters: string[]): { lower: number[]; upper: number[] } {
  const table = profile(model, { parameters, threshold: 2.5, ...quiet }).confint();
  const [lower, upper] = ["lower", "upper"].map((name) => Array.from(table.numeric(name)));
  return { lower, upper };
}

/** The lowest −2 log-likelihood above that of the fit where σ1, σ2 and ρ are functions of two free numbers. */
function lowestAt(
  { devianceFunction: deviance, minimum }: GeneralizedLinearMixedModel,
  start: readonly number[],
  theta: (free: Float64Array) => number[],
): number {
  const p = deviance.freeFixed;
  const value = (z: Float64Array): number =>
    deviance.evaluate(Float64Array.from([...z.subarray(0, p), ...theta(z.subarray(p))]), false);
  const evaluate = (z: Float64Array) => ({
    value: value(z),
    gradient: z.map((own, j) => {
      const [above, below] = [1, -1].map((side) => {
        const point = z.slice();
        point[j] = own + side * 1e-4;
        return value(point);
      });
      return (above - below) / 2e-4;
    }),
  });
  const first = Float64Array.from([...minimum.x.subarray(0, p), ...start]);
  const unit = new Float64Array(first.length ** 2);
  for (let j = 0; j < first.length; j++) unit[j * (first.length + 1)] = 50;
  return quasiNewton(evaluate, first, positiveInverse(unit, first.length)).value - minimum.objective;
}

const QUANTILE = 3.841458820694124;

test("of two effects every end of an interval has the likelihood that it should have", () => {
  const { lower, upper } = intervals(slopes, ["σs", "ρs"]);
  // confint(profile(glmer(…), which = "theta_")) of lme4 1.1-31.
  expectClose(lower, [0.41925, 0.46429, -0.95323], { absolute: 1e-3 });
  expectClose(upper, [0.818, 1.24155, -0.48255], { absolute: 1e-3 });
  const [first, second] = Object.values(slopes.σs.dist);
  const ρ = slopes.lambda[0][2] / second;
  const factor = (a: number, b: number, u: number): number[] => [a, b * Math.sin(u), b * Math.cos(u)];
  const u = Math.asin(ρ);
  for (const end of [lower[0], upper[0]]) {
    const rise = lowestAt(slopes, [second, u], ([b, angle]) => factor(end, b, angle));
    expectClose([rise], [QUANTILE], { absolute: 2e-4 });
  }
  for (const end of [lower[1], upper[1]]) {
    const rise = lowestAt(slopes, [first, u], ([a, angle]) => factor(a, end, angle));
    expectClose([rise], [QUANTILE], { absolute: 2e-4 });
  }
  for (const end of [lower[2], upper[2]]) {
    const rise = lowestAt(slopes, [first, second], ([a, b]) => factor(a, b, Math.asin(end)));
    expectClose([rise], [QUANTILE], { absolute: 2e-4 });
  }
});

test("effects without correlation have the intervals of terms of their own", () => {
  const rng = new Xoshiro(5);
  const b = Array.from({ length: 60 }, () => rng.randn());
  const rows = Array.from({ length: 360 }, (_, i) => {
    const [g, x] = [i % 30, rng.randn()];
    const y = Poisson(Math.exp(0.4 + 0.2 * x + 0.5 * b[g] + 0.4 * b[30 + g] * x)).draw(rng);
    return { g: `g${g}`, x, y };
  });
  const poisson = { family: "Poisson", ...quiet };
  const joint = intervals(fit("y ~ 1 + x + zerocorr(1 + x | g)", asTable(rows), poisson), ["σs"]);
  const apart = intervals(fit("y ~ 1 + x + (1 | g) + (0 + x | g)", asTable(rows), poisson), ["σs"]);
  expectClose(joint.lower, apart.lower, { relative: 1e-5 });
  expectClose(joint.upper, apart.upper, { relative: 1e-5 });
  // Neither another origin nor unit nor sign of the covariate changes what σ of its effect may be.
  const own = intervals(fit("y ~ 1 + x + (1 + x | g)", asTable(rows), poisson), ["σ2", "ρ1"]);
  const mirrored = rows.map((row) => ({ ...row, x: -10 * row.x }));
  const other = intervals(fit("y ~ 1 + x + (1 + x | g)", asTable(mirrored), poisson), ["σ2", "ρ1"]);
  expectClose([10 * other.lower[0], 10 * other.upper[0]], [own.lower[0], own.upper[0]], { relative: 1e-5 });
  expectClose([-other.upper[1], -other.lower[1]], [own.lower[1], own.upper[1]], { absolute: 1e-4 });
  const moved = rows.map((row) => ({ ...row, x: row.x + 50 }));
  const far = intervals(fit("y ~ 1 + x + (1 + x | g)", asTable(moved), poisson), ["σ2"]);
  expectClose([far.lower[0], far.upper[0]], [own.lower[0], own.upper[0]], { relative: 1e-4 });
});
