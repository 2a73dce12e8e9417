import type { TermDesign } from "./blockProduct";
import { CrossProducts } from "./crossProducts";
import { type LeadRows, type ReducedTerm, type RestRows, reduceLeadRows, reduceRestRows } from "./reducedRows";
import { equalBlocks, twinClasses } from "./twins";

/** A random-effects term after the twin reduction; blocks are S × S, row-major. */
export interface CoreTerm {
  /** S, the number of columns per level. */
  readonly size: number;
  /** Levels of the grouping factor, each in a class: `classOf[level]`, `classSize[class]`. */
  readonly levels: number;
  readonly classes: number;
  readonly classOf: Int32Array;
  readonly classSize: Float64Array;
  /** Distinct diagonal blocks: block g stands at `blocks[g·S²]` and serves the classes with `groupOf[class] = g`. */
  readonly groups: number;
  readonly groupOf: Int32Array;
  readonly blocks: Float64Array;
  /** Per distinct block, the number of classes with it and of contrasts between twins (Σ (class size − 1)). */
  readonly classesIn: Float64Array;
  readonly contrastsIn: Float64Array;
  /** First row of the term in [Z X]ᵀy (all levels) and in the core vector (classes only). */
  readonly offset: number;
  readonly coreOffset: number;
  /** First number of the term's scatter matrices in {@link ResponseStatistics.scatter}. */
  readonly scatterOffset: number;
}

/**
 * [Z X]ᵀ[Z X] after the twin reduction. One term leads: its diagonal blocks are `terms[lead].blocks`, its rows against
 * W = [other terms, X] are sparse, and so is WᵀW. The core vector is [lead | other terms in order | X].
 */
export interface CoreSystem extends LeadRows, RestRows {
  readonly terms: readonly CoreTerm[];
  /** Index of the leading term, the one with the most core columns. */
  readonly lead: number;
  /** Indices of the other terms, in their order in W. */
  readonly rest: readonly number[];
  readonly q1: number;
  readonly d2: number;
  readonly p: number;
  /** XᵀX, p × p. */
  readonly fixedProducts: Float64Array;
  readonly scatterLength: number;
}

/**
 * Forms the cross products of the terms and X and collapses exchangeable levels. Scaling the rows of a class of c twins
 * by 1/√c and summing them is the first column of the rotation, so a block of two classes is √(c·c′) times that of any
 * two of their levels; the other c − 1 directions are kept as counts.
 */
export function coreSystem(designs: readonly TermDesign[], fixed: readonly Float64Array[]): CoreSystem {
  const products = new CrossProducts(designs, fixed);
  const reduced = designs.map((_, t) => reducedTerm(products, t));
  const coreSize = reduced.map((term) => term.first.length * term.size);
  const lead = coreSize.indexOf(Math.max(...coreSize));
  const rest = designs.map((_, t) => t).filter((t) => t !== lead);
  const q1 = coreSize[lead];
  const d2 = rest.reduce((sum, t) => sum + coreSize[t], 0);
  const p = fixed.length;
  const columns = new Map([[lead, 0]]);
  rest.reduce((column, t) => (columns.set(t, column), column + coreSize[t]), q1);
  let offset = 0;
  let scatterOffset = 0;
  const terms = designs.map((_, t) => {
    const term = coreTerm(products, t, reduced[t], { offset, scatterOffset, coreOffset: columns.get(t)! });
    offset += term.levels * term.size;
    scatterOffset += term.groups * term.size * term.size;
    return term;
  });
  return {
    terms,
    lead,
    rest,
    q1,
    d2,
    p,
    scatterLength: scatterOffset,
    ...reduceLeadRows(products, reduced, lead, rest, p),
    ...reduceRestRows(products, reduced, rest, p),
    fixedProducts: gram(fixed),
  };
}

/** The products of the terms that do not lead and X, (d2 + p) × (d2 + p), row-major, symmetric. */
export function denseRest({
  d2,
  p,
  restStart,
  restColumn,
  restValues,
  restFixed,
  fixedProducts,
}: CoreSystem): Float64Array {
  const m = d2 + p;
  const w = new Float64Array(m * m);
  for (let i = 0; i < d2; i++) {
    for (let k = restStart[i]; k < restStart[i + 1]; k++) w[i * m + restColumn[k]] = restValues[k];
    for (let j = 0; j < p; j++) w[i * m + d2 + j] = w[(d2 + j) * m + i] = restFixed[i * p + j];
  }
  for (let i = 0; i < p; i++) for (let j = 0; j < p; j++) w[(d2 + i) * m + d2 + j] = fixedProducts[i * p + j];
  return w;
}

function reducedTerm(products: CrossProducts, t: number): ReducedTerm {
  const { classOf, first } = twinClasses(products, t);
  const classSize = new Float64Array(first.length);
  for (let l = 0; l < classOf.length; l++) classSize[classOf[l]]++;
  return { size: products.sizes[t], classOf, first, classSize, scale: classSize.map(Math.sqrt) };
}

function coreTerm(
  products: CrossProducts,
  t: number,
  { size, classOf, first, classSize }: ReducedTerm,
  offsets: Pick<CoreTerm, "offset" | "coreOffset" | "scatterOffset">,
): CoreTerm {
  const s2 = size * size;
  const own = new Float64Array(first.length * s2);
  for (let c = 0; c < first.length; c++)
    for (let i = 0; i < s2; i++) own[c * s2 + i] = products.diagonals[t][first[c] * s2 + i];
  const distinct = equalBlocks(own, size);
  const groups = distinct.first.length;
  const blocks = new Float64Array(groups * s2);
  for (let g = 0; g < groups; g++) for (let i = 0; i < s2; i++) blocks[g * s2 + i] = own[distinct.first[g] * s2 + i];
  const classesIn = new Float64Array(groups);
  const contrastsIn = new Float64Array(groups);
  for (let c = 0; c < first.length; c++) {
    classesIn[distinct.classOf[c]]++;
    contrastsIn[distinct.classOf[c]] += classSize[c] - 1;
  }
  return {
    size,
    levels: classOf.length,
    classes: first.length,
    classOf,
    classSize,
    groups,
    groupOf: distinct.classOf,
    blocks,
    classesIn,
    contrastsIn,
    ...offsets,
  };
}

function gram(columns: readonly Float64Array[]): Float64Array {
  const p = columns.length;
  const products = new Float64Array(p * p);
  for (let i = 0; i < p; i++) {
    for (let j = 0; j <= i; j++) {
      const x = columns[i];
      const y = columns[j];
      let sum = 0;
      for (let k = 0; k < x.length; k++) sum += x[k] * y[k];
      products[i * p + j] = products[j * p + i] = sum;
    }
  }
  return products;
}
