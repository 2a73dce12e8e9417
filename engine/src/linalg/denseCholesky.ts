/**
 * Cholesky factor of a dense matrix by rows: L is n × n, row-major, lower; every inner product runs along two rows.
 */

/** Replaces the lower triangle of `a` by its Cholesky factor; false when `a` is not positive definite. */
export function denseCholesky(a: Float64Array, n: number): boolean {
  for (let i = 0; i < n; i++) {
    solveRow(a, i * n, a, n, 0, i);
    const row = i * n;
    let pivot = a[row + i];
    for (let k = 0; k < i; k++) pivot -= a[row + k] * a[row + k];
    if (!(pivot > 0)) return false;
    a[row + i] = Math.sqrt(pivot);
  }
  return true;
}

/**
 * Solves x·Lᵀ = b in place for the row x = b that starts at `x[at]`; only the unknowns from…to−1 are touched,
 * those before `from` being zero. So a row of the Cholesky factor, of L⁻¹ or of any right-hand side is made.
 */
export function solveRow(x: Float64Array, at: number, l: Float64Array, n: number, from: number, to: number): void {
  for (let j = from; j < to; j++) {
    const row = j * n;
    let s0 = 0;
    let s1 = 0;
    let k = from;
    for (; k + 1 < j; k += 2) {
      s0 += x[at + k] * l[row + k];
      s1 += x[at + k + 1] * l[row + k + 1];
    }
    if (k < j) s0 += x[at + k] * l[row + k];
    x[at + j] = (x[at + j] - (s0 + s1)) / l[row + j];
  }
}

/** Solves x·L = b in place (the back substitution that belongs to {@link solveRow}). */
export function solveRowTransposed(x: Float64Array, at: number, l: Float64Array, n: number): void {
  for (let j = n - 1; j >= 0; j--) {
    const value = (x[at + j] /= l[j * n + j]);
    for (let k = 0; k < j; k++) x[at + k] -= value * l[j * n + k];
  }
}

/** Σₖ x[at+k]·y[bt+k] for k = from…to−1. */
export function dot(x: Float64Array, at: number, y: Float64Array, bt: number, from: number, to: number): number {
  let s0 = 0;
  let s1 = 0;
  let k = from;
  for (; k + 1 < to; k += 2) {
    s0 += x[at + k] * y[bt + k];
    s1 += x[at + k + 1] * y[bt + k + 1];
  }
  if (k < to) s0 += x[at + k] * y[bt + k];
  return s0 + s1;
}
