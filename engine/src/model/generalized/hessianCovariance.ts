import { OptionError } from "../../errors";
import { denseCholesky, solveRow, solveRowTransposed } from "../../linalg/denseCholesky";
import { GeneralizedObjective } from "../../minimizer/generalized/generalizedObjective";
import type { GeneralizedLinearMixedModel } from "./generalizedLinearMixedModel";

/**
 * Covariances of the coefficients from the inverse of the Hessian of the log-likelihood in all parameters, as R has
 * them, p × p: what θ and a dispersion being estimated adds is in them. The Hessian is by differences of the exact
 * gradient.
 * @throws where it is not positive definite, and for a `fast` model
 */
export function hessianCovariance(model: GeneralizedLinearMixedModel): Float64Array {
  const { minimum, fast, devianceFunction: deviance, separation } = model;
  if (fast || separation !== undefined)
    throw new OptionError(
      "standard errors by the Hessian are those of maximum likelihood estimates; " +
        `the coefficients of '${model.formula}' are ${fast ? "those of a fast fit" : "separated"}`,
    );
  const { x } = minimum;
  const k = x.length;
  const factor = new GeneralizedObjective(deviance).hessian(x).matrix;
  if (!denseCholesky(factor, k))
    throw new OptionError(
      "standard errors by the Hessian need one that is positive definite; " +
        `that of '${model.formula}' is not, as its certificate says`,
    );
  const { p } = deviance.fixed;
  const ofGamma = new Float64Array(p * p);
  for (let j = 0; j < p; j++) {
    const column = new Float64Array(k);
    column[j] = 2;
    solveRow(column, 0, factor, k, 0, k);
    solveRowTransposed(column, 0, factor, k);
    for (let i = 0; i < p; i++) ofGamma[i * p + j] = column[i];
  }
  return model.covarianceOf(ofGamma);
}
