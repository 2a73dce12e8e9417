/**
 * Eigenvalues and eigenvectors of a symmetric n × n matrix by Jacobi rotations (Golub & Van Loan, Matrix Computations, §8.5).
 * `a` is overwritten; column j of `vectors` (row-major) belongs to `values[j]`; the order is not sorted.
 */
export function symmetricEigen(a: Float64Array, values: Float64Array, vectors: Float64Array, n: number): void {
  for (let i = 0; i < n * n; i++) vectors[i] = 0;
  for (let i = 0; i < n; i++) vectors[i * n + i] = 1;
  let scale = 0;
  for (let i = 0; i < n * n; i++) scale += a[i] * a[i];
  const maxSweeps = 60;
  for (let sweep = 0; n > 1 && sweep < maxSweeps; sweep++) {
    let off = 0;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const apq = a[p * n + q];
        off += apq * apq;
        if (Math.abs(apq) >= 1e-300) rotate(a, vectors, p, q, n);
      }
    }
    if (off <= 1e-32 * scale) break;
  }
  for (let i = 0; i < n; i++) values[i] = a[i * n + i];
}

function rotate(a: Float64Array, vectors: Float64Array, p: number, q: number, n: number): void {
  const ratio = (a[q * n + q] - a[p * n + p]) / (2 * a[p * n + q]);
  const t = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.sqrt(ratio * ratio + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let i = 0; i < n; i++) {
    const x = a[i * n + p];
    const y = a[i * n + q];
    a[i * n + p] = c * x - s * y;
    a[i * n + q] = s * x + c * y;
  }
  for (let i = 0; i < n; i++) {
    const x = a[p * n + i];
    const y = a[q * n + i];
    a[p * n + i] = c * x - s * y;
    a[q * n + i] = s * x + c * y;
  }
  for (let i = 0; i < n; i++) {
    const x = vectors[i * n + p];
    const y = vectors[i * n + q];
    vectors[i * n + p] = c * x - s * y;
    vectors[i * n + q] = s * x + c * y;
  }
}
