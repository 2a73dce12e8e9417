import { orthogonalize, sumOfProducts } from "../linalg/orthogonalize";
import { log } from "../math/log";
import { GeneralizedLinearMixedModel } from "./generalized/generalizedLinearMixedModel";
import type { LinearMixedModel } from "./linearMixedModel";
import type { MixedModel } from "./mixedModel";

/**
 * What brings the REML criteria of models whose fixed effects span the same, but in other units or codings, to the
 * columns of the first model. The criterion has log|XᵀV⁻¹X|, to which columns X·M add 2 log|det M|, and so they do to
 * log|XᵀX| (Harville, Biometrika 61, 1974). 0 for maximum likelihood, and where the columns are the same.
 */
export function restrictedShifts(models: readonly MixedModel[]): number[] {
  const [first] = models;
  return models.map((model) =>
    !isRestricted(first) || !isRestricted(model) || haveSameColumns(first, model) ? 0 : volume(first) - volume(model),
  );
}

function isRestricted(model: MixedModel): model is LinearMixedModel {
  return !(model instanceof GeneralizedLinearMixedModel) && model.REML;
}

function haveSameColumns(a: LinearMixedModel, b: LinearMixedModel): boolean {
  return estimated(a).every((column, j) => {
    const other = estimated(b)[j];
    return column.every((value, row) => value === other[row]);
  });
}

/** The columns of X that have a coefficient; as many in models of the same fixed effects. */
function estimated({ data: { kept, frame } }: LinearMixedModel): Float64Array[] {
  return kept.map((index) => frame.fixed.columns[index]);
}

/** log|XᵀWX| of the user's columns. */
function volume({ data: { weighted, change } }: LinearMixedModel): number {
  const { basis } = orthogonalize(weighted.fixed, 0);
  const lengths = basis.map((direction, j) => Math.abs(sumOfProducts(direction, weighted.fixed[j])));
  return 2 * lengths.reduce((sum, length) => sum + log(length), change.logDeterminant);
}
