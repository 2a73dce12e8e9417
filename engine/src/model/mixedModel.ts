import { GeneralizedLinearMixedModel } from "./generalized/generalizedLinearMixedModel";
import { LinearMixedModel } from "./linearMixedModel";

/** A model made by `fit`: linear, or generalized where a family was named. */
export type MixedModel = LinearMixedModel | GeneralizedLinearMixedModel;

export function isMixedModel(value: unknown): value is MixedModel {
  return value instanceof LinearMixedModel || value instanceof GeneralizedLinearMixedModel;
}
