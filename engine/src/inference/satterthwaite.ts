import type { LinearMixedModel } from "../model/linearMixedModel";
import { type ParameterCovariance, estimatedCovariance, parameterCovariance } from "./parameterCovariance";

/** The standard error of a linear combination of the coefficients, and the degrees of freedom of its t test. */
export interface ContrastError {
  readonly stderror: number;
  readonly dof: number;
}

/** Standard errors and degrees of freedom of linear combinations of the coefficients. */
export interface DegreesOfFreedom {
  /** @param weights one for each estimated coefficient */
  contrast(weights: Float64Array): ContrastError;
}

/**
 * Satterthwaite's degrees of freedom 2v²/(gᵀAg): v the variance of the combination, g its derivative in (θ, σ) and A their
 * asymptotic covariance (Kuznetsova, Brockhoff & Christensen, J. Stat. Softw. 82(13), 2017, §3; Giesbrecht & Burns, 1985).
 */
export class Satterthwaite implements DegreesOfFreedom {
  private readonly parameters: ParameterCovariance;
  private readonly covariance: Float64Array;

  constructor(model: LinearMixedModel) {
    this.parameters = parameterCovariance(model);
    this.covariance = estimatedCovariance(model);
  }

  contrast(weights: Float64Array): ContrastError {
    const { covariance, derivatives } = this.parameters;
    const variance = quadratic(this.covariance, weights);
    const gradient = derivatives.map((derivative) => quadratic(derivative, weights));
    return { stderror: Math.sqrt(variance), dof: (2 * variance ** 2) / quadratic(covariance, Float64Array.from(gradient)) };
  }
}

/** wᵀAw. */
export function quadratic(a: Float64Array, w: Float64Array): number {
  const n = w.length;
  let sum = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) sum += w[i] * a[i * n + j] * w[j];
  return sum;
}
