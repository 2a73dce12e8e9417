import type { CoreSystem } from "../matrices/coreSystem";
import type { ResponseStatistics } from "../matrices/responseStatistics";
import { Heap } from "../wasm/heap";
import { DenseCore, DenseDeviance } from "./denseDeviance";
import type { Deviance, DevianceOptions } from "./deviance";
import { suitsSparse } from "./evaluationCost";
import { SparseDeviance } from "./sparseDeviance";

/** What a deviance is made for. */
export interface DevianceSubject extends DevianceOptions {
  readonly system: CoreSystem;
  /** Number of observations. */
  readonly n: number;
  readonly reml: boolean;
  readonly statistics: ResponseStatistics;
}

/**
 * Calls `use` with a deviance for the response; its arrays must not be used afterwards. It works on dense matrices or on
 * sparse rows, whichever suits the system.
 */
export function withDeviance<T>(subject: DevianceSubject, use: (deviance: Deviance) => T): T {
  return suitsSparse(subject.system) ? withSparseDeviance(subject, use) : withDenseDeviance(subject, use);
}

function withDenseDeviance<T>({ system, n, reml, statistics, ...options }: DevianceSubject, use: (deviance: Deviance) => T): T {
  const heap = new Heap();
  const deviance = new DenseDeviance(new DenseCore(heap, system), n, reml, options);
  heap.seal();
  try {
    deviance.statistics.set(statistics);
    return use(deviance);
  } finally {
    heap.release();
  }
}

function withSparseDeviance<T>({ system, n, reml, statistics, ...options }: DevianceSubject, use: (deviance: Deviance) => T): T {
  const deviance = new SparseDeviance(system, n, reml, options);
  try {
    deviance.statistics.set(statistics);
    return use(deviance);
  } finally {
    deviance.release();
  }
}
