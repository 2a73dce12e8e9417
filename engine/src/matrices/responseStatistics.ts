import type { TermDesign } from "./blockProduct";
import type { CoreSystem, CoreTerm } from "./coreSystem";

/**
 * All that the objective needs of a response y, as one record of numbers: [Z X]ᵀy of the core (q1 + d2 + p), then the
 * scatters Σ (sₗ − s̄)(sₗ − s̄)ᵀ of the twins' Zᵀy per term and distinct block (S × S each), then yᵀy.
 */
export type ResponseStatistics = Float64Array;

/** Length of the core part of a record; the scatters begin there. */
export function coreLength({ q1, d2, p }: CoreSystem): number {
  return q1 + d2 + p;
}

/** Length of a record of {@link ResponseStatistics}. */
export function statisticsLength(system: CoreSystem): number {
  return coreLength(system) + system.scatterLength + 1;
}

/** ZᵀY of every term and level, in term order, into `products` (length Σ levels × S). */
export function crossWithResponse(products: Float64Array, designs: readonly TermDesign[], y: Float64Array): void {
  products.fill(0);
  let offset = 0;
  for (const { refs, levels, columns } of designs) {
    const s = columns.length;
    for (let c = 0; c < s; c++) {
      const column = columns[c];
      for (let i = 0; i < refs.length; i++) products[offset + refs[i] * s + c] += column[i] * y[i];
    }
    offset += levels * s;
  }
}

/**
 * Reduces Zᵀy (all levels), Xᵀy and yᵀy to the statistics of the core.
 * @param products Zᵀy as {@link crossWithResponse} leaves it
 * @param fixed Xᵀy, p numbers
 */
export function reduceStatistics(
  record: ResponseStatistics,
  system: CoreSystem,
  products: Float64Array,
  fixed: Float64Array,
  yy: number,
): void {
  const length = coreLength(system);
  record.fill(0);
  for (const term of system.terms) {
    const { size: s, coreOffset, classOf, classSize } = term;
    for (let level = 0; level < term.levels; level++) {
      const at = coreOffset + classOf[level] * s;
      for (let i = 0; i < s; i++) record[at + i] += products[term.offset + level * s + i];
    }
    for (let level = 0; level < term.levels; level++) {
      if (classSize[classOf[level]] > 1) addScatter(record, length, term, level, products);
    }
    for (let c = 0; c < term.classes; c++) {
      const scale = 1 / Math.sqrt(classSize[c]);
      for (let i = 0; i < s; i++) record[coreOffset + c * s + i] *= scale;
    }
  }
  for (let j = 0; j < system.p; j++) record[system.q1 + system.d2 + j] = fixed[j];
  record[record.length - 1] = yy;
}

/** Adds the square of a level's deviation from its class; the core part still holds the sums of the classes. */
function addScatter(
  record: Float64Array,
  scatters: number,
  term: CoreTerm,
  level: number,
  products: Float64Array,
): void {
  const { size: s, classOf, classSize, groupOf } = term;
  const own = classOf[level];
  const at = scatters + term.scatterOffset + groupOf[own] * s * s;
  const mean = 1 / classSize[own];
  for (let i = 0; i < s; i++) {
    const di = products[term.offset + level * s + i] - record[term.coreOffset + own * s + i] * mean;
    for (let j = 0; j < s; j++) {
      record[at + i * s + j] +=
        di * (products[term.offset + level * s + j] - record[term.coreOffset + own * s + j] * mean);
    }
  }
}
