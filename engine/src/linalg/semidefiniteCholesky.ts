/** A factor with independent columns: A = LLᵀ, L n × rank, row-major. Row i is zero from column `ends[i]` on. */
export interface SemidefiniteFactor {
  readonly factor: Float64Array;
  readonly rank: number;
  readonly ends: Int32Array;
  /** The rows that open a column. */
  readonly pivots: Int32Array;
}

/** A pivot below this part of the diagonal element is a zero that rounding has left. */
const TOLERANCE = 1e-11;

/**
 * Cholesky factor of a positive semidefinite matrix, row-major n × n. A row that depends on the ones before it opens no
 * column: its pivot vanishes beside `scale`, the diagonal before anything was subtracted from it.
 */
export function semidefiniteCholesky(
  a: Float64Array,
  n: number,
  scale: (i: number) => number = (i) => a[i * n + i],
): SemidefiniteFactor {
  const wide = new Float64Array(n * n);
  const pivots = new Int32Array(n);
  const ends = new Int32Array(n);
  let rank = 0;
  for (let i = 0; i < n; i++) {
    const row = i * n;
    let pivot = a[row + i];
    for (let k = 0; k < rank; k++) {
      const other = pivots[k] * n;
      let sum = a[row + pivots[k]];
      for (let c = 0; c < k; c++) sum -= wide[row + c] * wide[other + c];
      wide[row + k] = sum / wide[other + k];
      pivot -= wide[row + k] * wide[row + k];
    }
    if (pivot > TOLERANCE * scale(i)) {
      wide[row + rank] = Math.sqrt(pivot);
      pivots[rank++] = i;
    }
    ends[i] = rank;
  }
  const factor = new Float64Array(n * rank);
  for (let i = 0; i < n; i++) factor.set(wide.subarray(i * n, i * n + rank), i * rank);
  return { factor, rank, ends, pivots: pivots.slice(0, rank) };
}
