import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { CholeskyDecomposition, Matrix } from "ml-matrix";

/** −2 log density of the response of a model at any β, σ and θ, from dense n × n matrices. */
export function denseDensity(model: LinearMixedModel, beta: Float64Array, sigma: number, theta: Float64Array): number {
  const { frame, terms, layout } = model.data;
  const { nobs: n, fixed, weights, offset } = frame;
  const lambdas = layout.lambdas();
  layout.fill(lambdas, theta);
  const covariance = Matrix.diag(Array.from(weights ?? new Float64Array(n).fill(1), (weight) => sigma ** 2 / weight));
  terms.forEach(({ refs, columns }, t) => {
    const s = columns.length;
    const effects = Array.from({ length: n }, (_, i) =>
      Float64Array.from({ length: s }, (__, c) =>
        columns.reduce((sum, column, r) => sum + sigma * column[i] * lambdas[t][r * s + c], 0),
      ),
    );
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++)
        if (refs[i] === refs[j])
          covariance.set(i, j, covariance.get(i, j) + effects[i].reduce((sum, own, c) => sum + own * effects[j][c], 0));
  });
  const residual = Matrix.columnVector(
    Array.from(
      frame.response.values,
      (y, i) => y - (offset?.[i] ?? 0) - fixed.columns.reduce((sum, column, j) => sum + column[i] * beta[j], 0),
    ),
  );
  const factor = new CholeskyDecomposition(covariance);
  const logDeterminant = factor.lowerTriangularMatrix.diagonal().reduce((sum, value) => sum + 2 * Math.log(value), 0);
  return n * Math.log(2 * Math.PI) + logDeterminant + residual.transpose().mmul(factor.solve(residual)).get(0, 0);
}
