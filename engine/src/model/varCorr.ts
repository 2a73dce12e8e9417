import { checkModel } from "./checkModel";
import type { LinearMixedModel } from "./linearMixedModel";
import { type VarianceComponents, varianceComponents } from "./varianceComponents";

/** Extracts the variances, standard deviations and correlations of the random effects. */
export function VarCorr(model: LinearMixedModel): VarianceComponents {
  checkModel("VarCorr", model);
  return varianceComponents(model);
}
