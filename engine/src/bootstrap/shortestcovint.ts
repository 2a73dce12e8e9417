import { DataError, OptionError } from "../errors";

/**
 * The shortest interval between two of the values that covers the fraction `level` of them, as [lower, upper];
 * of several equally short ones the lowest. The interval holds ⌈n·level⌉ values, its ends included.
 */
export function shortestcovint(values: ArrayLike<number>, level: number = 0.95): [number, number] {
  if (!(level > 0 && level < 1)) throw new OptionError(`a coverage level lies between 0 and 1, not at ${level}`);
  if (values.length === 0) throw new DataError("a coverage interval needs at least one value");
  const sorted = Float64Array.from(values).sort();
  // Sorting puts NaN last.
  if (Number.isNaN(sorted[sorted.length - 1])) throw new DataError("a coverage interval of values with NaN is not defined");

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
