/** The kernels of generalized models. A structure is given by the address of its fields. */
export interface GeneralizedKernels {
  /** The Laplace approximation of a model with one random intercept, and its gradient; `isFresh` is 0 or 1. */
  interceptLaplace(model: number, isFresh: number): number;
  /** The random effects of a response of such a model. */
  drawIntercepts(draws: number): void;
  /** Its rows from `first` on; the first that is drawn in another way, or how many there are. */
  drawInterceptResponses(draws: number, first: number): number;
}
