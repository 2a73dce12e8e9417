import { environment } from "../../platform/environment";

/** What rounding leaves of a sum, as a part of its largest term. */
const ROUNDING = 2 ** -52;
/** The part of an interval's width that its ends may be off. */
const ALLOWED = 1e-6;

/**
 * An interval of sums of a sample's coefficients, or NaN with a warning where its ends would have fewer than six right
 * digits: the coefficients are rounded numbers, and their sums lose digits where large terms cancel, as those of powers
 * of a covariate far from its origin do.
 * @param largest sum of the absolute values of the terms
 */
export function withDigits(interval: [number, number], largest: number): [number, number] {
  const width = interval[1] - interval[0];
  if (width === 0 || !(ROUNDING * largest > ALLOWED * width)) return interval;
  environment.warn(
    "an interval needs replicates with digits left and is NaN: the coefficients of the sample cancel, of terms of up " +
      `to ${largest.toPrecision(3)} a width of ${width.toPrecision(3)} is left; subtract a number near the mean from ` +
      "the covariate, fit and sample again",
    "CancellationWarning",
  );
  return [NaN, NaN];
}
