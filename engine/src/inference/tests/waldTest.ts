import { weightsToUser } from "../../deviance/changeOfBasis";
import { chiSquaredUpper } from "../../distributions/normal";
import { eigenDecomposition } from "../../linalg/eigenDecomposition";
import type { GeneralizedLinearMixedModel } from "../../model/generalized/generalizedLinearMixedModel";
import { combinationsAtInfinity } from "../../model/generalized/separation";
import { congruent } from "../smallSample/congruent";
import { distances } from "../smallSample/satterthwaite";
import { spanningCombinations } from "../smallSample/spanningCombinations";

/** A Wald statistic with its degrees of freedom. */
export interface WaldTest {
  readonly chisq: number;
  readonly dof: number;
  readonly pvalue: number;
}

/** Directions that vary by less than this part of the largest are taken for dependent. */
const DEPENDENT = 1.5e-8;
/** Weights that are smaller than this part of the largest are rounding. */
const ROUNDING = 1e-9;

/**
 * (Rβ̂ − r)ᵀ(RVRᵀ)⁻¹(Rβ̂ − r); NaN where a coefficient of the combinations is infinite.
 * @param all R, the weights of working coefficients in each combination
 * @param whatIs r; default 0
 * @param covariance V of the working coefficients, rank × rank; default that at the θ of the fit
 */
export function waldTest(
  model: GeneralizedLinearMixedModel,
  all: readonly Float64Array[],
  whatIs?: Float64Array,
  covariance = model.working.covariance,
): WaldTest {
  const { working } = model;
  if (all.some((row) => isSeparated(model, row))) return { chisq: NaN, dof: all.length, pvalue: NaN };
  const { rows, wanted } = spanningCombinations({ rows: all, wanted: whatIs }, covariance);
  const distance = distances(rows, working.beta, wanted);
  const q = rows.length;
  const { values, vectors } = eigenDecomposition(congruent(covariance, rows), q);
  const largest = Math.max(...values);
  let chisq = 0;
  let dof = 0;
  for (let c = 0; c < q; c++) {
    if (!(values[c] > DEPENDENT * largest)) continue;
    const part = distance.reduce((sum, value, i) => sum + vectors[i * q + c] * value, 0);
    chisq += (part * part) / values[c];
    dof++;
  }
  return { chisq, dof, pvalue: chiSquaredUpper(chisq, dof) };
}

/** Whether a combination has a part of a coefficient that is infinite, or that nothing tells but a separation. */
function isSeparated(model: GeneralizedLinearMixedModel, row: Float64Array): boolean {
  const { separation, coefnames } = model;
  const { change, fixed, kept } = model.data;
  if (separation === undefined) return false;
  const weights = new Float64Array(coefnames.length);
  weightsToUser(change.fixed, row).forEach((weight, j) => (weights[kept[j]] = weight));
  if (combinationsAtInfinity(model)(weights) !== 0) return true;
  const sizes = fixed.map((column) => column.reduce((most, value) => Math.max(most, Math.abs(value)), 0));
  const parts = weightsToUser(change.fixed, row).map((weight, j) => Math.abs(weight) / sizes[j]);
  const largest = parts.reduce((most, part) => Math.max(most, part), 0);
  return separation.direction.some((value, j) => value !== 0 && parts[j] > ROUNDING * largest);
}
