import { OptionError } from "../../errors";
import { exp } from "../../math/exp";
import { shownValue } from "../../table/shownValue";
import type { MixedModel } from "../mixedModel";
import { GeneralizedLinearMixedModel } from "./generalizedLinearMixedModel";
import { inverseLink } from "./predictedMeans";

/**
 * The scale of means and differences: "linpred", that of the linear predictor, or "response". Of a linear model both
 * are the same.
 */
export type EstimateType = "linpred" | "response" | "link";

/** Estimates on the scale of the linear predictor. */
interface Intervals {
  readonly estimate: Float64Array;
  readonly stderror: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** @throws for a type that is none */
export function isOnResponseScale(model: MixedModel, type: EstimateType = "linpred"): boolean {
  if (type !== "linpred" && type !== "link" && type !== "response")
    throw new OptionError(`the type of estimates is "linpred" or "response"; got ${shownValue(type)}`);
  return type === "response" && model instanceof GeneralizedLinearMixedModel;
}

/**
 * Means of the response at linear predictors: estimates and ends of intervals by g⁻¹, standard errors by the delta
 * method, |dμ/dη|·SE; NaN for ends that the link cannot have.
 */
export function asMeans<T extends Intervals>(model: GeneralizedLinearMixedModel, on: T): T {
  const mean = inverseLink(model);
  const slope = slopeOf(model);
  const ends = [on.lower.map(mean), on.upper.map(mean)];
  const pick = (choose: (a: number, b: number) => number): Float64Array =>
    ends[0].map((value, i) => choose(value, ends[1][i]));
  return {
    ...on,
    estimate: on.estimate.map(mean),
    stderror: on.stderror.map((value, i) => Math.abs(slope(on.estimate[i])) * value),
    lower: pick(Math.min),
    upper: pick(Math.max),
  };
}

/** Differences of linear predictors as ratios: exp of estimates and ends of intervals, SE·exp for standard errors. */
export function asRatios<T extends Intervals>(on: T): T {
  const estimate = on.estimate.map(exp);
  return {
    ...on,
    estimate,
    stderror: on.stderror.map((value, i) => estimate[i] * value),
    lower: on.lower.map(exp),
    upper: on.upper.map(exp),
  };
}

function slopeOf({ rows: { link } }: GeneralizedLinearMixedModel): (eta: number) => number {
  const out = new Float64Array(5);
  return (eta) => {
    link.inverse(eta, out);
    return out[2];
  };
}
