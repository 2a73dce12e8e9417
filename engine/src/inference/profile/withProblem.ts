import { type ModelData, prepareResponse } from "../../deviance/modelData";
import type { Problem } from "../../deviance/problem";
import { devianceSubject, withDeviance } from "../../deviance/withDeviance";
import { findStrata } from "../../matrices/strata";

/**
 * Calls `use` with the maximum-likelihood problem of a model's data for a response, and the function that changes the
 * response.
 * @param sigma where σ is held fixed
 */
export function withProblem<T>(
  data: ModelData,
  response: Float64Array,
  use: (problem: Problem, setResponse: (y: Float64Array) => void) => T,
  sigma?: number,
): T {
  const strata = findStrata(data.weighted.terms, data.weighted.fixed, data.system, false);
  const { statistics } = prepareResponse(data, response);
  return withDeviance(devianceSubject(data, statistics, strata, { REML: false, sigma }), (deviance) =>
    use({ deviance, layout: data.layout, strata }, (y) => deviance.statistics.set(prepareResponse(data, y).statistics)),
  );
}
