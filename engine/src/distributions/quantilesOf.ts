import { quantileBetween } from "./quantileOfSorted";
import { type RankRange, sortedParts } from "./sortedParts";

/**
 * Quantiles with linear interpolation (type 7 of Hyndman & Fan 1996), by selection.
 * @param values at least one, NaN-free, in any order
 */
export function quantilesOf(values: Float64Array, probabilities: readonly number[]): number[] {
  const ranges = probabilities.map((p): RankRange => {
    const below = Math.floor(p * (values.length - 1));
    return [below, Math.min(below + 2, values.length)];
  });
  return sortedParts(values, ranges).map((part, i) => {
    const position = probabilities[i] * (values.length - 1);
    return quantileBetween(part[0], part[part.length - 1], position - Math.floor(position));
  });
}
