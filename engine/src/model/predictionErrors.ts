import { EffectsInverse, type EffectsRows } from "../deviance/effectsInverse";
import type { LinearMixedModel } from "./linearMixedModel";

/**
 * Standard deviations of x(β̂ − β) + z(b̂ − b) for rows x of X and z of Z at the θ and σ of the fit, length n of those:
 * σ√(wᵀM⁻¹w) with w = [Λᵀz x] and Henderson's M, whose inverse has the covariances of β̂, of b̂ − b and between them
 * (McLean, Sanders & Stroup, Am. Stat. 45, 1991, 54, eq. 2.6). Random effects that are not among the terms of a row
 * count as 0.
 * @param rows working columns of every term of the model, in its order, and of X
 */
export function predictionErrors(model: LinearMixedModel, rows: EffectsRows): Float64Array {
  const { fixed, terms } = rows;
  const {
    data: { weighted, layout },
    working,
    sigma,
  } = model;
  if (terms.every(({ refs }) => refs.every((level) => level < 0)))
    return meanErrors(working.covariance, fixed, terms[0].refs.length);
  const inverse = new EffectsInverse(weighted.terms, weighted.fixed, layout.lambdasAt(working.theta));
  return inverse.variances(rows).map((variance) => sigma * Math.sqrt(variance));
}

/** √(xᵀVx) with the covariance V of β̂. */
function meanErrors(covariance: Float64Array, fixed: readonly Float64Array[], count: number): Float64Array {
  const p = fixed.length;
  return Float64Array.from({ length: count }, (_, row) => {
    let sum = 0;
    for (let i = 0; i < p; i++)
      for (let j = 0; j < p; j++) sum += fixed[i][row] * covariance[i * p + j] * fixed[j][row];
    return Math.sqrt(sum);
  });
}
