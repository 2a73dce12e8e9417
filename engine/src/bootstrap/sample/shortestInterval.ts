import { DataError } from "../../errors";
import { checkLevel } from "../../table/options";
import { shownValue } from "../../table/shownValue";

/** The shortest interval between two of the values that covers the fraction `level` of them; see `shortestcovint`. */
export function shortestInterval(values: ArrayLike<number>, level: number = 0.95): [number, number] {
  checkLevel(level);
  if (typeof values?.length !== "number")
    throw new DataError(`a coverage interval needs an array of values; got ${shownValue(values)}`);
  if (values.length === 0) throw new DataError("a coverage interval needs at least one value");
  const sorted = new Float64Array(values).sort();
  // Sorting puts NaN last.
  if (Number.isNaN(sorted[sorted.length - 1]))
    throw new DataError("a coverage interval of values with NaN is not defined");
  return shortestOfSorted(sorted, level);
}

/** The same of values in ascending order. */
export function shortestOfSorted(sorted: Float64Array, level: number): [number, number] {
  const covered = Math.ceil(sorted.length * level);
  let start = 0;
  let shortest = Infinity;
  for (let i = 0; i + covered <= sorted.length; i++) {
    const length = sorted[i + covered - 1] - sorted[i];
    if (length < shortest) {
      start = i;
      shortest = length;
    }
  }
  return [sorted[start], sorted[start + covered - 1]];
}
