/**
 * The sum by the number of the values, as they follow each other: for values whose rounding is of no account. Elsewhere
 * means are formed so that they keep the digits that matter there.
 */
export function mean(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}
