import type { LinearChange } from "./changeOfBasis";
import type { Deviance } from "./deviance";

/**
 * σ²(XᵀV⁻¹X)⁻¹ of the coefficients, p × p, row-major, from the factor of the last factorization; NaN in the rows of
 * coefficients that are not estimated.
 * @param kept indices of those that are
 * @param change by which the coefficients belong to those of the factor
 */
export function coefficientCovariance(
  { fixedFactor }: Pick<Deviance, "fixedFactor">,
  sigma: number,
  kept: readonly number[],
  p: number,
  change?: LinearChange,
): Float64Array {
  const rank = kept.length;
  const inverse = new Float64Array(rank * rank);
  for (let j = 0; j < rank; j++) {
    for (let i = j; i < rank; i++) {
      let sum = i === j ? 1 : 0;
      for (let k = j; k < i; k++) sum -= fixedFactor[i * rank + k] * inverse[k * rank + j];
      inverse[i * rank + j] = sum / fixedFactor[i * rank + i];
    }
  }
  const root = change === undefined ? inverse : ofChange(inverse, change, rank);
  const least = (i: number): number => (change === undefined ? i : 0);
  const covariance = new Float64Array(p * p).fill(NaN);
  for (let i = 0; i < rank; i++) {
    for (let j = 0; j < rank; j++) {
      let sum = 0;
      for (let k = least(Math.max(i, j)); k < rank; k++) sum += root[k * rank + i] * root[k * rank + j];
      covariance[kept[i] * p + kept[j]] = sigma * sigma * sum;
    }
  }
  return covariance;
}

/** L⁻¹·inverseᵀ, whose columns belong to the user's coefficients. */
function ofChange(factorInverse: Float64Array, { inverse }: LinearChange, rank: number): Float64Array {
  const result = new Float64Array(rank * rank);
  for (let k = 0; k < rank; k++)
    for (let i = 0; i < rank; i++)
      for (let m = 0; m <= k; m++) result[k * rank + i] += factorInverse[k * rank + m] * inverse[i * rank + m];
  return result;
}
