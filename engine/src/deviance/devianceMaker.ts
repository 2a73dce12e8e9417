import type { CoreSystem } from "../matrices/coreSystem";
import type { Heap } from "../wasm/heap";
import { DenseCore, DenseDeviance } from "./denseDeviance";
import type { Deviance, DevianceOptions } from "./deviance";
import { suitsSparse } from "./evaluationCost";
import { SparseDeviance } from "./sparse/sparseDeviance";

/** Makes a deviance of a system for `n` observations. */
export type DevianceMaker = (n: number, reml: boolean, options?: DevianceOptions) => Deviance;

/**
 * A maker of the deviances that suit a system: dense where the leading rows are full or few columns are left, else
 * sparse.
 * They may be used once the heap is sealed.
 */
export function devianceMaker(heap: Heap, system: CoreSystem): DevianceMaker {
  if (suitsSparse(system)) return (n, reml, options) => new SparseDeviance(system, n, reml, options);
  const core = new DenseCore(heap, system);
  return (n, reml, options) => new DenseDeviance(core, n, reml, options);
}
