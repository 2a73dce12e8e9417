/** Xβ + offset, a coefficient that is not estimated being 0. */
export function linearPredictor(
  columns: readonly Float64Array[],
  coef: ArrayLike<number>,
  count: number,
  offset?: Float64Array,
): Float64Array {
  const result = offset?.slice() ?? new Float64Array(count);
  columns.forEach((column, j) => {
    for (let i = 0; i < count; i++) result[i] += column[i] * coef[j];
  });
  return result;
}
