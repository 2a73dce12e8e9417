import type { CovarianceLayout } from "../deviance/covarianceLayout";
import type { DevianceDerivative } from "../deviance/deviance";
import { exactHessian } from "../deviance/exactHessian";
import type { Problem } from "../deviance/problem";
import { type ResidualModel, totalVariance } from "../deviance/residualPart";

/**
 * Cores with more random effects than this get their Hessian by differences: the exact one takes dense matrices of that
 * order.
 */
export const LARGEST_DENSE_CORE = 600;

/**
 * Gradient of the deviance in θ from the derivative in Σ of its last evaluation: the lower triangle of 2·G·λ.
 * The deviance must have been factored and solved with derivatives at θ.
 */
export function gradient(
  {
    deviance,
    layout,
  }: {
    readonly deviance: Pick<DevianceDerivative, "traces" | "squares" | "r2" | keyof ResidualModel>;
    readonly layout: CovarianceLayout;
  },
  theta: Float64Array,
): Float64Array {
  const weight = deviance.degreesOfFreedom / totalVariance(deviance, deviance.r2);
  const result = new Float64Array(layout.length);
  layout.position.forEach(({ block, row, column }, index) => {
    const { term, columns, size, offset } = layout.blocks[block];
    const s = layout.sizes[term];
    let sum = 0;
    for (let a = column; a < size; a++) {
      const at = columns[row] * s + columns[a];
      const g = deviance.traces[term][at] - weight * deviance.squares[term][at];
      sum += g * theta[offset + column * size - (column * (column - 1)) / 2 + (a - column)];
    }
    result[index] = 2 * sum;
  });
  return result;
}

/**
 * Evaluates deviance and gradient at θ for the response that the deviance holds; the objective is NaN when the
 * factorization breaks down.
 */
export function evaluate(problem: Problem, theta: Float64Array): { objective: number; gradient: Float64Array } {
  const { deviance, layout } = problem;
  layout.fill(deviance.lambdas, theta);
  if (!deviance.factor(true)) return { objective: NaN, gradient: new Float64Array(layout.length).fill(NaN) };
  const objective = deviance.solve(true);
  return { objective, gradient: gradient(problem, theta) };
}

/** Hessian of the deviance in θ, k × k, row-major, symmetric. */
export interface Hessian {
  readonly matrix: Float64Array;
  /** Evaluations of the deviance that it took. */
  readonly evaluations: number;
}

/**
 * The Hessian at θ, where the deviance must just have been evaluated with derivatives: exact for small cores, else by
 * differences.
 */
export function hessian(problem: Problem, theta: Float64Array): Hessian {
  const evaluations = hessianEvaluations(problem);
  return {
    matrix: evaluations === 0 ? exactHessian(problem, theta) : hessianByDifferences(problem, theta),
    evaluations,
  };
}

/** Evaluations of the deviance that {@link hessian} takes. */
export function hessianEvaluations({
  deviance: {
    system: { q1, d2 },
  },
  layout,
}: Problem): number {
  return q1 + d2 <= LARGEST_DENSE_CORE ? 0 : 2 * layout.length;
}

/**
 * The Hessian by central differences of the exact gradient: 2k evaluations, errors about 1e-8 of the largest curvature.
 */
export function hessianByDifferences(problem: Problem, theta: Float64Array): Float64Array {
  const k = theta.length;
  const result = new Float64Array(k * k);
  for (let j = 0; j < k; j++) {
    const h = 1e-5 * Math.max(1, Math.abs(theta[j]));
    const above = evaluate(
      problem,
      theta.map((value, i) => (i === j ? value + h : value)),
    ).gradient;
    const below = evaluate(
      problem,
      theta.map((value, i) => (i === j ? value - h : value)),
    ).gradient;
    for (let i = 0; i < k; i++) result[i * k + j] = (above[i] - below[i]) / (2 * h);
  }
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < i; j++) result[i * k + j] = result[j * k + i] = (result[i * k + j] + result[j * k + i]) / 2;
  }
  return result;
}
