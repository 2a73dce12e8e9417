/** From so many numbers a bin on, one more or less in it is not seen. */
const MANY = 10;

/** Bins of equal width from `start` on. */
export interface Bins {
  readonly start: number;
  readonly width: number;
  readonly count: number;
}

/**
 * Bins that hold equally many whole numbers each, such as the grades of a scale, about as many bins as are asked for;
 * undefined for other numbers, for equal ones, and where a bin holds so many that it makes no difference.
 */
export function wholeBins(
  values: Float64Array,
  [least, greatest]: readonly [number, number],
  about: number,
): Bins | undefined {
  const span = greatest - least;
  const width = Math.max(1, Math.round(span / about));
  if (!(span > 0) || width >= MANY || !values.every(Number.isInteger)) return undefined;
  return { start: least - 0.5, width, count: Math.ceil((span + 1) / width) };
}
