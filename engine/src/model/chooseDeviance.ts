import type { CoreSystem } from "../matrices/coreSystem";
import type { Heap } from "../wasm/heap";
import { DenseCore, DenseDeviance } from "./denseDeviance";
import type { Deviance, DevianceOptions } from "./deviance";
import { SparseDeviance } from "./sparseDeviance";

/** Below this many columns of the other terms and X the whole evaluation is a matter of microseconds. */
const SMALL = 48;
/** What a product in sparse rows costs in units of one in dense tiles. */
const SPARSE_PRODUCT = 6;
/** More multiplications than this, a few hundredths of a second, make an evaluation costly. */
const COSTLY = 1e8;

/** Makes a deviance of a system for `n` observations. */
export type DevianceMaker = (n: number, reml: boolean, options?: DevianceOptions) => Deviance;

/**
 * A maker of the deviances that suit a system: dense where the leading rows are full or few columns are left, else sparse.
 * They may be used once the heap is sealed.
 */
export function devianceMaker(heap: Heap, system: CoreSystem): DevianceMaker {
  if (suitsSparse(system)) return (n, reml, options) => new SparseDeviance(system, n, reml, options);
  const core = new DenseCore(heap, system);
  return (n, reml, options) => new DenseDeviance(core, n, reml, options);
}

/** Whether a system is evaluated by sparse rows. */
export function suitsSparse(system: CoreSystem): boolean {
  const m = system.d2 + system.p;
  return m > SMALL && SPARSE_PRODUCT * leadProducts(system) < system.q1 * m * m;
}

/** Whether an evaluation with its derivative takes so long that none should be wasted. */
export function isCostly(system: CoreSystem): boolean {
  return (system.d2 + system.p) ** 3 / 2 + SPARSE_PRODUCT * leadProducts(system) > COSTLY;
}

/** Σ_classes S·(entries)². */
function leadProducts({ terms, lead, leadStart }: CoreSystem): number {
  const { classes, size } = terms[lead];
  let sum = 0;
  for (let c = 0; c < classes; c++) sum += (leadStart[c + 1] - leadStart[c]) ** 2;
  return size * sum;
}
