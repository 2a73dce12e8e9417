import type { CoreSystem } from "./coreSystem";
import type { TermDesign } from "./blockProduct";

/** All that the objective needs of a response y: its inner products with the core columns, and what is left over. */
export interface ResponseStatistics {
  /** [Z X]ᵀy of the core: q1 + d2 + p numbers. */
  readonly core: Float64Array;
  /** Scatter Σ (sₗ − s̄)(sₗ − s̄)ᵀ of the twins' Zᵀy, per term and distinct block, S × S each. */
  readonly scatter: Float64Array;
  /** yᵀy. */
  yy: number;
}

export function emptyStatistics(system: CoreSystem): ResponseStatistics {
  return { core: new Float64Array(system.q1 + system.d2 + system.p), scatter: new Float64Array(system.scatterLength), yy: 0 };
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
export function reduceStatistics(out: ResponseStatistics, system: CoreSystem, products: Float64Array, fixed: Float64Array, yy: number): void {
  const { core, scatter } = out;
  core.fill(0);
  scatter.fill(0);
  for (const term of system.terms) {
    const { size: s, coreOffset, classOf, classSize } = term;
    for (let level = 0; level < term.levels; level++) {
      const at = coreOffset + classOf[level] * s;
      for (let i = 0; i < s; i++) core[at + i] += products[term.offset + level * s + i];
    }
    for (let level = 0; level < term.levels; level++) {
      const own = classOf[level];
      if (classSize[own] > 1) addScatter(scatter, term, level, products, core);
    }
    for (let c = 0; c < term.classes; c++) {
      const scale = 1 / Math.sqrt(classSize[c]);
      for (let i = 0; i < s; i++) core[coreOffset + c * s + i] *= scale;
    }
  }
  for (let j = 0; j < system.p; j++) core[system.q1 + system.d2 + j] = fixed[j];
  out.yy = yy;
}

function addScatter(scatter: Float64Array, term: CoreSystem["terms"][number], level: number, products: Float64Array, sums: Float64Array): void {
  const { size: s, classOf, classSize, groupOf } = term;
  const own = classOf[level];
  const at = term.scatterOffset + groupOf[own] * s * s;
  const mean = 1 / classSize[own];
  for (let i = 0; i < s; i++) {
    const di = products[term.offset + level * s + i] - sums[term.coreOffset + own * s + i] * mean;
    for (let j = 0; j < s; j++) {
      scatter[at + i * s + j] += di * (products[term.offset + level * s + j] - sums[term.coreOffset + own * s + j] * mean);
    }
  }
}
