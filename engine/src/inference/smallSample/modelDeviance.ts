import { prepareResponse } from "../../deviance/modelData";
import type { Problem } from "../../deviance/problem";
import { devianceSubject, withDeviance } from "../../deviance/withDeviance";
import type { LinearMixedModel } from "../../model/linearMixedModel";

/**
 * Calls `use` with the problem that a model was fitted by, its deviance factored and solved with derivatives at the θ
 * of the fit.
 * @param reml whether the deviance is the REML criterion; default as in the fit
 */
export function atEstimates<T>(model: LinearMixedModel, use: (problem: Problem) => T, reml = model.REML): T {
  const {
    data,
    strata,
    working: { theta },
  } = model;
  const { statistics } = prepareResponse(data, model.response);
  return withDeviance(
    devianceSubject(data, statistics, strata, { REML: reml, sigma: model.criterion.sigma }),
    (deviance) => {
      data.layout.fill(deviance.lambdas, theta);
      deviance.factor(true);
      deviance.solve(true);
      return use({ deviance, layout: data.layout, strata });
    },
  );
}
