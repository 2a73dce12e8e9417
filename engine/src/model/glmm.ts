import type { FamilyLike, LinkLike } from "../family/familyOf";
import type { TableLike } from "../table/asTable";
import { fit } from "./fit";
import type { GeneralizedFitOptions } from "./generalized/fitGeneralized";
import type { GeneralizedLinearMixedModel } from "./generalized/generalizedLinearMixedModel";

/**
 * Fits a generalized linear mixed model with the arguments in the order of MixedModels.jl's `glmm`:
 * `glmm("r2 ~ 1 + anger + (1 | subj)", verbagg, Bernoulli(), ProbitLink(), { nAGQ: 9 })` is
 * `fit(…, { family: Bernoulli(), link: ProbitLink(), nAGQ: 9 })`.
 */
export function glmm(
  formula: string,
  table: TableLike,
  family: FamilyLike,
  link?: LinkLike,
  options: Omit<GeneralizedFitOptions, "family" | "link"> = {},
): GeneralizedLinearMixedModel {
  return fit(formula, table, { ...options, family, ...(link === undefined ? {} : { link }) });
}
