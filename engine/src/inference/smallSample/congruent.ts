/** LALᵀ for the rows of L, q × q. */
export function congruent(a: Float64Array, rows: readonly Float64Array[]): Float64Array {
  const n = rows[0].length;
  const images = rows.map((row) =>
    Float64Array.from(row, (_, i) => row.reduce((sum, value, j) => sum + a[i * n + j] * value, 0)),
  );
  return Float64Array.from(
    rows.flatMap((row) => images.map((image) => row.reduce((sum, value, i) => sum + value * image[i], 0))),
  );
}
