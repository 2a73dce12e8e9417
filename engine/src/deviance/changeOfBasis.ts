import { lowerFactor } from "../linalg/lowerFactor";
import { multiply } from "../linalg/small";
import type { CovarianceLayout } from "./covarianceLayout";

/**
 * Columns of a user as combinations of those that a fit computes in, user = working·forward, and back: working =
 * user·inverse; S × S, row-major. So coefficients of the working columns are forward times those of the user's.
 */
export interface LinearChange {
  readonly size: number;
  readonly forward: Float64Array;
  readonly inverse: Float64Array;
}

/**
 * How the columns in which a fit computes belong to those of the user; undefined where they are the same. Plain data.
 */
export interface ChangeOfBasis {
  /** The kept columns of X. */
  readonly fixed: LinearChange | undefined;
  /** The columns of every term. */
  readonly terms: readonly (LinearChange | undefined)[];
  /** log|det forward| of X: the REML criterion of the user's columns is 2 of these above that of the working ones. */
  readonly logDeterminant: number;
}

/** Whether any column is another one. */
export function isChange({ fixed, terms }: ChangeOfBasis): boolean {
  return fixed !== undefined || terms.some((term) => term !== undefined);
}

/** β, or effects, of the user's columns. */
export function toUser(change: LinearChange | undefined, working: Float64Array): Float64Array {
  return change === undefined ? working : times(change.inverse, working);
}

/** β, or effects, of the working columns. */
export function toWorking(change: LinearChange | undefined, user: Float64Array): Float64Array {
  return change === undefined ? user : times(change.forward, user);
}

/** The weights of working coefficients in a combination that has these of the user's. */
export function weightsToWorking(change: LinearChange | undefined, weights: Float64Array): Float64Array {
  return change === undefined ? weights : timesTransposed(change.inverse, weights);
}

/** The weights of the user's coefficients in a combination that has these of the working ones. */
export function weightsToUser(change: LinearChange | undefined, weights: Float64Array): Float64Array {
  return change === undefined ? weights : timesTransposed(change.forward, weights);
}

/** θ of the user's columns; the same array where they are the working ones. */
export function userTheta(layout: CovarianceLayout, { terms }: ChangeOfBasis, working: Float64Array): Float64Array {
  return changedTheta(
    layout,
    terms.map((change) => change?.inverse),
    working,
  );
}

/** θ of the working columns; the same array where they are the user's. */
export function workingTheta(layout: CovarianceLayout, { terms }: ChangeOfBasis, user: Float64Array): Float64Array {
  return changedTheta(
    layout,
    terms.map((change) => change?.forward),
    user,
  );
}

/** θ of effects that are a matrix times those before: block by block, the lower factor of matrix·λ. */
function changedTheta(
  layout: CovarianceLayout,
  matrices: readonly (Float64Array | undefined)[],
  theta: Float64Array,
): Float64Array {
  if (matrices.every((matrix) => matrix === undefined)) return theta;
  const result = theta.slice();
  for (const { term, columns, size: s, offset } of layout.blocks) {
    const matrix = matrices[term];
    if (matrix === undefined) continue;
    const stride = layout.sizes[term];
    const own = Float64Array.from(
      { length: s * s },
      (_, i) => matrix[columns[Math.floor(i / s)] * stride + columns[i % s]],
    );
    const lambda = new Float64Array(s * s);
    let at = offset;
    for (let j = 0; j < s; j++) for (let i = j; i < s; i++) lambda[i * s + j] = theta[at++];
    const factor = new Float64Array(s * s);
    multiply(factor, own, lambda, s);
    lowerFactor(factor, s);
    at = offset;
    for (let j = 0; j < s; j++) for (let i = j; i < s; i++) result[at++] = factor[i * s + j];
  }
  return result;
}

/** A·x for a square A, row-major. */
function times(matrix: Float64Array, x: Float64Array): Float64Array {
  const n = x.length;
  const result = new Float64Array(n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) result[i] += matrix[i * n + j] * x[j];
  return result;
}

/** Aᵀ·x for a square A, row-major. */
function timesTransposed(matrix: Float64Array, x: Float64Array): Float64Array {
  const n = x.length;
  const result = new Float64Array(n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) result[j] += matrix[i * n + j] * x[i];
  return result;
}
