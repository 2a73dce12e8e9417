import { DataError } from "../../errors";

/**
 * Intercept a and slope b of the least-squares line y = a + bx through points of equal length; of a single x the line
 * is level.
 * Throws a DataError if the lengths differ or there is no point.
 */
export function simplelinreg(x: ArrayLike<number>, y: ArrayLike<number>): { readonly a: number; readonly b: number } {
  const n = x.length;
  if (n !== y.length) throw new DataError(`a line needs as many x as y; got ${n} and ${y.length}`);
  if (n === 0) throw new DataError("a line needs at least one point; got none");
  const [centerX, centerY] = [average(x), average(y)];
  let sxx = 0;
  let sxy = 0;
  for (let i = 0; i < n; i++) {
    sxx += (x[i] - centerX) ** 2;
    sxy += (x[i] - centerX) * (y[i] - centerY);
  }
  const b = sxx === 0 ? 0 : sxy / sxx;
  return { a: centerY - b * centerX, b };
}

function average(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}
