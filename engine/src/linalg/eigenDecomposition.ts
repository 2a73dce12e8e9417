import { mlMatrix } from "./mlMatrix";

/**
 * Eigenvalues of a symmetric matrix in ascending order; column j of `vectors` (n × n, row-major) belongs to
 * `values[j]`.
 */
export interface EigenDecomposition {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

/**
 * The eigenvalues and eigenvectors of a symmetric n × n matrix, row-major, by ml-matrix: for what is computed once. An
 * eigenvalue is right to about 1e-15 of the largest; NaN where the matrix is not finite.
 */
export function eigenDecomposition(a: Float64Array, n: number): EigenDecomposition {
  if (n <= 1) return { values: a.slice(), vectors: new Float64Array(n).fill(1) };
  if (!a.every(Number.isFinite))
    return { values: new Float64Array(n).fill(NaN), vectors: new Float64Array(n * n).fill(NaN) };
  const { EVD, Matrix } = mlMatrix();
  const { realEigenvalues, eigenvectorMatrix } = new EVD(Matrix.from1DArray(n, n, a), { assumeSymmetric: true });
  return { values: Float64Array.from(realEigenvalues), vectors: Float64Array.from(eigenvectorMatrix.to1DArray()) };
}
