import type { ModelFrame } from "engine/formula/frame/modelFrame";
import { CholeskyDecomposition, Matrix } from "ml-matrix";

/** λ of a random-effects term of the frame, by grouping factor. */
export type Lambdas = ReadonlyMap<string, Matrix>;

/**
 * −2 log density of y − offset ~ N(Xβ̂, V), V = σ²(W⁻¹ + ZΛΛᵀZᵀ) from dense n × n matrices, β̂ and, unless it is given,
 * σ² the maximisers given Λ; for REML the density of the error contrasts, up to the constant that lme4 leaves out too.
 */
export function denseObjective(frame: ModelFrame, lambdas: Lambdas, reml: boolean, sigma?: number): number {
  const n = frame.nobs;
  const p = frame.fixed.columns.length;
  const relative = Matrix.diag(Array.from(frame.weights ?? new Float64Array(n).fill(1), (weight) => 1 / weight));
  const y = Array.from(frame.response.values, (value, i) => value - (frame.offset?.[i] ?? 0));
  for (const term of frame.random) relative.add(termCovariance(term, lambdas.get(term.grouping)!));
  const x = new Matrix(n, p + 1);
  frame.fixed.columns.forEach((column, j) => x.setColumn(j, Array.from(column)));
  x.setColumn(p, y);
  const solved = new CholeskyDecomposition(relative).solve(x);
  const product = x.transpose().mmul(solved);
  const gram = product.clone().add(product.transpose()).div(2);
  const information = gram.subMatrix(0, p - 1, 0, p - 1);
  const beta = new CholeskyDecomposition(information).solve(gram.subMatrix(0, p - 1, p, p));
  const residual = Matrix.columnVector(y).sub(x.subMatrix(0, n - 1, 0, p - 1).mmul(beta));
  const r2 = residual.transpose().mmul(new CholeskyDecomposition(relative).solve(residual)).get(0, 0);
  const degrees = reml ? n - p : n;
  const variance = sigma === undefined ? r2 / degrees : sigma ** 2;
  const covariance = relative.clone().mul(variance);
  const density = n * Math.log(2 * Math.PI) + logDeterminant(covariance) + r2 / variance;
  return reml ? density + logDeterminant(information.clone().div(variance)) - p * Math.log(2 * Math.PI) : density;
}

function termCovariance({ refs, columns }: ModelFrame["random"][number], lambda: Matrix): Matrix {
  const n = refs.length;
  const rows = new Matrix(columns.map((column) => Array.from(column))).transpose().mmul(lambda);
  const product = rows.mmul(rows.transpose());
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) if (refs[i] !== refs[j]) product.set(i, j, 0);
  return product;
}

function logDeterminant(matrix: Matrix): number {
  const factor = new CholeskyDecomposition(matrix).lowerTriangularMatrix;
  return factor.diagonal().reduce((sum, value) => sum + 2 * Math.log(value), 0);
}
