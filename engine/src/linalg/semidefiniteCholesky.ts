/** A factor with independent columns: A = LLᵀ, L n × rank, row-major. Row i is zero from column `ends[i]` on. */
export interface SemidefiniteFactor {
  readonly factor: Float64Array;
  readonly rank: number;
  readonly ends: Int32Array;
}

/**
 * Cholesky factor of a positive semidefinite matrix, row-major n × n. A row that depends on the ones before it (its pivot
 * is below `tolerance` of its diagonal element) opens no column.
 */
export function semidefiniteCholesky(a: Float64Array, n: number, tolerance = 1e-11): SemidefiniteFactor {
  const rows: Float64Array[] = [];
  const pivots: number[] = [];
  const ends = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const row = new Float64Array(pivots.length + 1);
    let pivot = a[i * n + i];
    pivots.forEach((j, k) => {
      let sum = a[i * n + j];
      for (let c = 0; c < k; c++) sum -= row[c] * rows[j][c];
      row[k] = sum / rows[j][k];
      pivot -= row[k] * row[k];
    });
    if (pivot > tolerance * a[i * n + i]) {
      row[pivots.length] = Math.sqrt(pivot);
      pivots.push(i);
    }
    rows.push(row);
    ends[i] = pivots.length;
  }
  const rank = pivots.length;
  const factor = new Float64Array(n * rank);
  rows.forEach((row, i) => factor.set(row.subarray(0, ends[i]), i * rank));
  return { factor, rank, ends };
}
