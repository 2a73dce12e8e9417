/**
 * One random-effects term as the cross products see it: row i of Z is `columns[·][i]`, in the columns of level
 * `refs[i]`.
 */
export interface TermDesign {
  /** Level of each observation, 0…levels−1. */
  readonly refs: Int32Array;
  readonly levels: number;
  /** The S columns of the term, each of length n. */
  readonly columns: readonly Float64Array[];
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

/** The observations sorted by level (a stable counting sort). */
export function observationsByLevel({ refs, levels }: TermDesign): Int32Array {
  const position = new Int32Array(levels + 1);
  for (let i = 0; i < refs.length; i++) position[refs[i] + 1]++;
  for (let l = 0; l < levels; l++) position[l + 1] += position[l];
  const order = new Int32Array(refs.length);
  for (let i = 0; i < refs.length; i++) order[position[refs[i]]++] = i;
  return order;
}

/**
 * ZₐᵀZ_b of two terms: only the pairs of levels that occur together are stored. O(n) time, O(pairs) memory.
 * @param order the observations by level of `b`
 */
export function blockProduct(a: TermDesign, b: TermDesign, order: Int32Array = observationsByLevel(b)): BlockRows {
  const start = countPairs(a, b, order);
  const rows = a.columns.length;
  const columns = b.columns.length;
  const level = new Int32Array(start[a.levels]);
  const values = new Float64Array(level.length * rows * columns);
  const next = start.slice();
  if (rows === 1 && columns === 1) {
    addScalars({ start, level, values }, next, a, b, order);
    return { start, level, values, rows, columns };
  }
  const { refs } = a;
  for (let k = 0; k < order.length; k++) {
    const i = order[k];
    const la = refs[i];
    const lb = b.refs[i];
    let block = next[la] - 1;
    if (block < start[la] || level[block] !== lb) {
      block = next[la]++;
      level[block] = lb;
    }
    let at = block * rows * columns;
    for (let r = 0; r < rows; r++) {
      const za = a.columns[r][i];
      for (let c = 0; c < columns; c++) values[at++] += za * b.columns[c][i];
    }
  }
  return { start, level, values, rows, columns };
}

/** {@link blockProduct} of terms of one column. @param next ends of the block rows so far */
function addScalars(
  { start, level, values }: Pick<BlockRows, "start" | "level" | "values">,
  next: Int32Array,
  a: TermDesign,
  b: TermDesign,
  order: Int32Array,
): void {
  const [x] = a.columns;
  const [y] = b.columns;
  const outer = a.refs;
  const inner = b.refs;
  for (let k = 0; k < order.length; k++) {
    const i = order[k];
    const la = outer[i];
    const lb = inner[i];
    let block = next[la] - 1;
    if (block < start[la] || level[block] !== lb) {
      block = next[la]++;
      level[block] = lb;
    }
    values[block] += x[i] * y[i];
  }
}

/** Offsets of the block rows of `a`: how many levels of `b` each level of `a` meets, summed up. */
function countPairs({ refs, levels }: TermDesign, { refs: inner }: TermDesign, order: Int32Array): Int32Array {
  const start = new Int32Array(levels + 1);
  const last = new Int32Array(levels).fill(-1);
  for (let k = 0; k < order.length; k++) {
    const i = order[k];
    const la = refs[i];
    const lb = inner[i];
    if (last[la] === lb) continue;
    last[la] = lb;
    start[la + 1]++;
  }
  for (let l = 0; l < levels; l++) start[l + 1] += start[l];
  return start;
}

/** The product of the other order, Z_bᵀZₐ. */
export function transposed({ start, level, values, rows, columns }: BlockRows, levels: number): BlockRows {
  const result = {
    start: new Int32Array(levels + 1),
    level: new Int32Array(level.length),
    values: new Float64Array(values.length),
    rows: columns,
    columns: rows,
  };
  for (let k = 0; k < level.length; k++) result.start[level[k] + 1]++;
  for (let l = 0; l < levels; l++) result.start[l + 1] += result.start[l];
  const next = result.start.slice();
  const size = rows * columns;
  for (let l = 0; l + 1 < start.length; l++) {
    for (let k = start[l]; k < start[l + 1]; k++) {
      const to = next[level[k]]++;
      result.level[to] = l;
      if (size === 1) result.values[to] = values[k];
      else
        for (let r = 0; r < rows; r++)
          for (let c = 0; c < columns; c++)
            result.values[to * size + c * rows + r] = values[k * size + r * columns + c];
    }
  }
  return result;
}

/** The diagonal blocks of ZᵀZ of one term, levels × S × S. */
export function diagonalBlocks({ refs, levels, columns }: TermDesign): Float64Array {
  const s = columns.length;
  const blocks = new Float64Array(levels * s * s);
  for (let r = 0; r < s; r++) {
    for (let c = 0; c <= r; c++) addProducts(blocks, s * s, r * s + c, refs, columns[r], columns[c]);
  }
  for (let l = 0; l < levels; l++) {
    const at = l * s * s;
    for (let r = 0; r < s; r++) for (let c = 0; c < r; c++) blocks[at + c * s + r] = blocks[at + r * s + c];
  }
  return blocks;
}

/** ZᵀX of one term: levels × S × p. */
export function crossWithFixed({ refs, levels, columns }: TermDesign, fixed: readonly Float64Array[]): Float64Array {
  const s = columns.length;
  const p = fixed.length;
  const cross = new Float64Array(levels * s * p);
  for (let r = 0; r < s; r++) {
    for (let j = 0; j < p; j++) addProducts(cross, s * p, r * p + j, refs, columns[r], fixed[j]);
  }
  return cross;
}

/** out[refs[i]·stride + offset] += x[i]·y[i] for all observations. */
function addProducts(
  out: Float64Array,
  stride: number,
  offset: number,
  refs: Int32Array,
  x: Float64Array,
  y: Float64Array,
): void {
  for (let i = 0; i < refs.length; i++) out[refs[i] * stride + offset] += x[i] * y[i];
}
