import type { LaplaceDeviance } from "../../deviance/generalized/laplaceDeviance";
import { log } from "../../math/log";
import { newtonDescent, type SmoothFunction } from "../newton";
import { GeneralizedObjective } from "./generalizedObjective";
import type { GeneralizedStart } from "./generalizedStart";

/** What a minimisation may take, and the size of a standard error of a fixed effect in its coordinate. */
const MOST_EVALUATIONS = 2000;
const UNIT = 1;

/**
 * The minimum of a generalized deviance over fixed effects and dispersion where θ is 0: −2 log-likelihood of the
 * generalized linear model, without the constants of the family.
 * @returns NaN where none was found
 */
export function minimumWithoutRandomEffects(deviance: LaplaceDeviance, start: GeneralizedStart): number {
  return deviance.room.within(() => minimumWithin(deviance, start));
}

function minimumWithin(deviance: LaplaceDeviance, { gamma, phi }: GeneralizedStart): number {
  const { freeFixed, hasDispersion, dimension, design } = deviance;
  const { length } = design.layout;
  deviance.gamma.set(gamma);
  deviance.prepare(new Float64Array(length), phi, UNIT);
  const start = new Float64Array(dimension);
  start.set(deviance.gamma.subarray(0, freeFixed));
  if (hasDispersion) start[dimension - 1] = log(phi);
  const free = [...start.keys()].filter((j) => j < freeFixed || j >= freeFixed + length);
  const objective = new GeneralizedObjective(deviance);
  if (free.length === 0) return objective.evaluate(start, false);
  const smooth = restricted(objective.smooth(), start, free);
  const found = newtonDescent(
    smooth,
    Float64Array.from(free, (j) => start[j]),
    { maxEvaluations: MOST_EVALUATIONS },
  );
  return found.failure === undefined ? found.objective : NaN;
}

/** A function of some of its parameters, where the others stay. */
function restricted(whole: SmoothFunction, at: Float64Array, free: readonly number[]): SmoothFunction {
  const embedded = (own: Float64Array): Float64Array => {
    const x = at.slice();
    free.forEach((j, i) => (x[j] = own[i]));
    return x;
  };
  const n = at.length;
  return {
    hessianEvaluations: whole.hessianEvaluations,
    evaluate: (own) => {
      const { objective, gradient } = whole.evaluate(embedded(own));
      return { objective, gradient: Float64Array.from(free, (j) => gradient[j]) };
    },
    hessian: (own) => {
      const { matrix, evaluations } = whole.hessian(embedded(own));
      return {
        matrix: Float64Array.from(free.flatMap((row) => free.map((column) => matrix[row * n + column]))),
        evaluations,
      };
    },
  };
}
