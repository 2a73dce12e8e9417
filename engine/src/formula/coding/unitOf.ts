import { sumOfProducts } from "../../linalg/orthogonalize";
import { log10 } from "../../math/log10";
import { powerOfTen } from "../../math/powerOfTen";

/** Sums of squares below this have lost digits or become 0. */
const LEAST = 1e-300;
/** Powers of ten whose inverse is a number of full precision. */
const MOST_TENS = 300;

/** Whether the squares of values, of which a fit consists, can be summed without leaving the range of numbers. */
export function hasSquares(values: Float64Array): boolean {
  const sum = sumOfProducts(values, values);
  return sum < Infinity && (sum > LEAST || values.every((value) => value === 0));
}

/** The power of ten just below the largest of values without squares; 1 for others. */
export function unitOf(values: Float64Array): number {
  if (hasSquares(values)) return 1;
  const tens = Math.floor(log10(largestSize(values)));
  return powerOfTen(Math.max(-MOST_TENS, Math.min(MOST_TENS, tens)));
}

export function largestSize(values: Float64Array): number {
  return values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
}
