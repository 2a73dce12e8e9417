import { extent } from "../../distributions/extent";
import { OptionError } from "../../errors";
import { columnsOf } from "../../formula/language/calculation";
import { inverseOf, type ValueAndSlope } from "../../formula/language/inverse";
import type { LinearMixedModel } from "../../model/linearMixedModel";
import type { Combinations } from "./linearCombinations";

/** The way from the response of a model, as its formula calculates it, back to the column that it is made of. */
export interface BackTransformation {
  /** The column. */
  readonly column: string;
  readonly inverse: (y: number) => ValueAndSlope;
  /** Of a formula a + b·log(column): b, by which differences are logarithms of ratios; undefined for any other. */
  readonly logSlope: number | undefined;
}

/**
 * How a model's response is transformed back; undefined where the formula does not calculate with it.
 * @throws for calculations that cannot be undone
 */
export function backTransformation(where: string, model: LinearMixedModel): BackTransformation | undefined {
  const { terms, rows } = model.data.frame.recipe;
  const derived = terms.derived.get(terms.response);
  if (derived === undefined || derived.kind !== "calculation") return undefined;
  const { calculation } = derived;
  const inverse = inverseOf(calculation);
  const sentence =
    `${where} transforms a response back where its formula can be undone, such as log(y), sqrt(y) or 1000 / y; ` +
    `'${terms.response}' cannot`;
  if (inverse === undefined) throw new OptionError(sentence);
  const column = columnsOf(calculation)[0].name;
  const other = notGivenBack(inverse, rows.numeric(column), rows.numeric(terms.response));
  if (other !== undefined)
    throw new OptionError(
      `${sentence}, as it is the same where ${column} is ${other.is} and where it is ${other.back}`,
    );
  return {
    column,
    inverse,
    logSlope: logSlopeOf(inverse, model.data.frame.response.values),
  };
}

/** A value of the data that the way back from what is calculated of it does not give, as −2 from its square. */
function notGivenBack(
  inverse: BackTransformation["inverse"],
  x: Float64Array,
  y: Float64Array,
): { readonly is: number; readonly back: number } | undefined {
  const size = x.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (let i = 0; i < x.length; i++) {
    const back = inverse(y[i]).value;
    if (Math.abs(back - x[i]) > 1e-4 * size) return { is: x[i], back: Number(back.toPrecision(6)) };
  }
  return undefined;
}

/**
 * b of y = a + b·log(x), whose inverse x(y) has x′/x = 1/b wherever it is asked: here at the ends of the responses and
 * between them.
 */
function logSlopeOf(inverse: BackTransformation["inverse"], responses: Float64Array): number | undefined {
  const [least, greatest] = extent(responses);
  const slopes = [0, 0.3, 0.7, 1].map((share) => {
    const { value, slope } = inverse(least + share * (greatest - least));
    return value / slope;
  });
  const isOne = slopes.every((slope) => Math.abs(slope - slopes[0]) <= 1e-9 * Math.abs(slopes[0]));
  return isOne && least < greatest && Number.isFinite(slopes[0]) ? slopes[0] : undefined;
}

/** Differences of a + b·log(column), given b, as those of log(column), whose exponentials are ratios. */
export function asLogarithms(on: Combinations, b: number): Combinations {
  const ends = [on.lower, on.upper].map((end) => end.map((value) => value / b));
  const [lower, upper] = b > 0 ? ends : [ends[1], ends[0]];
  return {
    ...on,
    estimate: on.estimate.map((value) => value / b),
    stderror: on.stderror.map((value) => value / Math.abs(b)),
    lower,
    upper,
  };
}

/**
 * Means on the scale of the column: estimates and ends by the inverse, standard errors by the delta method, NaN where
 * the inverse has no value. Where errors are symmetric on the scale of the fit, these are medians.
 * @param haveOwnEnds whether the ends are on that scale already, as those of a bootstrap are
 */
export function asResponses(on: Combinations, { inverse }: BackTransformation, haveOwnEnds: boolean): Combinations {
  const back = (y: number): number => inverse(y).value;
  const ends = haveOwnEnds ? [on.lower, on.upper] : [on.lower.map(back), on.upper.map(back)];
  const estimate = on.estimate.map(back);
  // Where the inverse has a pole between the ends, as 1000 / y at 0, the means beyond it lie on no interval.
  const isBetween = (i: number): boolean => (ends[0][i] - estimate[i]) * (ends[1][i] - estimate[i]) <= 0;
  const pick = (choose: (a: number, b: number) => number): Float64Array =>
    ends[0].map((value, i) => (haveOwnEnds || isBetween(i) ? choose(value, ends[1][i]) : NaN));
  return {
    ...on,
    estimate,
    stderror: on.stderror.map((error, i) =>
      Number.isNaN(estimate[i]) ? NaN : Math.abs(inverse(on.estimate[i]).slope) * error,
    ),
    lower: pick(Math.min),
    upper: pick(Math.max),
  };
}
