import type { LinearMixedModel } from "engine/model/linearMixedModel";

/** What a fit says of a model at one θ, from dense n × n matrices. */
export interface DenseEstimates {
  readonly objective: number;
  readonly beta: Float64Array;
  readonly sigma: number;
  /** Xβ̂ + Zb̂. */
  readonly fitted: Float64Array;
}

/**
 * The profiled likelihood of y ~ N(Xβ, σ²V), V = I + ZΛΛᵀZᵀ, written out with V and its Cholesky factor (for REML
 * with that of XᵀV⁻¹X too): nothing of the engine's elimination, twins or kernels enters.
 */
export function denseEstimates(model: LinearMixedModel, theta: Float64Array): DenseEstimates {
  const { layout, terms, fixed, frame } = model.data;
  const { nobs: n, response } = frame;
  const lambdas = layout.lambdas();
  layout.fill(lambdas, theta);
  const covariance = Array.from({ length: n }, () => new Float64Array(n));
  terms.forEach(({ refs, columns }, t) => {
    const s = columns.length;
    const rows = Array.from({ length: n }, (_, i) =>
      Float64Array.from({ length: s }, (__, c) =>
        columns.reduce((sum, column, r) => sum + column[i] * lambdas[t][r * s + c], 0),
      ),
    );
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++) if (refs[i] === refs[j]) covariance[i][j] += dot(rows[i], rows[j], s);
  });
  const factor = cholesky(covariance.map((row, i) => row.map((value, j) => value + (i === j ? 1 : 0))));
  const y = forward(factor, response.values);
  const x = fixed.map((column) => forward(factor, column));
  const information = cholesky(x.map((a) => Float64Array.from(x, (b) => dot(a, b, n))));
  const beta = backward(
    information,
    forward(
      information,
      Float64Array.from(x, (column) => dot(column, y, n)),
    ),
  );
  const residual = y.map((value, i) => value - x.reduce((sum, column, j) => sum + column[i] * beta[j], 0));
  const r2 = dot(residual, residual, n);
  const degrees = model.REML ? n - fixed.length : n;
  const logs = (lower: Float64Array[]): number => lower.reduce((sum, row, i) => sum + 2 * Math.log(row[i]), 0);
  const objective =
    logs(factor) + (model.REML ? logs(information) : 0) + degrees * (1 + Math.log((2 * Math.PI * r2) / degrees));
  // y − V⁻¹(y − Xβ) = Xβ + (V − I)V⁻¹(y − Xβ).
  const solved = backward(factor, residual);
  return {
    objective,
    beta,
    sigma: Math.sqrt(r2 / degrees),
    fitted: response.values.map((value, i) => value - solved[i]),
  };
}

function cholesky(matrix: Float64Array[]): Float64Array[] {
  const lower = matrix.map((row) => Float64Array.from(row));
  lower.forEach((row, i) => {
    for (let j = 0; j <= i; j++) {
      const rest = row[j] - dot(row, lower[j], j);
      row[j] = i === j ? Math.sqrt(rest) : rest / lower[j][j];
    }
    row.fill(0, i + 1);
  });
  return lower;
}

function forward(lower: readonly Float64Array[], right: Float64Array): Float64Array {
  const solution = Float64Array.from(right);
  for (let i = 0; i < solution.length; i++) solution[i] = (solution[i] - dot(lower[i], solution, i)) / lower[i][i];
  return solution;
}

function backward(lower: readonly Float64Array[], right: Float64Array): Float64Array {
  const solution = Float64Array.from(right);
  for (let i = solution.length - 1; i >= 0; i--) {
    solution[i] /= lower[i][i];
    for (let j = 0; j < i; j++) solution[j] -= lower[i][j] * solution[i];
  }
  return solution;
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += a[i] * b[i];
  return sum;
}
