import { toUser, userTheta } from "../../deviance/changeOfBasis";
import type { ModelData } from "../../deviance/modelData";
import { withoutWeights } from "../../deviance/rowScale";
import { orthogonalize, sumOfProducts } from "../../linalg/orthogonalize";
import { invertLower } from "../../linalg/small";
import { coreSystem } from "../../matrices/coreSystem";
import { Minimizer } from "../../minimizer/minimize";
import type { Guard } from "../../minimizer/stopped";
import type { LinearMixedModel } from "../../model/linearMixedModel";
import { type Coordinate, identity, type PointParameters, type ProfilePoint, type RestMinimizer } from "./coordinate";
import { positiveTheta } from "./positiveTheta";
import { withProblem } from "./withProblem";

/**
 * The coordinate of a coefficient: with wᵀβ = b, w the weights of the working coefficients in it, the rest is a model
 * with a column less for the response y − b·x, minimised from the θ before.
 * @param index of the coefficient among all, one that is estimated
 */
export function coefficientCoordinate(model: LinearMixedModel, index: number, name: string, guard?: Guard): Coordinate {
  const { data, coef, stderror, response, working } = model;
  const { sigma } = model.criterion;
  const weights = weightsOf(data, index);
  const { without, column, wholeBeta } = restricted(data, weights);
  const open = <T>(use: (rest: RestMinimizer) => T): T =>
    withProblem(
      without,
      response,
      (problem, shifted) => {
        const minimizer = new Minimizer(problem);
        const start = working.theta.slice();
        let held = coef[index];
        return slopeInFull(data, response, weights, { sigma, guard }, (slope) => {
          const at = (value: number): ProfilePoint => {
            held = value;
            shifted.set(response.map((own, i) => own - value * column[i]));
            minimizer.minimize(start);
            const { objective, failure, theta } = minimizer;
            start.set(theta);
            return { objective, slope: slope(theta, value), ...(failure === undefined ? {} : { failure }) };
          };
          const parameters = (): PointParameters => {
            const { deviance, layout } = problem;
            layout.fill(deviance.lambdas, start);
            deviance.factor(false);
            deviance.solve(false);
            const others = deviance.beta.map((own, j) => shifted.leastSquares[j] + own);
            const beta = new Float64Array(coef.length).fill(-0);
            toUser(data.change.fixed, wholeBeta(others, held)).forEach((own, j) => (beta[data.kept[j]] = own));
            beta[index] = held;
            return {
              beta,
              sigma: sigma ?? Math.sqrt(deviance.r2 / deviance.degreesOfFreedom),
              theta: positiveTheta(layout, userTheta(layout, data.change, start)),
            };
          };
          return use({ at, parameters, restart: () => start.set(working.theta) });
        });
      },
      { sigma, guard },
    );
  return { ...identity, name, estimate: coef[index], scale: stderror[index], lower: -Infinity, upper: Infinity, open };
}

/** The weights of the working coefficients in one of the user's. */
function weightsOf({ kept, change }: ModelData, index: number): Float64Array {
  const j = kept.indexOf(index);
  const p = kept.length;
  return change.fixed === undefined
    ? Float64Array.from(kept, (_, i) => Number(i === j))
    : change.fixed.inverse.slice(j * p, (j + 1) * p);
}

interface Restricted {
  readonly without: ModelData;
  readonly column: Float64Array;
  /** All working coefficients, from those of the model without one and wᵀβ. */
  readonly wholeBeta: (others: Float64Array, held: number) => Float64Array;
}

/**
 * The model where wᵀβ = 0, and the column x by whose b-fold the response of one where wᵀβ = b is larger: the column k
 * of
 * the largest weight goes into the others, Xβ = b·xₖ/wₖ + Σ (xᵢ − xₖ·wᵢ/wₖ)·βᵢ.
 */
function restricted(data: ModelData, weights: Float64Array): Restricted {
  const { weighted } = data;
  const sizes = weighted.fixed.map((own, i) => Math.abs(weights[i]) * Math.sqrt(sumOfProducts(own, own)));
  const k = sizes.indexOf(Math.max(...sizes));
  const taken = weighted.fixed[k];
  const fixed = weighted.fixed
    .map((own, i) => {
      const share = weights[i] / weights[k];
      return share === 0 ? own : own.map((value, row) => value - share * taken[row]);
    })
    .filter((_, i) => i !== k);
  return {
    without: {
      ...data,
      weighted: { ...weighted, fixed },
      basis: orthogonalize(fixed),
      system: coreSystem(weighted.terms, fixed),
    },
    column: withoutWeights(taken, weighted.roots).map((value) => value / weights[k]),
    wholeBeta: (others, held) => {
      const beta = Float64Array.from(weights, (_, i) => (i === k ? 0 : others[i < k ? i : i - 1]));
      beta[k] = (held - beta.reduce((sum, own, i) => sum + weights[i] * own, 0)) / weights[k];
      return beta;
    },
  };
}

/**
 * Calls `use` with the derivative of the minimum in b at the θ where it lies: in the full model r² rises by (b −
 * wᵀβ̂)²/c with c = wᵀ(XᵀV⁻¹X)⁻¹w, so the slope is n·2(b − wᵀβ̂)/(c·r²), or 2(b − wᵀβ̂)/(c·σ²) where σ is held fixed.
 */
function slopeInFull<T>(
  data: ModelData,
  response: Float64Array,
  weights: Float64Array,
  options: { readonly sigma: number | undefined; readonly guard: Guard | undefined },
  use: (slope: (theta: Float64Array, at: number) => number) => T,
): T {
  const { sigma } = options;
  const p = weights.length;
  return withProblem(
    data,
    response,
    ({ deviance, layout }, { leastSquares }) =>
      use((theta, at) => {
        layout.fill(deviance.lambdas, theta);
        deviance.factor(false);
        deviance.solve(false);
        const inverse = new Float64Array(p * p);
        invertLower(inverse, deviance.fixedFactor, p);
        let c = 0;
        let apart = at;
        for (let k = 0; k < p; k++) {
          let sum = 0;
          for (let j = 0; j <= k; j++) sum += inverse[k * p + j] * weights[j];
          c += sum ** 2;
          apart -= weights[k] * (leastSquares[k] + deviance.beta[k]);
        }
        const variance = sigma === undefined ? (deviance.r2 + apart ** 2 / c) / deviance.degreesOfFreedom : sigma ** 2;
        return (2 * apart) / (c * variance);
      }),
    options,
  );
}
