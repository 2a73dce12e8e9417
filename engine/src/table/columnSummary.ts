import { quantilesOf } from "../distributions/quantilesOf";
import type { ColumnSummary } from "../show/view";
import type { NumericArray } from "./column";

const BINS = 24;

/** Quartiles with the extremes and counts in bins of equal width; undefined where there are no finite numbers. */
export function columnSummary(values: NumericArray): ColumnSummary | undefined {
  const finite = Float64Array.from(values).filter(Number.isFinite);
  return finite.length === 0 ? undefined : summaryOfFinite(finite, values.length - finite.length);
}

/**
 * The same of finite numbers, at least one.
 * @param missing values that are no numbers
 */
export function summaryOfFinite(values: Float64Array, missing: number): ColumnSummary {
  const ends = quantilesOf(values, [0, 0.25, 0.5, 0.75, 1]);
  const least = ends[0];
  const range = ends[4] - least;
  const counts = Array<number>(BINS).fill(0);
  for (let i = 0; i < values.length; i++)
    counts[range === 0 ? 0 : Math.min(BINS - 1, Math.floor(((values[i] - least) / range) * BINS))]++;
  const quantiles = ends.map((end) => Number(end.toPrecision(10)));
  return { quantiles, counts, missing };
}
