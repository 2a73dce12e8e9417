import type { LinearMixedModel } from "../../model/linearMixedModel";

/**
 * The residuals of a model as its pictures show them: times √w of the weights w, so that all have the standard
 * deviation σ.
 */
export function scaledResiduals(model: LinearMixedModel): { readonly values: Float64Array; readonly title: string } {
  const {
    residuals,
    data: {
      frame: { response },
      weighted: { roots },
    },
  } = model;
  if (roots === undefined) return { values: residuals, title: `Residual of ${response.name}` };
  return { values: residuals.map((value, i) => value * roots[i]), title: `Residual of ${response.name} × √weight` };
}
