import type { CoreSystem } from "../matrices/coreSystem";
import type { ResponseStatistics } from "../matrices/responseStatistics";
import { needsLevelTraces, type Strata } from "../matrices/strata";
import { Heap } from "../wasm/heap";
import type { Deviance, DevianceOptions } from "./deviance";
import { devianceMaker } from "./devianceMaker";
import { logScale, type ModelData } from "./modelData";

/** What a deviance is made for. */
export interface DevianceSubject extends DevianceOptions {
  readonly system: CoreSystem;
  /** Number of observations. */
  readonly n: number;
  readonly reml: boolean;
  /** The response, where there is one. */
  readonly statistics?: ResponseStatistics;
}

/** What is minimised. */
export interface Criterion {
  /** The REML criterion instead of −2 log-likelihood. */
  readonly REML: boolean;
  /** σ where it is held fixed, in units of the response. */
  readonly sigma: number | undefined;
}

/** The deviance of a model for a response. */
export function devianceSubject(
  data: ModelData,
  statistics: ResponseStatistics,
  strata: Strata,
  { REML, sigma }: Criterion,
): DevianceSubject {
  return {
    system: data.system,
    n: data.frame.nobs,
    reml: REML,
    sigma,
    logScale: logScale(data, REML),
    statistics,
    levelTraces: needsLevelTraces(strata),
  };
}

/** Calls `use` with a deviance; its arrays must not be used afterwards. */
export function withDeviance<T>(
  { system, n, reml, statistics, ...options }: DevianceSubject,
  use: (deviance: Deviance) => T,
): T {
  const heap = new Heap();
  const deviance = devianceMaker(heap, system)(n, reml, options);
  heap.seal();
  try {
    if (statistics) deviance.statistics.set(statistics);
    return use(deviance);
  } finally {
    deviance.release();
    heap.release();
  }
}
