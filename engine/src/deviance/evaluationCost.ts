import type { CoreSystem } from "../matrices/coreSystem";

/** Below this many columns of the other terms and X the whole evaluation is a matter of microseconds. */
const SMALL = 48;
/** What a product in sparse rows costs in units of one in dense tiles. */
const SPARSE_PRODUCT = 6;
/** More multiplications than this, a few hundredths of a second, make an evaluation costly. */
export const COSTLY = 1e8;

/**
 * Whether a system is better evaluated by sparse rows than as dense matrices: when these are large and the leading rows
 * are not full.
 */
export function suitsSparse(system: CoreSystem): boolean {
  const m = system.d2 + system.p;
  return m > SMALL && SPARSE_PRODUCT * leadProducts(system) < system.q1 * m * m;
}

/** Whether an evaluation with its derivative takes so long that none should be wasted. */
export function isCostly(system: CoreSystem, limit = COSTLY): boolean {
  return denseProducts(system.d2 + system.p) + SPARSE_PRODUCT * leadProducts(system) > limit;
}

/** Whether that is sure from the number of columns alone that stay when the leading term is eliminated. */
export function isCostlyOrder(columns: number, limit = COSTLY): boolean {
  return denseProducts(columns) > limit;
}

function denseProducts(columns: number): number {
  return (columns * columns * columns) / 2;
}

/** Σ_classes S·(entries)². */
function leadProducts({ terms, lead, leadStart }: CoreSystem): number {
  const { classes, size } = terms[lead];
  let sum = 0;
  for (let c = 0; c < classes; c++) sum += (leadStart[c + 1] - leadStart[c]) ** 2;
  return size * sum;
}
