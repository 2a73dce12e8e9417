import { checkMixedModel } from "./checkModel";
import type { MixedModel } from "./mixedModel";
import { type VarianceComponents, varianceComponents } from "./varianceComponents";

/** Extracts the variances, standard deviations and correlations of the random effects. */
export function VarCorr(model: MixedModel): VarianceComponents {
  checkMixedModel("VarCorr", model);
  return varianceComponents(model);
}
