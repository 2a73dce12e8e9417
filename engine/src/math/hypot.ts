/**
 * √Σx², without overflow and without the rounding errors of a long sum: relative to the largest number, added up by
 * Kahan's (1965) compensated summation.
 */
export function hypot(...values: readonly number[]): number {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (values.includes(Infinity) || values.includes(-Infinity)) return Infinity;
  if (!(largest > 0)) return largest;
  let sum = 0;
  let compensation = 0;
  for (const value of values) {
    const ratio = Math.abs(value) / largest;
    const summand = ratio * ratio - compensation;
    const next = sum + summand;
    compensation = next - sum - summand;
    sum = next;
  }
  return Math.sqrt(sum) * largest;
}
