import type { Matrix } from "ml-matrix";
import { OptionError } from "../../errors";
import { mlMatrix } from "../../linalg/mlMatrix";
import type { LinearMixedModel } from "../../model/linearMixedModel";
import { modelmatrix } from "../../model/summaries";

/** Beyond this many random effects products of their matrices take minutes. */
const MOST_EFFECTS = 800;

/** A parameter as a function of σ and θ. */
export type CovarianceParameter = (sigma: number, theta: Float64Array) => number;

/**
 * Accelerations of BCa intervals: a sixth of the skewness of the score at the estimates in the direction in which a
 * parameter is hardest to tell (Efron 1987, Journal of the American Statistical Association 82, 171–185, §6; DiCiccio &
 * Efron 1996, Statistical Science 11, §4, eq. 4.6).
 *
 * With V the covariance of y and V' its derivative in a direction h of (σ, θ), the score is ½(yᵀV⁻¹V'V⁻¹y − tr V⁻¹V'),
 * a quadratic form in normal variates with the second cumulant ½ tr (V⁻¹V')² and the third tr (V⁻¹V')³. The direction
 * is I⁻¹g for the expected information I and the gradient g of the parameter. V⁻¹V' is 2h/σ for σ and ZDZᵀ below, so
 * that all traces are those of q × q matrices DG with G = σ²ZᵀV⁻¹Z; of a REML fit P takes the place of V⁻¹.
 */
export class Acceleration {
  private readonly g: Matrix;
  private readonly directions: readonly Matrix[];
  private readonly information: Matrix;
  private readonly degrees: number;

  /** @throws OptionError if the model has more random effects than can be handled */
  constructor(private readonly model: LinearMixedModel) {
    const { terms } = model.data;
    const q = terms.reduce((sum, { levels, names }) => sum + levels * names.length, 0);
    if (q > MOST_EFFECTS)
      throw new OptionError(
        `BCa intervals take matrices as large as the number of random effects, at most ${MOST_EFFECTS} of them; ` +
          `the model has ${q} (take confint(profile(m)))`,
      );
    const { Matrix } = mlMatrix();
    const entries = rowEntries(model);
    const { weights } = model;
    const lambda = Matrix.zeros(q, q);
    this.eachLevel((t, from) => addBlock(lambda, from, model.lambda[t], terms[t].names.length));
    const ztz = Matrix.zeros(q, q);
    entries.forEach((row, i) => {
      for (const [a, x] of row) for (const [b, z] of row) ztz.set(a, b, ztz.get(a, b) + weights[i] * x * z);
    });
    const x = model.REML ? modelmatrix(model).subMatrixColumn([...model.data.kept]) : new Matrix(model.nobs, 0);
    const ztx = Matrix.zeros(q, x.columns);
    entries.forEach((row, i) => {
      for (const [a, z] of row)
        for (let j = 0; j < x.columns; j++) ztx.set(a, j, ztx.get(a, j) + weights[i] * z * x.get(i, j));
    });
    this.g = projected(ztz, ztx, x, weights, lambda);
    this.degrees = model.nobs - x.columns;
    this.directions = Array.from(model.theta, (_, k) => this.direction(k));
    this.information = this.expectedInformation();
  }

  /**
   * The acceleration of a parameter, NaN where its estimate lies at an edge, at which nothing is known of it.
   * @param parameter has to be differentiable at the estimates
   */
  of(parameter: CovarianceParameter): number {
    const { model, directions, degrees } = this;
    const gradient = gradientOf(parameter, model.sigma, model.theta);
    const { SVD } = mlMatrix();
    // Where a variance is 0 the information does not reach some of θ.
    const solution = new SVD(this.information).solve(mlMatrix().Matrix.columnVector(gradient)).getColumn(0);
    const scale = (2 * solution[0]) / model.sigma;
    const d = directions.reduce(
      (sum, one, k) => sum.add(one.clone().mul(solution[k + 1])),
      mlMatrix().Matrix.zeros(this.g.rows, this.g.rows),
    );
    const first = d.trace();
    const squared = d.mmul(d);
    const second = squared.trace();
    const third = traceOfProduct(squared, d);
    const variance = (degrees * scale ** 2 + 2 * scale * first + second) / 2;
    const skewness = degrees * scale * scale * scale + 3 * scale ** 2 * first + 3 * scale * second + third;
    return variance > 0 ? skewness / (6 * variance * Math.sqrt(variance)) : NaN;
  }

