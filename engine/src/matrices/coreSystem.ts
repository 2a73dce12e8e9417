import { type TermDesign, blockProduct, crossWithFixed, diagonalBlocks } from "./blockProduct";
import { twinClasses } from "./twins";

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
 * W = [other terms, X] are sparse. The core vector is [lead | other terms in order | X].
 */
export interface CoreSystem {
  readonly terms: readonly CoreTerm[];
  /** Index of the leading term, the one with the most core columns. */
  readonly lead: number;
  /** Indices of the other terms, in their order in W. */
  readonly rest: readonly number[];
  readonly q1: number;
  readonly d2: number;
  readonly p: number;
  /** Entries `leadStart[c]`…`leadStart[c+1]−1` of class c: column `leadColumn[k]` of W, numbers from `leadValues[k·S]`. */
  readonly leadStart: Int32Array;
  readonly leadColumn: Int32Array;
  readonly leadValues: Float64Array;
  /** WᵀW, (d2 + p)², row-major, symmetric. */
  readonly w: Float64Array;
  readonly scatterLength: number;
}

/**
 * Forms the cross products of the terms and X and collapses exchangeable levels. Scaling the rows of a class of c twins
 * by 1/√c and summing them is the first column of the rotation; the other c − 1 directions are kept as counts.
 */
export function coreSystem(designs: readonly TermDesign[], fixed: readonly Float64Array[]): CoreSystem {
  const classes = twinClasses(designs, fixed);
  const reduced: TermDesign[] = designs.map((design, t) => ({
    refs: design.refs.map((level) => classes[t].classOf[level]),
    levels: classes[t].sizes.length,
    columns: design.columns,
    scale: classes[t].sizes.map((size) => 1 / Math.sqrt(size)),
  }));
  const coreSize = reduced.map((design) => design.levels * design.columns.length);
  const lead = coreSize.indexOf(Math.max(...coreSize));
  const rest = designs.map((_, t) => t).filter((t) => t !== lead);
  const q1 = coreSize[lead];
  const d2 = rest.reduce((sum, t) => sum + coreSize[t], 0);
  const columnOf = new Map<number, number>();
  rest.reduce((column, t) => (columnOf.set(t, column), column + coreSize[t]), 0);

  let offset = 0;
  let scatterLength = 0;
  const terms = designs.map((design, t): CoreTerm => {
    const size = design.columns.length;
    const { groupOf, blocks } = distinctBlocks(diagonalBlocks(reduced[t]), size);
    const groups = blocks.length / (size * size);
    const classesIn = new Float64Array(groups);
    const contrastsIn = new Float64Array(groups);
    groupOf.forEach((group, index) => {
      classesIn[group]++;
      contrastsIn[group] += classes[t].sizes[index] - 1;
    });
    const coreOffset = t === lead ? 0 : q1 + columnOf.get(t)!;
    const term = { size, levels: design.levels, classes: reduced[t].levels, classOf: classes[t].classOf, classSize: classes[t].sizes,
      groups, groupOf, blocks, classesIn, contrastsIn, offset, coreOffset, scatterOffset: scatterLength };
    offset += design.levels * size;
    scatterLength += groups * size * size;
    return term;
  });
  return { terms, lead, rest, q1, d2, p: fixed.length, scatterLength,
    ...leadRows(reduced[lead], rest.map((t) => reduced[t]), fixed), w: restProduct(rest.map((t) => reduced[t]), fixed, d2) };
}

/** Groups equal diagonal blocks (equal to 41 bits, as twins are). */
function distinctBlocks(all: Float64Array, s: number): { groupOf: Int32Array; blocks: Float64Array } {
  const seen = new Map<string, number>();
  const kept: number[] = [];
  const groupOf = new Int32Array(all.length / (s * s));
  for (let l = 0; l < groupOf.length; l++) {
    const block = all.subarray(l * s * s, (l + 1) * s * s);
    const key = Array.from(block, (value) => value.toPrecision(12)).join();
    const group = seen.get(key) ?? seen.set(key, seen.size).get(key)!;
    if (group * s * s === kept.length) kept.push(...block);
    groupOf[l] = group;
  }
  return { groupOf, blocks: Float64Array.from(kept) };
}

