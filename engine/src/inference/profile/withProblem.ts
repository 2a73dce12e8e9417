import type { Deviance } from "../../deviance/deviance";
import { type ModelData, prepareResponse } from "../../deviance/modelData";
import type { Problem } from "../../deviance/problem";
import { devianceSubject, withDeviance } from "../../deviance/withDeviance";
import { findStrata } from "../../matrices/strata";
import type { Guard } from "../../minimizer/stopped";

/** The response of a problem, which can be exchanged. */
export interface ProblemResponse {
  /** β₀ of the columns of the problem, to which β̂ of its deviance adds. */
  readonly leastSquares: Float64Array;
  set(y: Float64Array): void;
}

/**
 * Calls `use` with the maximum-likelihood problem of a model's data for a response.
 * @param options.sigma where σ is held fixed
 * @param options.guard called before every factorization
 */
export function withProblem<T>(
  data: ModelData,
  response: Float64Array,
  use: (problem: Problem, response: ProblemResponse) => T,
  { sigma, guard }: { readonly sigma?: number | undefined; readonly guard?: Guard | undefined } = {},
): T {
  const strata = findStrata(data.weighted.terms, data.weighted.fixed, data.system, false);
  let prepared = prepareResponse(data, response);
  const subject = devianceSubject(data, prepared.statistics, strata, { REML: false, sigma });
  return withDeviance(subject, (deviance) =>
    use(
      { deviance: guarded(deviance, guard), layout: data.layout, strata },
      {
        get leastSquares() {
          return prepared.leastSquares;
        },
        set(y) {
          prepared = prepareResponse(data, y);
          deviance.statistics.set(prepared.statistics);
        },
      },
    ),
  );
}

function guarded(deviance: Deviance, guard: Guard | undefined): Deviance {
  if (guard === undefined) return deviance;
  const factor = (derivative: boolean): boolean => {
    guard();
    return deviance.factor(derivative);
  };
  return Object.create(deviance, { factor: { value: factor } }) as Deviance;
}