  /** DG for the element k of θ: D is dΛΛᵀ + ΛdΛᵀ, the same for each level of its term. */
  private direction(k: number): Matrix {
    const { model, g } = this;
    const { layout, terms } = model.data;
    const { block, row, column } = layout.position[k];
    const { term, columns } = layout.blocks[block];
    const s = terms[term].names.length;
    const lambda = model.lambda[term];
    const d = new Float64Array(s * s);
    for (let j = 0; j < s; j++) {
      d[columns[row] * s + j] += lambda[j * s + columns[column]];
      d[j * s + columns[row]] += lambda[j * s + columns[column]];
    }
    const { Matrix } = mlMatrix();
    const product = Matrix.zeros(g.rows, g.rows);
    this.eachLevel((t, from) => {
      if (t !== term) return;
      for (let i = 0; i < s; i++)
        for (let j = 0; j < s; j++) {
          const value = d[i * s + j];
          if (value === 0) continue;
          for (let c = 0; c < g.rows; c++)
            product.set(from + i, c, product.get(from + i, c) + value * g.get(from + j, c));
        }
    });
    return product;
  }

  /** ½ tr (V⁻¹∂V/∂i V⁻¹∂V/∂j) for σ and θ. */
  private expectedInformation(): Matrix {
    const { directions, degrees, model } = this;
    const { Matrix } = mlMatrix();
    const size = directions.length + 1;
    const information = Matrix.zeros(size, size);
    if (!model.sigmaIsFixed) information.set(0, 0, (2 * degrees) / model.sigma ** 2);
    directions.forEach((one, k) => {
      const slope = model.sigmaIsFixed ? 0 : one.trace() / model.sigma;
      information.set(0, k + 1, slope);
      information.set(k + 1, 0, slope);
      directions.forEach((other, l) => information.set(k + 1, l + 1, traceOfProduct(one, other) / 2));
    });
    return information;
  }

  /** The first random effect of each level among all. */
  private eachLevel(visit: (term: number, from: number) => void): void {
    let from = 0;
    this.model.data.terms.forEach(({ levels, names }, t) => {
      for (let l = 0; l < levels; l++, from += names.length) visit(t, from);
    });
  }
}

type Entries = (readonly [column: number, value: number])[];

/** What of Z is not 0, row by row. */
function rowEntries({ data: { terms }, nobs }: LinearMixedModel): Entries[] {
  let before = 0;
  const offsets = terms.map(({ levels, names }) => {
    const own = before;
    before += levels * names.length;
    return own;
  });
  return Array.from({ length: nobs }, (_, i) =>
    terms.flatMap(({ columns, refs, names }, t) =>
      columns.map((values, e): [number, number] => [offsets[t] + refs[i] * names.length + e, values[i]]),
    ),
  );
}

function addBlock(matrix: Matrix, from: number, block: Float64Array, s: number): void {
  for (let i = 0; i < s; i++) for (let j = 0; j < s; j++) matrix.set(from + i, from + j, block[i * s + j]);
}

/** σ²ZᵀV⁻¹Z, or σ²ZᵀPZ where x has columns. */
function projected(ztz: Matrix, ztx: Matrix, x: Matrix, weights: Float64Array, lambda: Matrix): Matrix {
  const { Matrix, LuDecomposition } = mlMatrix();
  const inner = Matrix.eye(ztz.rows).add(lambda.transpose().mmul(ztz).mmul(lambda));
  const factor = new LuDecomposition(inner);
  const withoutV = (left: Matrix, right: Matrix, between: Matrix): Matrix =>
    between.clone().sub(left.transpose().mmul(factor.solve(right)));
  const half = lambda.transpose().mmul(ztz);
  const g = withoutV(half, half, ztz);
  if (x.columns === 0) return g;
  const halfX = lambda.transpose().mmul(ztx);
  const weighted = Matrix.zeros(x.rows, x.columns);
  for (let i = 0; i < x.rows; i++) for (let j = 0; j < x.columns; j++) weighted.set(i, j, weights[i] * x.get(i, j));
  const xvx = withoutV(halfX, halfX, x.transpose().mmul(weighted));
  const zvx = withoutV(half, halfX, ztx);
  return g.sub(zvx.mmul(new LuDecomposition(xvx).solve(zvx.transpose())));
}

function traceOfProduct(a: Matrix, b: Matrix): number {
  let sum = 0;
  for (let i = 0; i < a.rows; i++) for (let j = 0; j < a.columns; j++) sum += a.get(i, j) * b.get(j, i);
  return sum;
}

/** Central differences in σ and the elements of θ. */
function gradientOf(parameter: CovarianceParameter, sigma: number, theta: Float64Array): Float64Array {
  const gradient = new Float64Array(theta.length + 1);
  const step = 1e-5;
  gradient[0] = (parameter(sigma * (1 + step), theta) - parameter(sigma * (1 - step), theta)) / (2 * step * sigma);
  for (let k = 0; k < theta.length; k++) {
    const size = step * Math.max(Math.abs(theta[k]), 1e-3);
    const at = (change: number): number =>
      parameter(
        sigma,
        Float64Array.from(theta, (t, j) => (j === k ? t + change : t)),
      );
    gradient[k + 1] = (at(size) - at(-size)) / (2 * size);
  }
  return gradient;
}
