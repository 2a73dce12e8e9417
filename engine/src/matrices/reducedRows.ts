import type { BlockRows } from "./blockProduct";
import type { CrossProducts } from "./crossProducts";
import type { EqualRows } from "./equalRows";

/** A term's classes of twins, which the first level of each stands for. */
export interface ReducedTerm extends EqualRows {
  readonly size: number;
  readonly classSize: Float64Array;
  /** Square root of the size of each class. */
  readonly scale: Float64Array;
}

/** The sparse rows of the leading term against W = [other terms, X]. */
export interface LeadRows {
  /**
   * Entries `leadStart[c]`…`leadStart[c+1]−1` of class c: column `leadColumn[k]` of W, ascending, numbers from
   * `leadValues[k·S]`. The last p are those of X.
   */
  readonly leadStart: Int32Array;
  readonly leadColumn: Int32Array;
  readonly leadValues: Float64Array;
}

/** The sparse rows of the other terms against each other, and their products with X. */
export interface RestRows {
  /**
   * The products of the other terms, symmetric: row j has `restValues[k]` in column `restColumn[k]` (ascending), k =
   * `restStart[j]`…`restStart[j+1]−1`.
   */
  readonly restStart: Int32Array;
  readonly restColumn: Int32Array;
  readonly restValues: Float64Array;
  /** The products of the other terms with X, d2 × p. */
  readonly restFixed: Float64Array;
}

/** The rows of the leading classes against the other terms and X, by scalar columns. */
export function reduceLeadRows(
  products: CrossProducts,
  reduced: readonly ReducedTerm[],
  lead: number,
  rest: readonly number[],
  p: number,
): LeadRows {
  const { size: s, first, scale } = reduced[lead];
  const blocks = rest.map((u) => products.between(lead, u));
  const withFixed = products.withFixed[lead];
  const leadStart = new Int32Array(first.length + 1);
  for (let c = 0; c < first.length; c++) {
    leadStart[c + 1] = leadStart[c] + p;
    blocks.forEach((block, i) => (leadStart[c + 1] += block.columns * countKept(block, first[c], reduced[rest[i]])));
  }
  const leadColumn = new Int32Array(leadStart[first.length]);
  const leadValues = new Float64Array(leadColumn.length * s);
  for (let c = 0, k = 0; c < first.length; c++) {
    let column = 0;
    for (let u = 0; u < rest.length; u++) {
      const other = reduced[rest[u]];
      const { start, level, values, columns } = blocks[u];
      for (let b = start[first[c]]; b < start[first[c] + 1]; b++) {
        const own = other.classOf[level[b]];
        if (other.first[own] !== level[b]) continue;
        const factor = scale[c] * other.scale[own];
        for (let j = 0; j < columns; j++, k++) {
          leadColumn[k] = column + own * columns + j;
          for (let r = 0; r < s; r++) leadValues[k * s + r] = factor * values[(b * s + r) * columns + j];
        }
      }
      column += other.first.length * columns;
    }
    for (let j = 0; j < p; j++, k++) {
      leadColumn[k] = column + j;
      for (let r = 0; r < s; r++) leadValues[k * s + r] = scale[c] * withFixed[(first[c] * s + r) * p + j];
    }
  }
  return { leadStart, leadColumn, leadValues };
}

/** The symmetric products of the terms that do not lead, by scalar rows, and theirs with X. */
export function reduceRestRows(
  products: CrossProducts,
  reduced: readonly ReducedTerm[],
  rest: readonly number[],
  p: number,
): RestRows {
  const places: Place[] = [];
  const d2 = rest.reduce(
    (column, t) => (places.push({ ...reduced[t], column }), column + reduced[t].first.length * reduced[t].size),
    0,
  );
  const restStart = new Int32Array(d2 + 1);
  const restFixed = new Float64Array(d2 * p);
  const rows = places.map((own, i) =>
    places.map((_, j) => (i === j ? diagonalOf(products, rest[i], own) : products.between(rest[i], rest[j]))),
  );
  places.forEach(({ first, size, column }, i) => {
    for (let c = 0; c < first.length; c++) {
      const count = rows[i].reduce((sum, block, j) => sum + block.columns * countKept(block, first[c], places[j]), 0);
      for (let r = 0; r < size; r++) restStart[column + c * size + r + 1] = restStart[column + c * size + r] + count;
    }
  });
  const restColumn = new Int32Array(restStart[d2]);
  const restValues = new Float64Array(restStart[d2]);
  places.forEach(({ first, size, column, scale }, i) => {
    const withFixed = products.withFixed[rest[i]];
    for (let c = 0; c < first.length; c++) {
      for (let r = 0; r < size; r++) {
        const row = column + c * size + r;
        let k = restStart[row];
        for (let j = 0; j < places.length; j++)
          k = appendRow(restColumn, restValues, k, rows[i][j], first[c], r, i === j ? 0 : scale[c], places[j]);
        for (let j = 0; j < p; j++) restFixed[row * p + j] = scale[c] * withFixed[(first[c] * size + r) * p + j];
      }
    }
  });
  return { restStart, restColumn, restValues, restFixed };
}

/** A term that does not lead and the first of its columns among those. */
interface Place extends ReducedTerm {
  readonly column: number;
}

/** The products of a term with itself, which are diagonal blocks, as rows like those of two terms. */
function diagonalOf({ diagonals, levels }: CrossProducts, t: number, { size }: ReducedTerm): BlockRows {
  const start = Int32Array.from({ length: levels[t] + 1 }, (_, l) => l);
  return { start, level: start, values: diagonals[t], rows: size, columns: size };
}

/**
 * Appends scalar row r of block row `row` from entry k on; returns the entry behind it.
 * @param scale √(class size) of the row; 0 for a diagonal block, which is the same for every twin
 */
function appendRow(
  column: Int32Array,
  values: Float64Array,
  k: number,
  block: BlockRows,
  row: number,
  r: number,
  scale: number,
  other: Place,
): number {
  for (let b = block.start[row]; b < block.start[row + 1]; b++) {
    const theirs = other.classOf[block.level[b]];
    if (other.first[theirs] !== block.level[b]) continue;
    const factor = scale === 0 ? 1 : scale * other.scale[theirs];
    for (let a = 0; a < block.columns; a++, k++) {
      column[k] = other.column + theirs * block.columns + a;
      values[k] = factor * block.values[(b * block.rows + r) * block.columns + a];
    }
  }
  return k;
}

/** How many blocks of a row belong to levels that stand for their class. */
function countKept({ start, level }: BlockRows, row: number, { classOf, first }: ReducedTerm): number {
  let count = 0;
  for (let b = start[row]; b < start[row + 1]; b++) if (first[classOf[level[b]]] === level[b]) count++;
  return count;
}
