import type { CoreSystem } from "../matrices/coreSystem";
import type { ResponseStatistics } from "../matrices/responseStatistics";
import { Heap } from "../wasm/heap";
import { devianceMaker } from "./devianceMaker";
import type { Deviance, DevianceOptions } from "./deviance";

/** What a deviance is made for. */
export interface DevianceSubject extends DevianceOptions {
  readonly system: CoreSystem;
  /** Number of observations. */
  readonly n: number;
  readonly reml: boolean;
  /** The response, where there is one. */
  readonly statistics?: ResponseStatistics;
}

/** Calls `use` with a deviance; its arrays must not be used afterwards. */
export function withDeviance<T>({ system, n, reml, statistics, ...options }: DevianceSubject, use: (deviance: Deviance) => T): T {
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
