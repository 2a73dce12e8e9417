/** From so many numbers a bin on, one more or less in it is not seen. */
const MANY = 10;
/** A scale of so few grades has a bin for each. */
const GRADES = 20;

/** Bins of equal width from `start` on. */
export interface Bins {
  readonly start: number;
  readonly width: number;
  readonly count: number;
}

/**
 * Bins that hold equally many whole numbers each: one for each grade of a scale, else about as many as are asked for;
 * undefined for other numbers, for equal ones, and where a bin holds so many that it makes no difference.
 */
export function wholeBins(
  values: Float64Array,
  [least, greatest]: readonly [number, number],
  about: number,
): Bins | undefined {
  const span = greatest - least;
  const width = span < GRADES ? 1 : Math.max(1, Math.round(span / about));
  if (!(span > 0) || width >= MANY || !values.every(Number.isInteger)) return undefined;
  return { start: least - 0.5, width, count: Math.ceil((span + 1) / width) };
}
