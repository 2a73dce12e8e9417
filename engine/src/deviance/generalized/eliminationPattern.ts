import type { TermDesign } from "../../matrices/blockProduct";

/** Columns that are left when they all have this part of the others for neighbours are eliminated as a dense matrix. */
const DENSE = 0.5;

/**
 * Where the Cholesky factor L of I + ΛᵀZᵀWZΛ has numbers, whatever W is; all in the order of elimination.
 *
 * Column j of L holds its diagonal element at `start[j]`, then the rows below it, ascending. From column `dense` on
 * every row below the diagonal is there. Rows of the others follow upon each other from the place `run` on, and so do
 * then the pairs of these with any row in its own column. For all others `pair` lists, column after column, the places
 * in L of the pairs of rows below the diagonal (the first one with itself and those below it, then the next), and of
 * those that follow upon each other the first, so that neither factorization nor inverse searches for them.
 */
export interface EliminationPattern {
  /** q, the number of random effects. */
  readonly order: number;
  /** The place in the order of elimination of every random effect: term after term, level after level. */
  readonly place: Int32Array;
  readonly start: Int32Array;
  /** Row of every number of L. */
  readonly row: Int32Array;
  readonly pair: Int32Array;
  /** By sparse column; at last the length of `pair`. */
  readonly run: Int32Array;
  readonly dense: number;
}

/**
 * The pattern by minimum degree (Tinney & Walker, Proc. IEEE 55, 1967), ties by the lowest number: crossed factors end
 * in a dense block, nested ones make trees.
 */
export function eliminationPattern(terms: readonly TermDesign[]): EliminationPattern {
  const firsts: number[] = [];
  const q = terms.reduce((sum, { levels, columns }) => (firsts.push(sum), sum + levels * columns.length), 0);
  const near = neighbours(terms, firsts, q);
  const place = new Int32Array(q);
  const columns: number[][] = [];
  const queue = new DegreeQueue(near);
  // Vertices that are all neighbours of each other already, after the last elimination that made them so.
  let clique: ReadonlySet<number> = new Set();
  for (let k = 0; k < q; k++) {
    const vertex = queue.first();
    const own = near[vertex];
    if (own.size > 0 && own.size >= DENSE * (q - k - 1)) break;
    place[vertex] = k;
    const left = [...own];
    columns.push(left);
    queue.remove(vertex);
    for (const one of left) {
      queue.remove(one);
      near[one].delete(vertex);
    }
    if (!left.every((one) => clique.has(one))) {
      for (let i = 0; i < left.length; i++) {
        const set = near[left[i]];
        for (let j = 0; j < left.length; j++) if (i !== j) set.add(left[j]);
      }
      clique = own;
    }
    for (const one of left) queue.add(one);
  }
  const dense = columns.length;
  queue.rest().forEach((vertex, i) => (place[vertex] = dense + i));
  return numbered(q, place, columns, dense);
}

/** The random effects that occur in a row together with each one. */
function neighbours(terms: readonly TermDesign[], firsts: readonly number[], q: number): Set<number>[] {
  const near = Array.from({ length: q }, () => new Set<number>());
  terms.forEach((one, t) => {
    const s = one.columns.length;
    for (let level = 0; level < one.levels; level++)
      for (let a = 0; a < s; a++)
        for (let b = 0; b < s; b++) if (a !== b) near[firsts[t] + level * s + a].add(firsts[t] + level * s + b);
    for (let u = 0; u < t; u++) {
      const other = terms[u];
      const size = other.columns.length;
      for (let i = 0; i < one.refs.length; i++) {
        const at = firsts[t] + one.refs[i] * s;
        const with_ = firsts[u] + other.refs[i] * size;
        if (near[at].has(with_)) continue;
        for (let a = 0; a < s; a++) {
          for (let b = 0; b < size; b++) {
            near[at + a].add(with_ + b);
            near[with_ + b].add(at + a);
          }
        }
      }
    }
  });
  return near;
}

/** Vertices by the number of their neighbours. */
class DegreeQueue {
  private readonly buckets: Set<number>[] = [];
  private lowest = 0;

  constructor(private readonly near: readonly ReadonlySet<number>[]) {
    near.forEach((_, vertex) => this.add(vertex));
  }

  add(vertex: number): void {
    const degree = this.near[vertex].size;
    (this.buckets[degree] ??= new Set()).add(vertex);
    if (degree < this.lowest) this.lowest = degree;
  }

  remove(vertex: number): void {
    this.buckets[this.near[vertex].size].delete(vertex);
  }

  first(): number {
    while (!this.buckets[this.lowest]?.size) this.lowest++;
    return this.buckets[this.lowest].values().next().value!;
  }

  rest(): number[] {
    return this.buckets.flatMap((bucket) => [...bucket]).sort((a, b) => a - b);
  }
}

function numbered(
  q: number,
  place: Int32Array,
  columns: readonly (readonly number[])[],
  dense: number,
): EliminationPattern {
  const start = new Int32Array(q + 1);
  for (let j = 0; j < q; j++) start[j + 1] = start[j] + (j < dense ? 1 + columns[j].length : q - j);
  const row = new Int32Array(start[q]);
  const run = new Int32Array(dense + 1);
  let pairs = 0;
  for (let j = 0; j < q; j++) {
    row[start[j]] = j;
    if (j >= dense) {
      for (let i = j + 1; i < q; i++) row[start[j] + i - j] = i;
      continue;
    }
    const below = Int32Array.from(columns[j], (vertex) => place[vertex]).sort();
    const { length } = below;
    row.set(below, start[j] + 1);
    let first = Math.max(0, length - 1);
    while (first > 0 && below[first - 1] === below[first] - 1) first--;
    run[j] = start[j] + 1 + first;
    pairs += (first * (first + 1)) / 2 + length;
  }
  run[dense] = pairs;
  const pair = new Int32Array(pairs);
  let k = 0;
  for (let j = 0; j < dense; j++) {
    for (let a = start[j] + 1; a < start[j + 1]; a++) {
      const column = row[a];
      let at = start[column];
      for (let b = a; b <= Math.max(a, run[j]); b++) {
        if (column >= dense) at = start[column] + row[b] - column;
        else while (row[at] !== row[b]) at++;
        pair[k++] = at;
      }
    }
  }
  return { order: q, place, start, row, pair, run, dense };
}

/** The place in L of the element of two columns. */
export function placeInFactor({ start, row, dense }: EliminationPattern, one: number, other: number): number {
  const i = Math.max(one, other);
  const j = Math.min(one, other);
  if (j >= dense) return start[j] + i - j;
  let low = start[j];
  let high = start[j + 1] - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (row[middle] < i) low = middle + 1;
    else high = middle;
  }
  return low;
}
