import { toUser } from "../deviance/changeOfBasis";
import { workingDesign } from "../deviance/modelData";
import type { RandomEffectsTerm } from "../deviance/randomEffectsTerm";
import { DataError } from "../errors";
import { leastSquares } from "../linalg/leastSquares";
import { symmetricEigen } from "../linalg/symmetricEigen";
import { fitFrame } from "../model/fitFrame";
import { frameOfRows } from "../model/frameOfRows";
import { refitRows } from "../model/generalized/fitGeneralized";
import { GeneralizedLinearMixedModel } from "../model/generalized/generalizedLinearMixedModel";
import type { MixedModel } from "../model/mixedModel";

/** How the estimates of a model move when the rows of one level are left out. */
export interface Deletion {
  /** Cook's distance. */
  readonly cook: number;
  /** Length p; NaN where there is no such coefficient then. */
  readonly dfbetas: Float64Array;
  readonly sigma: number;
  /** Why there is no refit, where there is none: all else is NaN. */
  readonly reason?: string | undefined;
  /** Why the refit failed to converge, where it did. */
  readonly failure?: string | undefined;
}

/**
 * Refits a model without one level of a term.
 * @param level its index
 */
export function deletionOf(
  model: MixedModel,
  term: RandomEffectsTerm,
  level: number,
  options: { readonly workers?: number } = {},
): Deletion {
  const rows = Array.from(term.refs.keys()).filter((row) => term.refs[row] !== level);
  try {
    const without = fitOfRows(model, rows, options);
    if (without.rank < model.rank) throw new DataError("some coefficients cannot be estimated then");
    if (without instanceof GeneralizedLinearMixedModel && without.separation !== undefined)
      throw new DataError("the response is separated then");
    const { failure } = without.minimum;
    return { ...movement(model, without, rows), ...(failure !== undefined && { failure }) };
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return noDeletion(model, error.message);
  }
}

export function noDeletion(model: MixedModel, reason: string): Deletion {
  return { cook: NaN, dfbetas: new Float64Array(model.coef.length).fill(NaN), sigma: NaN, reason };
}

function fitOfRows(model: MixedModel, rows: readonly number[], { workers }: { readonly workers?: number }): MixedModel {
  const frame = frameOfRows(model.data.frame, rows);
  return model instanceof GeneralizedLinearMixedModel
    ? refitRows(model, frame, rows)
    : fitFrame(frame, { ...model.criterion, workers });
}

/** How the estimates move to those of a refit to some of the rows. */
function movement(
  model: MixedModel,
  without: MixedModel,
  rows: readonly number[],
): { cook: number; dfbetas: Float64Array; sigma: number } {
  const { kept, change } = without.data;
  const { covariance } = without.working;
  const columns = workingDesign(without.data).fixed;
  // By how much the means of the rows move, in the columns that the refit computes in: no digits of coefficients that
  // cancel are lost, as those of powers far from the origin.
  const means = combined(workingDesign(model.data).fixed, model.working.beta);
  const refitted = combined(columns, without.working.beta);
  const [moved] = leastSquares(columns, [Float64Array.from(rows, (row, i) => means[row] - refitted[i])]);
  const k = kept.length;
  // In units of the standard errors, so that no unit decides what is rounding.
  const errors = moved.map((_, i) => Math.sqrt(covariance[i * k + i]));
  const correlations = covariance.map((value, at) => value / (errors[Math.floor(at / k)] * errors[at % k]));
  const values = new Float64Array(k);
  const vectors = new Float64Array(k * k);
  symmetricEigen(correlations, values, vectors, k);
  let cook = 0;
  for (let c = 0; c < k; c++) {
    let part = 0;
    for (let i = 0; i < k; i++) part += (vectors[i * k + c] * moved[i]) / errors[i];
    cook += (part * part) / values[c];
  }
  const dfbetas = new Float64Array(model.coef.length).fill(NaN);
  toUser(change.fixed, moved).forEach((value, i) => {
    dfbetas[kept[i]] = value / without.stderror[kept[i]];
  });
  return { cook: cook / k, dfbetas, sigma: without.sigma };
}

function combined(columns: readonly Float64Array[], weights: Float64Array): Float64Array {
  const sums = new Float64Array(columns[0]?.length ?? 0);
  columns.forEach((column, j) => {
    for (let i = 0; i < sums.length; i++) sums[i] += weights[j] * column[i];
  });
  return sums;
}