/** The sparse rows of the leading term against [other terms, X], by scalar columns. */
function leadRows(lead: TermDesign, rest: readonly TermDesign[], fixed: readonly Float64Array[]): Pick<CoreSystem, "leadStart" | "leadColumn" | "leadValues"> {
  const s = lead.columns.length;
  const p = fixed.length;
  const products = rest.map((term) => blockProduct(lead, term));
  const cross = crossWithFixed(lead, fixed);
  const leadStart = new Int32Array(lead.levels + 1);
  for (let l = 0; l < lead.levels; l++) {
    const entries = products.reduce((sum, b) => sum + (b.start[l + 1] - b.start[l]) * b.columns, p);
    leadStart[l + 1] = leadStart[l] + entries;
  }
  const leadColumn = new Int32Array(leadStart[lead.levels]);
  const leadValues = new Float64Array(leadStart[lead.levels] * s);
  let k = 0;
  for (let l = 0; l < lead.levels; l++) {
    let first = 0;
    products.forEach((product, index) => {
      for (let b = product.start[l]; b < product.start[l + 1]; b++) {
        for (let c = 0; c < product.columns; c++, k++) {
          leadColumn[k] = first + product.level[b] * product.columns + c;
          for (let r = 0; r < s; r++) leadValues[k * s + r] = product.values[(b * s + r) * product.columns + c];
        }
      }
      first += rest[index].levels * rest[index].columns.length;
    });
    for (let j = 0; j < p; j++, k++) {
      leadColumn[k] = first + j;
      for (let r = 0; r < s; r++) leadValues[k * s + r] = cross[(l * s + r) * p + j];
    }
  }
  return { leadStart, leadColumn, leadValues };
}

/** WᵀW of the terms that do not lead and X, (d2 + p)², row-major, symmetric. */
export function denseRest(system: CoreSystem): Float64Array {
  return system.w;
}

/** WᵀW of the terms that do not lead and X. */
function restProduct(rest: readonly TermDesign[], fixed: readonly Float64Array[], d2: number): Float64Array {
  const p = fixed.length;
  const m = d2 + p;
  const w = new Float64Array(m * m);
  const firsts: number[] = [];
  rest.reduce((first, term) => (firsts.push(first), first + term.levels * term.columns.length), 0);
  rest.forEach((a, i) => {
    const s = a.columns.length;
    const own = diagonalBlocks(a);
    const cross = crossWithFixed(a, fixed);
    for (let l = 0; l < a.levels; l++) {
      for (let r = 0; r < s; r++) {
        const row = firsts[i] + l * s + r;
        for (let c = 0; c < s; c++) w[row * m + firsts[i] + l * s + c] = own[(l * s + r) * s + c];
        for (let j = 0; j < p; j++) w[row * m + d2 + j] = w[(d2 + j) * m + row] = cross[(l * s + r) * p + j];
      }
    }
    for (let j = i + 1; j < rest.length; j++) {
      const product = blockProduct(a, rest[j]);
      for (let l = 0; l < a.levels; l++) {
        for (let b = product.start[l]; b < product.start[l + 1]; b++) {
          for (let r = 0; r < s; r++) {
            for (let c = 0; c < product.columns; c++) {
              const row = firsts[i] + l * s + r;
              const column = firsts[j] + product.level[b] * product.columns + c;
              w[row * m + column] = w[column * m + row] = product.values[(b * s + r) * product.columns + c];
            }
          }
        }
      }
    }
  });
  for (let i = 0; i < p; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < fixed[i].length; k++) sum += fixed[i][k] * fixed[j][k];
      w[(d2 + i) * m + d2 + j] = w[(d2 + j) * m + d2 + i] = sum;
    }
  }
  return w;
}
