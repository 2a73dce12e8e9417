import { type LinearChange, weightsToWorking } from "../../deviance/changeOfBasis";
import { eigenDecomposition } from "../../linalg/eigenDecomposition";
import type { LinearMixedModel } from "../../model/linearMixedModel";
import { congruent } from "./congruent";
import { type ParameterCovariance, parameterCovariance } from "./parameterCovariance";
import { spanningCombinations } from "./spanningCombinations";

/** The standard error of a linear combination of the coefficients, and the degrees of freedom of its t test. */
export interface ContrastError {
  readonly stderror: number;
  readonly dof: number;
}

/** An F statistic with its degrees of freedom. */
export interface JointTest {
  readonly f: number;
  readonly numdf: number;
  readonly dendf: number;
}

/** Standard errors and degrees of freedom of linear combinations of the coefficients. */
export interface DegreesOfFreedom {
  /** @param weights one for each estimated coefficient */
  contrast(weights: Float64Array): ContrastError;
  /** @param weights one for each coefficient of the working columns */
  workingContrast(weights: Float64Array): ContrastError;
  /**
   * Tests what several independent combinations of the estimated coefficients are.
   * @param rows the weights of each
   * @param wanted what each is; default 0
   */
  joint(rows: readonly Float64Array[], wanted?: Float64Array): JointTest;
  /** The same for weights of the coefficients of the working columns. */
  workingJoint(rows: readonly Float64Array[], wanted?: Float64Array): JointTest;
}

/** Directions that vary by less than this part of the largest are taken for dependent. */
const DEPENDENT = 1.5e-8;

/**
 * Satterthwaite's degrees of freedom 2v²/(gᵀAg): v the variance of the combination, g its derivative in (θ, σ) and A
 * their asymptotic covariance (Kuznetsova, Brockhoff & Christensen, J. Stat. Softw. 82(13), 2017, §3; Giesbrecht &
 * Burns, 1985).
 */
export class Satterthwaite implements DegreesOfFreedom {
  private readonly parameters: ParameterCovariance;
  private readonly covariance: Float64Array;
  private readonly estimate: Float64Array;
  private readonly change: LinearChange | undefined;

  constructor(model: LinearMixedModel) {
    this.estimate = model.working.beta;
    this.parameters = parameterCovariance(model);
    this.covariance = model.working.covariance;
    this.change = model.data.change.fixed;
  }

  contrast(weights: Float64Array): ContrastError {
    return this.workingContrast(weightsToWorking(this.change, weights));
  }

  workingContrast(weights: Float64Array): ContrastError {
    const { covariance, derivatives } = this.parameters;
    const variance = quadratic(this.covariance, weights);
    const gradient = derivatives.map((derivative) => quadratic(derivative, weights));
    return {
      stderror: Math.sqrt(variance),
      dof: (2 * variance ** 2) / quadratic(covariance, Float64Array.from(gradient)),
    };
  }

  joint(rows: readonly Float64Array[], wanted?: Float64Array): JointTest {
    return this.workingJoint(
      rows.map((row) => weightsToWorking(this.change, row)),
      wanted,
    );
  }

  /**
   * The combinations are turned into uncorrelated ones, whose t statistics and degrees of freedom give those of F (Fai
   * & Cornelius, 1996).
   */
  workingJoint(all: readonly Float64Array[], whatIs?: Float64Array): JointTest {
    const { rows, wanted, areUncorrelated } = spanningCombinations({ rows: all, wanted: whatIs }, this.covariance);
    const distance = distances(rows, this.estimate, wanted);
    const directions = areUncorrelated
      ? unitRows(rows.length)
      : principal(congruent(this.covariance, rows), rows.length);
    const along = (direction: Float64Array, of: (row: number) => number): number =>
      direction.reduce((sum, share, i) => sum + share * of(i), 0);
    const errors = directions.map((direction) =>
      this.workingContrast(this.estimate.map((_, j) => along(direction, (i) => rows[i][j]))),
    );
    const squares = directions.map((direction, m) => (along(direction, (i) => distance[i]) / errors[m].stderror) ** 2);
    const numdf = directions.length;
    return {
      f: squares.reduce((sum, value) => sum + value, 0) / numdf,
      numdf,
      dendf: denominator(errors.map(({ dof }) => dof)),
    };
  }
}

/** The directions in which combinations with this covariance, q × q, vary without correlation. */
function principal(covariance: Float64Array, q: number): Float64Array[] {
  const { values, vectors } = eigenDecomposition(covariance, q);
  const largest = Math.max(...values);
  return [...values.keys()]
    .filter((c) => values[c] > DEPENDENT * largest)
    .map((c) => Float64Array.from({ length: q }, (_, i) => vectors[i * q + c]));
}

function unitRows(q: number): Float64Array[] {
  return Array.from({ length: q }, (_, i) => Float64Array.from({ length: q }, (__, j) => Number(i === j)));
}

/** By how much the combinations with these weights of working coefficients differ from what is wanted, by default 0. */
export function distances(
  rows: readonly Float64Array[],
  estimate: Float64Array,
  wanted: Float64Array | undefined,
): Float64Array {
  return Float64Array.from(rows, (row, i) =>
    row.reduce((sum, weight, j) => sum + weight * estimate[j], -(wanted?.[i] ?? 0)),
  );
}

/** ν of the F whose mean is that of the average of squared t's with νₘ: E = Σ νₘ/(νₘ − 2), ν = 2E/(E − q). */
function denominator(all: readonly number[]): number {
  const [first] = all;
  if (all.every((nu) => Math.abs(nu - first) < 1e-8)) return first;
  if (!all.every((nu) => nu > 2)) return 2;
  const sum = all.reduce((total, nu) => total + nu / (nu - 2), 0);
  return (2 * sum) / (sum - all.length);
}

/** wᵀAw. */
export function quadratic(a: Float64Array, w: Float64Array): number {
  const n = w.length;
  let sum = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) sum += w[i] * a[i * n + j] * w[j];
  return sum;
}
