import { log } from "../math/log";

/** How the residuals enter a deviance. */
export interface ResidualModel {
  /** N: n for maximum likelihood, n − p for REML. */
  readonly degreesOfFreedom: number;
  /** σ where it is held fixed, in units of the response; undefined where it is profiled out. */
  readonly sigma: number | undefined;
  /** What the scale of the design takes off the deviance, as Σ log w of the weights of the observations. */
  readonly logScale: number;
}

/**
 * What the deviance has beside its log-determinants: N·(1 + log(2πr²/N)) − log scale with σ² = r²/N profiled out, or
 * N·log(2πσ²) + r²/σ² − log scale with σ fixed.
 */
export function residualPart({ degreesOfFreedom: N, sigma, logScale }: ResidualModel, r2: number): number {
  if (sigma === undefined) return N * (1 + log((2 * Math.PI * r2) / N)) - logScale;
  return N * log(2 * Math.PI * sigma * sigma) + r2 / (sigma * sigma) - logScale;
}

/**
 * N·σ² for the σ that goes with r²: r² itself unless σ is fixed. N over this is the derivative of the deviance in r².
 */
export function totalVariance({ degreesOfFreedom, sigma }: ResidualModel, r2: number): number {
  return sigma === undefined ? r2 : degreesOfFreedom * sigma * sigma;
}
