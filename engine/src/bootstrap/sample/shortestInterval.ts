import { sortedParts } from "../../distributions/sortedParts";
import { hasNaN } from "../../distributions/withoutNaN";
import { DataError } from "../../errors";
import { checkLevel } from "../../table/options";
import { shownValue } from "../../table/shownValue";

/** The shortest interval between two of the values that covers the fraction `level` of them; see `shortestcovint`. */
export function shortestInterval(values: ArrayLike<number>, level: number = 0.95): [number, number] {
  checkLevel(level);
  if (typeof values?.length !== "number")
    throw new DataError(`a coverage interval needs an array of values; got ${shownValue(values)}`);
  if (values.length === 0) throw new DataError("a coverage interval needs at least one value");
  const numbers = values instanceof Float64Array ? values : new Float64Array(values);
  if (hasNaN(numbers)) throw new DataError("a coverage interval of values with NaN is not defined");
  return shortestAtLevels(numbers, [level])[0];
}

/**
 * The shortest intervals of values without NaN at several levels: their ends are among the least and the greatest, and
 * these alone are sorted.
 */
export function shortestAtLevels(values: Float64Array, levels: readonly number[]): [number, number][] {
  const n = values.length;
  const covered = levels.map((level) => Math.ceil(n * level));
  const least = Math.min(...covered);
  const [lowest, highest] = sortedParts(values, [
    [0, n - least + 1],
    [least - 1, n],
  ]);
  return covered.map((count) => {
    const upper = highest.subarray(count - least);
    const start = shortestStart(lowest.subarray(0, n - count + 1), upper);
    return [lowest[start], upper[start]];
  });
}

/** The first of the shortest intervals from the i-th lower end to the i-th upper one. */
function shortestStart(lower: Float64Array, upper: Float64Array): number {
  let start = 0;
  let shortest = Infinity;
  for (let i = 0; i < lower.length; i++) {
    const length = upper[i] - lower[i];
    if (length < shortest) {
      start = i;
      shortest = length;
    }
  }
  return start;
}
