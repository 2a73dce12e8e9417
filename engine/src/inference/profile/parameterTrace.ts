import { normalBound } from "../../distributions/normalQuantile";
import { LinearMixedModel } from "../../model/linearMixedModel";
import type { MixedModel } from "../../model/mixedModel";
import type { Coordinate } from "./coordinate";
import { type Profiled, profiledParameters } from "./coordinates";
import { generalizedParameters } from "./generalizedCoordinates";
import { type TracedCurve, type TraceOptions, trace } from "./tracedCurve";

/** The level whose ends are solved for with the profile. */
const LEVEL = 0.95;

/** The parameters of a model fitted by maximum likelihood, each with what is profiled of it. */
export function parametersOf(model: MixedModel): Profiled[] {
  return model instanceof LinearMixedModel ? profiledParameters(model) : generalizedParameters(model);
}

/** The objective at the estimates, as the coordinates have it. */
export function objectiveOf(model: MixedModel): number {
  return model instanceof LinearMixedModel ? model.objective : -2 * model.loglikelihood;
}

/** What profiles a parameter of a model, whatever was profiled before. @param threshold how far to go, in |ζ| */
export function profileTracer(
  model: MixedModel,
  threshold: number,
): (coordinate: Coordinate, onStep?: TraceOptions["onStep"]) => TracedCurve {
  const { coef, theta } = model;
  const parameters =
    model instanceof LinearMixedModel
      ? { beta: coef, sigma: model.sigma, theta }
      : { beta: coef, sigma: 1, dispersion: model.dispersion, theta };
  const end = normalBound(LEVEL);
  const options = { objective: objectiveOf(model), parameters, threshold, ends: end < threshold ? [end] : [] };
  return (coordinate, onStep) => trace(coordinate, { ...options, ...(onStep && { onStep }) });
}
