/** One random-effects term as the cross products see it: row i of Z is `columns[·][i]`, in the columns of level `refs[i]`. */
export interface TermDesign {
  /** Level of each observation, 0…levels−1. */
  readonly refs: Int32Array;
  readonly levels: number;
  /** The S columns of the term, each of length n. */
  readonly columns: readonly Float64Array[];
  /** Factor on every row of a level; 1 when absent. */
  readonly scale?: Float64Array;
}

/**
 * A sparse matrix of dense blocks, by rows of blocks: blocks `start[l]`…`start[l+1]−1` stand in block row l,
 * block k in block column `level[k]` (ascending), its numbers row-major from `values[k·rows·columns]`.
 */
export interface BlockRows {
  readonly start: Int32Array;
  readonly level: Int32Array;
  readonly values: Float64Array;
  readonly rows: number;
  readonly columns: number;
}

/** ZₐᵀZ_b of two terms: only the pairs of levels that occur together are stored. O(n) time, O(pairs) memory. */
export function blockProduct(a: TermDesign, b: TermDesign): BlockRows {
  const order = observationsByLevel(b);
  const start = countPairs(a, b, order);
  const pairs = start[a.levels];
  const rows = a.columns.length;
  const columns = b.columns.length;
  const level = new Int32Array(pairs);
  const values = new Float64Array(pairs * rows * columns);
  const next = start.slice();
  const current = new Int32Array(a.levels).fill(-1);
  for (const i of order) {
    const la = a.refs[i];
    const lb = b.refs[i];
    if (current[la] < 0 || level[current[la]] !== lb) {
      current[la] = next[la]++;
      level[current[la]] = lb;
    }
    const weight = (a.scale ? a.scale[la] : 1) * (b.scale ? b.scale[lb] : 1);
    let at = current[la] * rows * columns;
    for (let r = 0; r < rows; r++) {
      const za = weight * a.columns[r][i];
      for (let c = 0; c < columns; c++) values[at++] += za * b.columns[c][i];
    }
  }
  return { start, level, values, rows, columns };
}

/** The diagonal blocks of ZᵀZ of one term, levels × S × S. */
export function diagonalBlocks(term: TermDesign): Float64Array {
  const s = term.columns.length;
  const blocks = new Float64Array(term.levels * s * s);
  for (let i = 0; i < term.refs.length; i++) {
    const l = term.refs[i];
    const weight = term.scale ? term.scale[l] * term.scale[l] : 1;
    let at = l * s * s;
    for (let r = 0; r < s; r++) {
      const z = weight * term.columns[r][i];
      for (let c = 0; c < s; c++) blocks[at++] += z * term.columns[c][i];
    }
  }
  return blocks;
}

/** ZᵀX of one term: levels × S × p. */
export function crossWithFixed(term: TermDesign, fixed: readonly Float64Array[]): Float64Array {
  const s = term.columns.length;
  const p = fixed.length;
  const cross = new Float64Array(term.levels * s * p);
  for (let i = 0; i < term.refs.length; i++) {
    const l = term.refs[i];
    const weight = term.scale ? term.scale[l] : 1;
    let at = l * s * p;
    for (let r = 0; r < s; r++) {
      const z = weight * term.columns[r][i];
      for (let j = 0; j < p; j++) cross[at++] += z * fixed[j][i];
    }
  }
  return cross;
}

/** The observations sorted by level (a stable counting sort). */
function observationsByLevel(term: TermDesign): Int32Array {
  const position = new Int32Array(term.levels + 1);
  for (const level of term.refs) position[level + 1]++;
  for (let l = 0; l < term.levels; l++) position[l + 1] += position[l];
  const order = new Int32Array(term.refs.length);
  for (let i = 0; i < term.refs.length; i++) order[position[term.refs[i]]++] = i;
  return order;
}

/** Offsets of the block rows of `a`: how many levels of `b` each level of `a` meets, summed up. */
function countPairs(a: TermDesign, b: TermDesign, order: Int32Array): Int32Array {
  const start = new Int32Array(a.levels + 1);
  const last = new Int32Array(a.levels).fill(-1);
  for (const i of order) {
    const la = a.refs[i];
    if (last[la] === b.refs[i]) continue;
    last[la] = b.refs[i];
    start[la + 1]++;
  }
  for (let l = 0; l < a.levels; l++) start[l + 1] += start[l];
  return start;
}
