/**
 * The quantile of numbers in ascending order with linear interpolation (type 7 of Hyndman & Fan 1996), the default of R
 * and Julia.
 */
export function quantileOfSorted(sorted: Float64Array, p: number): number {
  const position = p * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}
