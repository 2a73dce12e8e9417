/** The kernels of generalized models. A structure is given by the address of its fields. */
export interface GeneralizedKernels {
  /** The Laplace approximation of a model with one random intercept, and its gradient; `isFresh` is 0 or 1. */
  interceptLaplace(model: number, isFresh: number): number;
}
