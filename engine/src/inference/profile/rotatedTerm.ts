import { userTheta } from "../../deviance/changeOfBasis";
import type { ModelData } from "../../deviance/modelData";
import { lowerFactor } from "../../linalg/lowerFactor";
import { multiply } from "../../linalg/small";
import { coreSystem } from "../../matrices/coreSystem";
import type { MixedModel } from "../../model/mixedModel";

/** A model with the columns of a term's block turned so that λ of the user's effects, in some order, is L·λ. */
export interface RotatedTerm {
  readonly data: ModelData;
  readonly theta: Float64Array;
  /** The block in the layout of the data. */
  readonly block: number;
  /** L of that block, S × S, row-major, lower triangular. */
  readonly lower: Float64Array;
  /** θ of the user's columns, from one of the turned ones; columns of λ may have other signs. */
  readonly userTheta: (theta: Float64Array) => Float64Array;
}

/**
 * With b = B⁻¹f for the effects b of the user's columns of a block, in the given order, and f of the working ones, and
 * B⁻¹ = LQ for an orthogonal Q, the fit is the same in the columns ZQᵀ, whose effects Qf have the covariance λλᵀ of
 * which L·λ is the factor of b: so every element, spread and correlation of b is told by few elements of λ, and no
 * digits are lost to the user's origins.
 * @param columns of the term, first ones of their block; the others follow
 */
export function rotatedTerm(
  model: Pick<MixedModel, "data" | "working">,
  t: number,
  columns: readonly number[],
): RotatedTerm {
  const { data, working } = model;
  const { layout, weighted, change } = data;
  const block = layout.blocks.findIndex((own) => own.term === t && own.columns.includes(columns[0]));
  const own = layout.blocks[block];
  const { size: s, offset } = own;
  const order = [...columns, ...own.columns.filter((column) => !columns.includes(column))];
  const stride = layout.sizes[t];
  const inverse = change.terms[t]?.inverse;
  const effects = Float64Array.from({ length: s * s }, (_, k) => {
    const [user, column] = [order[Math.floor(k / s)], own.columns[k % s]];
    return inverse === undefined ? Number(user === column) : inverse[user * stride + column];
  });
  const { lower, turn } = lowerTimesOrthogonal(effects, s);
  const turned = new Float64Array(s * s);
  multiply(turned, turn, lowerTriangle(working.theta.subarray(offset), s), s);
  lowerFactor(turned, s);
  const theta = working.theta.slice();
  theta.set(triangleElements(turned, s), offset);
  const design = weighted.terms.map((term, index) =>
    index === t ? { ...term, columns: turnedColumns(term.columns, own.columns, turn) } : term,
  );
  return {
    data: {
      ...data,
      weighted: { ...weighted, terms: design },
      system: coreSystem(design, weighted.fixed),
    },
    theta,
    block,
    lower,
    userTheta: (turnedTheta) => {
      const result = userTheta(layout, change, turnedTheta).slice();
      result.set(inOwnOrder(lower, turnedTheta.subarray(offset), order, own.columns), offset);
      return result;
    },
  };
}

/** The elements of the factor of the effects that are L times those with the λ of some elements of θ. */
function inOwnOrder(
  lower: Float64Array,
  theta: Float64Array,
  order: readonly number[],
  columns: readonly number[],
): Float64Array {
  const s = order.length;
  const product = new Float64Array(s * s);
  multiply(product, lower, lowerTriangle(theta, s), s);
  const factor = Float64Array.from(
    { length: s * s },
    (_, k) => product[order.indexOf(columns[Math.floor(k / s)]) * s + (k % s)],
  );
  if (order.some((column, i) => column !== columns[i])) lowerFactor(factor, s);
  return triangleElements(factor, s);
}

/** λ of its elements in θ, S × S, row-major. */
function lowerTriangle(theta: Float64Array, s: number): Float64Array {
  const lambda = new Float64Array(s * s);
  let at = 0;
  for (let j = 0; j < s; j++) for (let i = j; i < s; i++) lambda[i * s + j] = theta[at++];
  return lambda;
}

/** The elements in θ of a lower triangular λ. */
function triangleElements(lambda: Float64Array, s: number): Float64Array {
  const theta = new Float64Array((s * (s + 1)) / 2);
  let at = 0;
  for (let j = 0; j < s; j++) for (let i = j; i < s; i++) theta[at++] = lambda[i * s + j];
  return theta;
}

function turnedColumns(columns: readonly Float64Array[], block: readonly number[], turn: Float64Array): Float64Array[] {
  const s = block.length;
  const result = [...columns];
  block.forEach((place, i) => {
    const own = new Float64Array(columns[place].length);
    block.forEach((column, k) => {
      const weight = turn[i * s + k];
      if (weight !== 0) for (let row = 0; row < own.length; row++) own[row] += weight * columns[column][row];
    });
    result[place] = own;
  });
  return result;
}

/** A = L·Q, L lower triangular with a positive diagonal and Q orthogonal, by Gram–Schmidt of the rows, done twice. */
function lowerTimesOrthogonal(a: Float64Array, s: number): { lower: Float64Array; turn: Float64Array } {
  const lower = new Float64Array(s * s);
  const turn = new Float64Array(s * s);
  for (let i = 0; i < s; i++) {
    const row = a.slice(i * s, (i + 1) * s);
    for (let pass = 0; pass < 2; pass++)
      for (let j = 0; j < i; j++) {
        let sum = 0;
        for (let k = 0; k < s; k++) sum += row[k] * turn[j * s + k];
        lower[i * s + j] += sum;
        for (let k = 0; k < s; k++) row[k] -= sum * turn[j * s + k];
      }
    const norm = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    lower[i * s + i] = norm;
    for (let k = 0; k < s; k++) turn[i * s + k] = row[k] / norm;
  }
  return { lower, turn };
}
