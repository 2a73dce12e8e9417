import { MersenneTwister } from "engine/random/mersenneTwister";
import { Matrix } from "ml-matrix";

/** Standard normal numbers. */
export function randomMatrix(rows: number, columns: number, seed: number): Matrix {
  const rng = new MersenneTwister(seed);
  return new Matrix(Array.from({ length: rows }, () => Array.from({ length: columns }, () => rng.randn())));
}

/** AAᵀ + I, symmetric to the bit. */
export function randomPositiveDefinite(n: number, seed: number): Matrix {
  const a = randomMatrix(n, n, seed);
  return a.mmul(a.transpose()).add(Matrix.eye(n, n));
}

/** Row-major, as the engine holds matrices. */
export function flat(matrix: Matrix): Float64Array {
  return Float64Array.from(matrix.to1DArray());
}
