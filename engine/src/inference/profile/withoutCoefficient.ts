import { toUser, userTheta } from "../../deviance/changeOfBasis";
import type { ModelData } from "../../deviance/modelData";
import type { Problem } from "../../deviance/problem";
import { withoutWeights } from "../../deviance/rowScale";
import { orthogonalize, sumOfProducts } from "../../linalg/orthogonalize";
import { coreSystem } from "../../matrices/coreSystem";
import type { LinearMixedModel } from "../../model/linearMixedModel";
import type { PointParameters } from "./coordinate";
import { positiveTheta } from "./positiveTheta";

/** A model where one of the user's coefficients, wᵀβ in working ones, is held. */
export interface WithoutCoefficient {
  /** w. */
  readonly weights: Float64Array;
  /** The data with a column less. */
  readonly without: ModelData;
  /** x, by whose b-fold the response is less where wᵀβ = b. */
  readonly column: Float64Array;
  /** All parameters, from the working coefficients of the others and the problem as it was evaluated last. */
  readonly parameters: (
    others: ArrayLike<number>,
    held: number,
    problem: Problem,
    theta: Float64Array,
  ) => PointParameters;
}

/**
 * The model where wᵀβ = 0, and the column x by whose b-fold the response of one where wᵀβ = b is larger: the column k
 * of the largest weight goes into the others, Xβ = b·xₖ/wₖ + Σ (xᵢ − xₖ·wᵢ/wₖ)·βᵢ.
 * @param index of the coefficient among all, one that is estimated
 */
export function withoutCoefficient({ data, coef, criterion }: LinearMixedModel, index: number): WithoutCoefficient {
  const { weighted, kept, change } = data;
  const weights = weightsOf(data, index);
  const sizes = weighted.fixed.map((own, i) => Math.abs(weights[i]) * Math.sqrt(sumOfProducts(own, own)));
  const k = sizes.indexOf(Math.max(...sizes));
  const taken = weighted.fixed[k];
  const fixed = weighted.fixed
    .map((own, i) => {
      const share = weights[i] / weights[k];
      return share === 0 ? own : own.map((value, row) => value - share * taken[row]);
    })
    .filter((_, i) => i !== k);
  const wholeBeta = (others: ArrayLike<number>, held: number): Float64Array => {
    const beta = Float64Array.from(weights, (_, i) => (i === k ? 0 : others[i < k ? i : i - 1]));
    beta[k] = (held - beta.reduce((sum, own, i) => sum + weights[i] * own, 0)) / weights[k];
    return beta;
  };
  return {
    weights,
    without: {
      ...data,
      weighted: { ...weighted, fixed },
      basis: orthogonalize(fixed),
      system: coreSystem(weighted.terms, fixed),
    },
    column: withoutWeights(taken, weighted.roots).map((value) => value / weights[k]),
    parameters: (others, held, { deviance, layout }, theta) => {
      const beta = new Float64Array(coef.length).fill(-0);
      toUser(change.fixed, wholeBeta(others, held)).forEach((own, j) => (beta[kept[j]] = own));
      beta[index] = held;
      return {
        beta,
        sigma: criterion.sigma ?? Math.sqrt(deviance.r2 / deviance.degreesOfFreedom),
        theta: positiveTheta(layout, userTheta(layout, change, theta)),
      };
    },
  };
}

/** The weights of the working coefficients in one of the user's. */
function weightsOf({ kept, change }: ModelData, index: number): Float64Array {
  const j = kept.indexOf(index);
  const p = kept.length;
  return change.fixed === undefined
    ? Float64Array.from(kept, (_, i) => Number(i === j))
    : change.fixed.inverse.slice(j * p, (j + 1) * p);
}
