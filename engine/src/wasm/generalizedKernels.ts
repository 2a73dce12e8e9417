/**
 * The kernels of generalized models. A structure (`system`, `fixed`, `responses`, `quadrature`, `model`, `draws`) is
 * given by the address of its fields, an array by its own.
 */
export interface GeneralizedKernels {
  /** L of M = I + ΛᵀZᵀWZΛ; log|M|, NaN where M is not positive definite. */
  factorSystem(system: number, weights: number, l: number): number;
  solveSystemLower(system: number, l: number, x: number): void;
  solveSystemLowerAll(system: number, l: number, x: number, stride: number): void;
  solveSystemUpper(system: number, l: number, x: number): void;
  invertSystem(system: number, l: number, inverse: number, sums: number): void;
  addMultiple(system: number, factor: number, x: number, out: number): void;
  linearPredictors(system: number, fixedPart: number, u: number, eta: number): void;
  crossProduct(system: number, x: number, out: number): void;
  changeOfScores(
    system: number,
    change: number,
    before: number,
    observed: number,
    g: number,
    u: number,
    out: number,
  ): void;
  rowProducts(system: number, inverse: number, products: number, variances: number): void;
  multiplyRows(system: number, x: number, y: number, out: number): void;
  correctSlopes(system: number, za: number, observed: number, g: number, correction: number, both: number): void;
  randomEffectScores(system: number, g: number, correction: number, e: number, k: number): void;
  weightedProduct(system: number, weights: number, one: number, products: number, other: number): number;
  addFixedEffects(system: number, fixed: number, gamma: number, offset: number, out: number): void;
  fixedProduct(system: number, fixed: number, r: number, out: number): void;
  eliminateFixed(system: number, fixed: number, weights: number, l: number): void;
  /** Σ d. */
  evaluateProportions(responses: number, eta: number): number;
  evaluateCounts(responses: number, eta: number): number;
  /** −2 log-likelihood by quadrature. */
  integrateLevels(system: number, responses: number, quadrature: number, u: number, eta: number): number;
  /** The Laplace approximation of a model with one random intercept, and its gradient; `isFresh` is 0 or 1. */
  interceptLaplace(model: number, isFresh: number): number;
  /** The random effects of a response of such a model. */
  drawIntercepts(draws: number): void;
  /** Its rows from `first` on; the first that is drawn in another way, or how many there are. */
  drawInterceptResponses(draws: number, first: number): number;
}
