import { type CoreTraces, coreTraces } from "../../deviance/coreTraces";
import { direction } from "../../deviance/exactHessian";
import type { Problem } from "../../deviance/problem";
import { eigenDecomposition } from "../../linalg/eigenDecomposition";
import { invertLower } from "../../linalg/small";
import { evaluate, hessian, LARGEST_DENSE_CORE } from "../../minimizer/derivatives";
import type { LinearMixedModel } from "../../model/linearMixedModel";
import { atEstimates } from "./modelDeviance";

/**
 * How the covariance of β̂ varies with the parameters (θ, log σ), and how uncertain these are; θ alone where σ is
 * fixed.
 * θ and β̂ are those of the working columns.
 */
export interface ParameterCovariance {
  /**
   * Asymptotic covariance of (θ̂, log σ̂), (k + 1) × (k + 1), row-major; directions that do not curve the objective
   * are left out.
   */
  readonly covariance: Float64Array;
  /** Derivatives of the covariance of the estimated coefficients, rank × rank each, in θ1…θk and log σ. */
  readonly derivatives: readonly Float64Array[];
}

/**
 * Curvatures below this part of the largest, in parameters of which each alone has the curvature 1, are taken for none,
 * as at the boundary of a singular fit.
 */
const NO_CURVATURE = 1e-8;
/** A parameter that curves the objective by less than this part of what another one does curves it by rounding only. */
const ROUNDING = 1e-12;

export function parameterCovariance(model: LinearMixedModel): ParameterCovariance {
  return atEstimates(model, (problem) => {
    const { system } = problem.deviance;
    const large = system.q1 + system.d2 > LARGEST_DENSE_CORE;
    const fixed = model.sigmaIsFixed;
    const { theta } = model.working;
    const k = theta.length;
    return {
      covariance: fixed
        ? twiceInverse(hessian(problem, theta).matrix, k)
        : twiceInverse(jointHessian(problem, model), k + 1),
      derivatives: [
        ...(large ? differencedDerivatives(problem, model) : exactDerivatives(problem, model)),
        ...(fixed ? [] : [model.working.covariance.map((value) => 2 * value)]),
      ],
    };
  });
}

/**
 * Hessian of the objective in (θ, log σ), not profiled over σ. With ∂r²/∂θ = −v at the estimates: the profiled Hessian
 * and vvᵀ/(Nσ⁴) in θ, 2v/σ² beside, 4N for log σ.
 */
function jointHessian(problem: Problem, { working: { theta }, sigma }: LinearMixedModel): Float64Array {
  const { deviance, layout } = problem;
  const k = theta.length;
  const N = deviance.degreesOfFreedom;
  const { matrix } = hessian(problem, theta);
  evaluate(problem, theta);
  const v = layout.position.map((_, index) => {
    const { term, matrix: own } = direction(layout, theta, index);
    return own.reduce((sum, value, i) => sum + value * deviance.squares[term][i], 0);
  });
  const variance = sigma ** 2;
  const joint = new Float64Array((k + 1) * (k + 1));
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) joint[i * (k + 1) + j] = matrix[i * k + j] + (v[i] * v[j]) / (N * variance ** 2);
    joint[i * (k + 1) + k] = joint[k * (k + 1) + i] = (2 * v[i]) / variance;
  }
  joint[k * (k + 1) + k] = 4 * N;
  return joint;
}

function twiceInverse(matrix: Float64Array, n: number): Float64Array {
  const steepest = matrix.reduce((max, value, k) => (k % (n + 1) === 0 ? Math.max(max, value) : max), 0);
  const scale = Float64Array.from({ length: n }, (_, i) => {
    const own = matrix[i * n + i];
    return own > ROUNDING * steepest ? 1 / Math.sqrt(own) : 0;
  });
  const { values, vectors } = eigenDecomposition(
    matrix.map((value, k) => value * scale[Math.floor(k / n)] * scale[k % n]),
    n,
  );
  const largest = Math.max(...values);
  const result = new Float64Array(n * n);
  values.forEach((value, c) => {
    if (!(value > NO_CURVATURE * largest)) return;
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++)
        result[i * n + j] += (2 * scale[i] * vectors[i * n + c] * vectors[j * n + c] * scale[j]) / value;
  });
  return result;
}

/** ∂C/∂θ = CFᵀBFC/σ² for C = σ²(XᵀV⁻¹X)⁻¹, F = ZᵀV⁻¹X and ∂V/∂θ = ZBZᵀ. */
function exactDerivatives({ deviance, layout }: Problem, model: LinearMixedModel): Float64Array[] {
  const core = coreTraces(deviance);
  const rank = deviance.system.p;
  const { theta, covariance } = model.working;
  return layout.position.map((_, index) => {
    const { term, matrix } = direction(layout, theta, index);
    const inner = crossSandwich(core, deviance.system.terms[term], matrix, rank);
    return multiplied(multiplied(covariance, inner, rank), covariance, rank).map((value) => value / model.sigma ** 2);
  });
}

/** Σ_levels FₗᵀBFₗ, rank × rank. */
function crossSandwich(
  { f }: CoreTraces,
  { size: s, classes, coreOffset }: { size: number; classes: number; coreOffset: number },
  b: Float64Array,
  rank: number,
): Float64Array {
  const result = new Float64Array(rank * rank);
  for (let c = 0; c < classes; c++) {
    for (let a = 0; a < s; a++) {
      for (let d = 0; d < s; d++) {
        const weight = b[a * s + d];
        if (weight === 0) continue;
        const [row, column] = [(coreOffset + c * s + a) * rank, (coreOffset + c * s + d) * rank];
        for (let i = 0; i < rank; i++)
          for (let j = 0; j < rank; j++) result[i * rank + j] += weight * f[row + i] * f[column + j];
      }
    }
  }
  return result;
}

export function multiplied(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const result = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let k = 0; k < n; k++) for (let j = 0; j < n; j++) result[i * n + j] += a[i * n + k] * b[k * n + j];
  return result;
}

/** For cores too large for dense matrices: central differences of C at the σ of the fit, errors about 1e-8 of C. */
function differencedDerivatives(problem: Problem, { working: { theta }, sigma }: LinearMixedModel): Float64Array[] {
  const { deviance, layout } = problem;
  const { p: rank } = deviance.system;
  const covarianceAt = (at: Float64Array): Float64Array => {
    layout.fill(deviance.lambdas, at);
    deviance.factor(false);
    return inverseFromFactor(deviance.fixedFactor, rank).map((value) => value * sigma ** 2);
  };
  return Array.from(theta, (value, j) => {
    const h = 1e-4 * Math.max(0.1, Math.abs(value));
    const [above, below] = [h, -h].map((step) => covarianceAt(theta.map((own, i) => (i === j ? own + step : own))));
    return above.map((own, i) => (own - below[i]) / (2 * h));
  });
}

/** (LLᵀ)⁻¹. */
function inverseFromFactor(factor: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n);
  invertLower(inverse, factor, n);
  const result = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      for (let k = Math.max(i, j); k < n; k++) result[i * n + j] += inverse[k * n + i] * inverse[k * n + j];
  return result;
}
