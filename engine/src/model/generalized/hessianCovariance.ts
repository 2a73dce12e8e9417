import { OptionError } from "../../errors";
import { denseCholesky, solveRow, solveRowTransposed } from "../../linalg/denseCholesky";
import { GeneralizedObjective } from "../../minimizer/generalized/generalizedObjective";
import { shownValue } from "../../table/shownValue";
import type { MixedModel } from "../mixedModel";
import { GeneralizedLinearMixedModel } from "./generalizedLinearMixedModel";

/** How the standard errors of a generalized model are computed instead of at the θ of the fit. */
export type StandardErrors = "hessian";

/** The generalized model whose Hessian is asked for. @throws for a linear one, and for another `se` */
export function withHessian(model: MixedModel, se: StandardErrors): GeneralizedLinearMixedModel {
  if (se !== "hessian") throw new OptionError(`se is "hessian" or absent; got ${shownValue(se)}`);
  if (!(model instanceof GeneralizedLinearMixedModel))
    throw new OptionError("standard errors by the Hessian (se) are for generalized models; this is a linear one");
  return model;
}

/**
 * Covariances of the coefficients from the inverse of the Hessian of the log-likelihood in all parameters, as R has
 * them, p × p: what θ and a dispersion being estimated adds is in them. The Hessian is by differences of the exact
 * gradient.
 * @throws where it is not positive definite, and for a `fast` model
 */
export function hessianCovariance(model: GeneralizedLinearMixedModel): Float64Array {
  return model.covarianceOf(covarianceOfGamma(model));
}

/** Covariances of the working coefficients, rank × rank, row-major, as the option `se` asks for. */
export function workingCovariance(model: MixedModel, se: StandardErrors | undefined): Float64Array {
  if (se === undefined) return model.working.covariance;
  const own = withHessian(model, se);
  return own.workingCovarianceOf(covarianceOfGamma(own));
}

/** Standard errors of the coefficients by the Hessian, length p. */
export function hessianErrors(model: MixedModel, se: StandardErrors): Float64Array {
  const covariance = hessianCovariance(withHessian(model, se));
  const p = model.coef.length;
  return model.coef.map((_, j) => Math.sqrt(covariance[j * (p + 1)]));
}

function covarianceOfGamma(model: GeneralizedLinearMixedModel): Float64Array {
  const { minimum, fast, devianceFunction: deviance, separation } = model;
  if (fast || separation !== undefined)
    throw new OptionError(
      "standard errors by the Hessian are those of maximum likelihood estimates; " +
        `the coefficients of '${model.formula}' are ${fast ? "those of a fast fit" : "separated"}`,
    );
  const { x } = minimum;
  const k = x.length;
  // The steps of its differences are those of where the deviance stands.
  deviance.evaluate(x, true);
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
  return ofGamma;
}
