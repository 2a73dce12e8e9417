/**
 * Cholesky factor of a dense matrix by rows: L is n × n, row-major, lower; every inner product runs along two rows.
 */

/** Replaces the lower triangle of `a` by its Cholesky factor; false when `a` is not positive definite. */
export function denseCholesky(a: Float64Array, n: number): boolean {
  for (let i = 0; i < n; i++) {
    const row = i * n;
    if (i % 4 === 0) solveRows(a, i, Math.min(i + 4, n), a, n, 0, i);
    for (let j = i - (i % 4); j < i; j++) a[row + j] = (a[row + j] - dot(a, row, a, j * n, 0, j)) / a[j * n + j];
    let pivot = a[row + i];
    for (let k = 0; k < i; k++) pivot -= a[row + k] * a[row + k];
    if (!(pivot > 0)) return false;
    a[row + i] = Math.sqrt(pivot);
  }
  return true;
}

/**
 * {@link solveRow} for the rows first…last−1 of the n × n matrix x, of four at a time with the same bits: a row of L is
 * then read once for all of them.
 */
export function solveRows(
  x: Float64Array,
  first: number,
  last: number,
  l: Float64Array,
  n: number,
  from: number,
  to: number,
): void {
  let i = first;
  for (; i + 4 <= last; i += 4) {
    const a = i * n;
    const b = a + n;
    const c = b + n;
    const d = c + n;
    for (let j = from; j < to; j++) {
      const row = j * n;
      let [a0, a1, b0, b1, c0, c1, d0, d1] = [0, 0, 0, 0, 0, 0, 0, 0];
      let k = from;
      for (; k + 1 < j; k += 2) {
        const l0 = l[row + k];
        const l1 = l[row + k + 1];
        a0 += x[a + k] * l0;
        a1 += x[a + k + 1] * l1;
        b0 += x[b + k] * l0;
        b1 += x[b + k + 1] * l1;
        c0 += x[c + k] * l0;
        c1 += x[c + k + 1] * l1;
        d0 += x[d + k] * l0;
        d1 += x[d + k + 1] * l1;
      }
      if (k < j) {
        const l0 = l[row + k];
        a0 += x[a + k] * l0;
        b0 += x[b + k] * l0;
        c0 += x[c + k] * l0;
        d0 += x[d + k] * l0;
      }
      const pivot = l[row + j];
      x[a + j] = (x[a + j] - (a0 + a1)) / pivot;
      x[b + j] = (x[b + j] - (b0 + b1)) / pivot;
      x[c + j] = (x[c + j] - (c0 + c1)) / pivot;
      x[d + j] = (x[d + j] - (d0 + d1)) / pivot;
    }
  }
  for (; i < last; i++) solveRow(x, i * n, l, n, from, to);
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

/** Σₖ x[at+k]·y[bt+k+c·n] of the four rows c of y, which are n apart, for k = from…to−1, written to `out`. */
export function fourDots(
  out: Float64Array,
  x: Float64Array,
  at: number,
  y: Float64Array,
  bt: number,
  n: number,
  from: number,
  to: number,
): void {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  for (let k = from; k < to; k++) {
    const value = x[at + k];
    s0 += value * y[bt + k];
    s1 += value * y[bt + n + k];
    s2 += value * y[bt + 2 * n + k];
    s3 += value * y[bt + 3 * n + k];
  }
  out[0] = s0;
  out[1] = s1;
  out[2] = s2;
  out[3] = s3;
}
