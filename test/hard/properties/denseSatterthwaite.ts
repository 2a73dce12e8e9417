import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { CholeskyDecomposition, inverse, Matrix } from "ml-matrix";

/** Steps of the differences, as parts of the variances that a parameter belongs to. */
const STEP = 4e-4;

/**
 * Satterthwaite's degrees of freedom 2v²/(gᵀAg) of every coefficient of a REML fit, by their definition: V as a
 * function of its variances and covariances from dense n × n matrices, A = 2H⁻¹ and g from differences of the REML
 * criterion and of the variance of β̂, whose error in the square of the step two steps tell (Richardson). Columns of
 * moderate size are asked for, as nothing is done about others.
 */
export function denseSatterthwaite(model: LinearMixedModel): Float64Array {
  const coarse = byDifferences(model, STEP);
  return byDifferences(model, STEP / 2).map((fine, c) => (4 * fine - coarse[c]) / 3);
}

function byDifferences(model: LinearMixedModel, step: number): Float64Array {
  const { terms, layout } = model.data;
  const lambdas = model.lambda;
  const parameters: { value: number; scale: number; part: (v: Matrix, value: number) => void }[] = [
    {
      value: model.sigma ** 2,
      scale: model.sigma ** 2,
      part: (v, value) => {
        for (let i = 0; i < v.rows; i++) v.set(i, i, v.get(i, i) + value / model.weights[i]);
      },
    },
  ];
  for (const { term, columns } of layout.blocks) {
    const { refs, columns: z, names } = terms[term];
    const s = names.length;
    const covariance = (a: number, b: number): number =>
      model.sigma ** 2 * names.reduce((sum, _, k) => sum + lambdas[term][a * s + k] * lambdas[term][b * s + k], 0);
    columns.forEach((a, i) =>
      columns.slice(0, i + 1).forEach((b) => {
        parameters.push({
          value: covariance(a, b),
          scale: Math.sqrt(covariance(a, a) * covariance(b, b)),
          part: (v, value) => {
            for (let row = 0; row < v.rows; row++)
              for (let other = 0; other < v.rows; other++) {
                if (refs[row] !== refs[other]) continue;
                const both = z[a][row] * z[b][other] + (a === b ? 0 : z[b][row] * z[a][other]);
                v.set(row, other, v.get(row, other) + value * both);
              }
          },
        });
      }),
    );
  }
  const at = (changes: ReadonlyMap<number, number>): { objective: number; variances: number[] } => {
    const v = Matrix.zeros(model.nobs, model.nobs);
    parameters.forEach(({ value, scale, part }, k) => part(v, value + (changes.get(k) ?? 0) * step * scale));
    return criterion(model, v);
  };
  const k = parameters.length;
  const center = at(new Map());
  const along = parameters.map((_, i) => [1, -1].map((sign) => at(new Map([[i, sign]]))));
  const hessian = Matrix.zeros(k, k);
  for (let i = 0; i < k; i++) {
    hessian.set(i, i, (along[i][0].objective - 2 * center.objective + along[i][1].objective) / step ** 2);
    for (let j = 0; j < i; j++) {
      const corners = [
        [1, 1],
        [1, -1],
        [-1, 1],
        [-1, -1],
      ].map(([p, q]) => p * q * at(new Map([[i, p]]).set(j, q)).objective);
      const mixed = corners.reduce((sum, value) => sum + value, 0) / (4 * step ** 2);
      hessian.set(i, j, mixed);
      hessian.set(j, i, mixed);
    }
  }
  const uncertainty = inverse(hessian).mul(2);
  return Float64Array.from(center.variances, (variance, c) => {
    const slope = Matrix.columnVector(along.map(([up, down]) => (up.variances[c] - down.variances[c]) / (2 * step)));
    return (2 * variance ** 2) / slope.transpose().mmul(uncertainty).mmul(slope).get(0, 0);
  });
}

/** log|V| + log|XᵀV⁻¹X| + yᵀPy, and the diagonal of (XᵀV⁻¹X)⁻¹. */
function criterion({ data, response }: LinearMixedModel, v: Matrix): { objective: number; variances: number[] } {
  const factor = new CholeskyDecomposition(v);
  const x = new Matrix(data.fixed.map((column) => Array.from(column))).transpose();
  const product = x.transpose().mmul(factor.solve(x));
  const information = product.clone().add(product.transpose()).div(2);
  const own = new CholeskyDecomposition(information);
  const y = Matrix.columnVector(Array.from(response));
  const solved = factor.solve(y);
  const beta = own.solve(x.transpose().mmul(solved));
  const rest = y.clone().sub(x.mmul(beta));
  const objective = logDeterminant(factor) + logDeterminant(own) + rest.transpose().mmul(factor.solve(rest)).get(0, 0);
  return { objective, variances: own.solve(Matrix.eye(x.columns, x.columns)).diagonal() };
}

function logDeterminant(factor: CholeskyDecomposition): number {
  return factor.lowerTriangularMatrix.diagonal().reduce((sum, value) => sum + 2 * Math.log(value), 0);
}
