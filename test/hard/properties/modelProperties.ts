import { fitFrame } from "engine/model/fitFrame";
import { randomModel } from "../../engine/support/randomModels";
import { denseEstimates } from "./denseReference";
import type { Effort } from "./property";

/** Half of the digits of a double must agree; a fit that is nearly saturated loses as many in the dense matrices. */
const AGREE = 1e-6;

/** Steps along the axes of θ, in both directions. */
const STEPS = [-1e-2, 1e-2];

/**
 * Fits random models and compares with dense matrices: the objective, β̂, σ̂ and fitted values at the θ of the fit, and
 * that no step along an axis of θ lowers the objective, unless the certificate says that the fit is not the optimum.
 */
export function modelProperties({ runs, seed }: Effort): void {
  test(`${runs} random models have the numbers of a dense reference`, () => {
    const wrong: string[] = [];
    let doubtful = 0;
    for (let i = 0; i < runs; i++) {
      const { description, frame, reml } = randomModel(seed + i);
      const model = fitFrame(frame, { REML: reml });
      const dense = denseEstimates(model, model.theta);
      const differences = {
        objective: Math.abs(model.objective - dense.objective) / (1 + Math.abs(dense.objective)),
        σ: Math.abs(model.sigma / dense.sigma - 1),
        β: largest(model.fixef, dense.beta) / Math.max(...model.stderror.filter((value) => !Number.isNaN(value))),
        fitted:
          largest(model.fitted, dense.fitted) /
          Math.sqrt(frame.response.values.reduce((sum, value) => sum + value * value, 0) / frame.nobs),
      };
      for (const [what, difference] of Object.entries(differences))
        if (!(difference < AGREE)) wrong.push(`${description}: ${what} differs by ${difference}`);
      if (!model.certificate.converged) {
        doubtful++;
        continue;
      }
      model.theta.forEach((value, j) => {
        for (const step of STEPS) {
          const beside = model.theta.slice();
          beside[j] = value + step * Math.max(0.1, Math.abs(value));
          const gain = dense.objective - denseEstimates(model, beside).objective;
          if (gain > 1e-5) wrong.push(`${description}: a step of θ${j + 1} lowers the objective by ${gain}`);
        }
      });
    }
    expect(wrong).toEqual([]);
    // A certificate that doubts everything would hide all the rest.
    expect(doubtful).toBeLessThanOrEqual(Math.ceil(runs / 50));
  });
}

function largest(a: Float64Array, b: Float64Array): number {
  return a.reduce((max, value, i) => Math.max(max, Math.abs(value - b[i])), 0);
}
