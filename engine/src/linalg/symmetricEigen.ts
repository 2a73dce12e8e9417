const MAX_SWEEPS = 60;
/** Off-diagonal elements whose squares sum up to less than this part of the matrix's are taken for rounding. */
const NEGLIGIBLE = 1e-28;

/**
 * Eigenvalues and eigenvectors of a symmetric n × n matrix by cyclic Jacobi rotations (Golub & Van Loan, Matrix
 * Computations, §8.5).
 * `a` is overwritten; column j of `vectors` (row-major) belongs to `values[j]`; the order is not sorted.
 *
 * Kept by hand for the loops of a fit and its certificate: it allocates nothing, and of a matrix in several units it
 * keeps the signs of small eigenvalues, where the QL iterations of ml-matrix leave an error of 1e-16 of the largest.
 */
export function symmetricEigen(a: Float64Array, values: Float64Array, vectors: Float64Array, n: number): void {
  if (n === 1) {
    values[0] = a[0];
    vectors[0] = 1;
    return;
  }
  if (n === 2) {
    eigen2(a, values, vectors);
    return;
  }
  let diagonal = 0;
  for (let i = 0; i < n; i++) {
    diagonal += a[i * n + i] * a[i * n + i];
    for (let j = 0; j < n; j++) vectors[i * n + j] = i === j ? 1 : 0;
  }
  const scale = diagonal + 2 * offDiagonal(a, n);
  for (let sweep = 0; sweep < MAX_SWEEPS && offDiagonal(a, n) > NEGLIGIBLE * scale; sweep++) {
    for (let p = 0; p < n - 1; p++) {
      for (let q = p + 1; q < n; q++) {
        if (a[p * n + q] * a[p * n + q] > 1e-3 * NEGLIGIBLE * scale) rotate(a, vectors, p, q, n);
      }
    }
  }
  for (let i = 0; i < n; i++) values[i] = a[i * n + i];
}

/** Σ a_pq² above the diagonal. */
function offDiagonal(a: Float64Array, n: number): number {
  let sum = 0;
  for (let p = 0; p < n - 1; p++) for (let q = p + 1; q < n; q++) sum += a[p * n + q] * a[p * n + q];
  return sum;
}

/** One rotation makes a 2 × 2 matrix diagonal. */
function eigen2(a: Float64Array, values: Float64Array, vectors: Float64Array): void {
  const b = a[1];
  let c = 1;
  let s = 0;
  let shift = 0;
  if (b !== 0) {
    const t = tangent(a[0], a[3], b);
    c = 1 / Math.sqrt(t * t + 1);
    s = t * c;
    shift = t * b;
  }
  values[0] = a[0] - shift;
  values[1] = a[3] + shift;
  vectors[0] = c;
  vectors[1] = s;
  vectors[2] = -s;
  vectors[3] = c;
}

/** Tangent of the smaller angle that annihilates a_pq. */
function tangent(app: number, aqq: number, apq: number): number {
  const ratio = (aqq - app) / (2 * apq);
  return (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.sqrt(ratio * ratio + 1));
}

/** Annihilates a_pq; only the upper triangle of `a` is kept up. */
function rotate(a: Float64Array, vectors: Float64Array, p: number, q: number, n: number): void {
  const apq = a[p * n + q];
  const t = tangent(a[p * n + p], a[q * n + q], apq);
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  a[p * n + p] -= t * apq;
  a[q * n + q] += t * apq;
  a[p * n + q] = 0;
  for (let i = 0; i < p; i++) turn(a, i * n + p, i * n + q, c, s);
  for (let i = p + 1; i < q; i++) turn(a, p * n + i, i * n + q, c, s);
  for (let i = q + 1; i < n; i++) turn(a, p * n + i, q * n + i, c, s);
  for (let i = 0; i < n; i++) turn(vectors, i * n + p, i * n + q, c, s);
}

function turn(a: Float64Array, i: number, j: number, c: number, s: number): void {
  const x = a[i];
  const y = a[j];
  a[i] = c * x - s * y;
  a[j] = s * x + c * y;
}
