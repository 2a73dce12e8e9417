/**
 * The quantile of numbers in ascending order with linear interpolation (type 7 of Hyndman & Fan 1996), the default of R
 * and Julia; between −∞ and ∞ there is none, NaN.
 */
export function quantileOfSorted(sorted: Float64Array, p: number): number {
  const position = p * (sorted.length - 1);
  const below = Math.floor(position);
  const share = position - below;
  return quantileBetween(sorted[below], sorted[Math.min(below + 1, sorted.length - 1)], share);
}

/** The number at this share of the way from `lower` to `upper`. */
export function quantileBetween(lower: number, upper: number, share: number): number {
  if (share === 0 || lower === upper) return lower;
  const gap = upper - lower;
  return Number.isFinite(gap) ? lower + share * gap : (1 - share) * lower + share * upper;
}
