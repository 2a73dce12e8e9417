import { workingResponse } from "../deviance/modelData";
import type { LinearMixedModel } from "../model/linearMixedModel";

/**
 * y − Xβ̂ less the offset in units of σ, times √w of the weights w, divided by √(1 − h) ("hc2") or 1 − h ("hc3"), where
 * h is the leverage of the row in a regression on X (Modugno & Giannerini, Stat. Methods Appl. 24, 2015, §3).
 */
export function populationResiduals(model: LinearMixedModel, correction: "hc2" | "hc3"): Float64Array {
  const { weighted, basis } = model.data;
  const residuals = workingResponse(model.data, model.response);
  weighted.fixed.forEach((column, j) => {
    for (let i = 0; i < residuals.length; i++) residuals[i] -= column[i] * model.working.beta[j];
  });
  return residuals.map((value, i) => {
    const h = basis.basis.reduce((sum, direction) => sum + direction[i] ** 2, 0);
    const rest = Math.max(1 - h, Number.EPSILON);
    return value / (model.sigma * (correction === "hc2" ? Math.sqrt(rest) : rest));
  });
}
