import { quantileOfSorted } from "../distributions/quantileOfSorted";
import type { ColumnSummary } from "../show/view";
import type { NumericArray } from "./column";

const BINS = 24;

/** Quartiles with the extremes and counts in bins of equal width; undefined where there are no finite numbers. */
export function columnSummary(values: NumericArray): ColumnSummary | undefined {
  const sorted = Float64Array.from(values).filter(Number.isFinite).sort();
  return sorted.length === 0 ? undefined : summaryOfSorted(sorted, values.length - sorted.length);
}

/**
 * The same of finite numbers in ascending order, at least one.
 * @param missing values that are no numbers
 */
export function summaryOfSorted(sorted: Float64Array, missing: number): ColumnSummary {
  const least = sorted[0];
  const range = sorted[sorted.length - 1] - least;
  const counts = Array<number>(BINS).fill(0);
  for (const value of sorted)
    counts[range === 0 ? 0 : Math.min(BINS - 1, Math.floor(((value - least) / range) * BINS))]++;
  const quantiles = [0, 0.25, 0.5, 0.75, 1].map((p) => Number(quantileOfSorted(sorted, p).toPrecision(10)));
  return { quantiles, counts, missing };
}
