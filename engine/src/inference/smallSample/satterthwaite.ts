import { type LinearChange, toWorking, weightsToWorking } from "../../deviance/changeOfBasis";
import { symmetricEigen } from "../../linalg/symmetricEigen";
import type { LinearMixedModel } from "../../model/linearMixedModel";
import { type ParameterCovariance, parameterCovariance } from "./parameterCovariance";

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
  /**
   * Tests that several independent combinations of the estimated coefficients are all 0.
   * @param rows the weights of each
   * @param estimate the estimated coefficients
   */
  joint(rows: readonly Float64Array[], estimate: Float64Array): JointTest;
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
  private readonly change: LinearChange | undefined;

  constructor(model: LinearMixedModel) {
    this.parameters = parameterCovariance(model);
    this.covariance = model.working.covariance;
    this.change = model.data.change.fixed;
  }

  contrast(weights: Float64Array): ContrastError {
    return this.workingContrast(weightsToWorking(this.change, weights));
  }

  private workingContrast(weights: Float64Array): ContrastError {
    const { covariance, derivatives } = this.parameters;
    const variance = quadratic(this.covariance, weights);
    const gradient = derivatives.map((derivative) => quadratic(derivative, weights));
    return {
      stderror: Math.sqrt(variance),
      dof: (2 * variance ** 2) / quadratic(covariance, Float64Array.from(gradient)),
    };
  }

  /**
   * The combinations are turned into uncorrelated ones, whose t statistics and degrees of freedom give those of F (Fai
   * & Cornelius, 1996).
   */
  joint(userRows: readonly Float64Array[], userEstimate: Float64Array): JointTest {
    const { rows, estimate } = workingHypothesis(this.change, this.covariance, userRows, userEstimate);
    const q = rows.length;
    const values = new Float64Array(q);
    const vectors = new Float64Array(q * q);
    symmetricEigen(congruent(this.covariance, rows), values, vectors, q);
    const largest = Math.max(...values);
    const directions = [...values.keys()]
      .filter((c) => values[c] > DEPENDENT * largest)
      .map((c) =>
        Float64Array.from(estimate, (_, j) => rows.reduce((sum, row, i) => sum + vectors[i * q + c] * row[j], 0)),
      );
    const errors = directions.map((weights) => this.workingContrast(weights));
    const squares = directions.map(
      (weights, m) => (weights.reduce((sum, weight, j) => sum + weight * estimate[j], 0) / errors[m].stderror) ** 2,
    );
    const numdf = directions.length;
    return {
      f: squares.reduce((sum, value) => sum + value, 0) / numdf,
      numdf,
      dendf: denominator(errors.map(({ dof }) => dof)),
    };
  }
}

/** Weights and estimates of the working coefficients, the combinations in units of their standard errors. */
export function workingHypothesis(
  change: LinearChange | undefined,
  covariance: Float64Array,
  rows: readonly Float64Array[],
  estimate: Float64Array,
): { rows: Float64Array[]; estimate: Float64Array } {
  return {
    rows: rows
      .map((row) => weightsToWorking(change, row))
      .map((row) => {
        const error = Math.sqrt(quadratic(covariance, row));
        return error > 0 ? row.map((value) => value / error) : row;
      }),
    estimate: toWorking(change, estimate),
  };
}

/** ν of the F whose mean is that of the average of squared t's with νₘ: E = Σ νₘ/(νₘ − 2), ν = 2E/(E − q). */
function denominator(all: readonly number[]): number {
  const [first] = all;
  if (all.every((nu) => Math.abs(nu - first) < 1e-8)) return first;
  if (!all.every((nu) => nu > 2)) return 2;
  const sum = all.reduce((total, nu) => total + nu / (nu - 2), 0);
  return (2 * sum) / (sum - all.length);
}

/** LALᵀ for the rows of L, q × q. */
export function congruent(a: Float64Array, rows: readonly Float64Array[]): Float64Array {
  const n = rows[0].length;
  const images = rows.map((row) =>
    Float64Array.from(row, (_, i) => row.reduce((sum, value, j) => sum + a[i * n + j] * value, 0)),
  );
  return Float64Array.from(
    rows.flatMap((row) => images.map((image) => row.reduce((sum, value, i) => sum + value * image[i], 0))),
  );
}

/** wᵀAw. */
export function quadratic(a: Float64Array, w: Float64Array): number {
  const n = w.length;
  let sum = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) sum += w[i] * a[i * n + j] * w[j];
  return sum;
}
