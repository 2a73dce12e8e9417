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
 * The pattern by minimum degree (Tinney & Walker, Proc. IEEE 55, 1967), ties by who has had the degree for longer:
 * crossed factors end in a dense block, nested ones make trees.
 */
export function eliminationPattern(terms: readonly TermDesign[]): EliminationPattern {
  const graph = eliminationGraph(terms);
  const q = graph.order;
  const place = new Int32Array(q).fill(-1);
  const queue = new DegreeQueue(graph.degree);
  const below = new GrowingInts(q);
  const start = new Int32Array(q + 1);
  // In which step a vertex was last among vertices that are all neighbours of each other since.
  const inClique = new Int32Array(q).fill(-1);
  let clique = 0;
  let dense = q;
  for (let k = 0; k < q; k++) {
    const vertex = queue.first();
    const degree = graph.degree[vertex];
    if (degree > 0 && degree >= DENSE * (q - k - 1)) {
      dense = k;
      break;
    }
    place[vertex] = k;
    const first = below.length;
    graph.neighbours(vertex, place, below);
    start[k + 1] = below.length;
    queue.remove(vertex);
    let areNeighbours = true;
    for (let a = first; a < below.length; a++) {
      const one = below.array[a];
      queue.remove(one);
      graph.degree[one]--;
      areNeighbours &&= inClique[one] === clique;
    }
    if (!areNeighbours) {
      clique = k + 1;
      for (let a = first; a < below.length; a++) {
        inClique[below.array[a]] = clique;
        for (let b = a + 1; b < below.length; b++) graph.connect(below.array[a], below.array[b]);
      }
    }
    for (let a = first; a < below.length; a++) queue.add(below.array[a]);
  }
  for (let vertex = 0, last = dense; vertex < q; vertex++) if (place[vertex] < 0) place[vertex] = last++;
  return numbered(q, place, below.array, start, dense);
}

/** The random effects that occur in a row together with each one. */
function eliminationGraph(terms: readonly TermDesign[]): EliminationGraph {
  const firsts: number[] = [];
  const q = terms.reduce((sum, { levels, columns }) => (firsts.push(sum), sum + levels * columns.length), 0);
  const graph = new EliminationGraph(q);
  terms.forEach((one, t) => {
    const s = one.columns.length;
    for (let level = 0, at = firsts[t]; level < one.levels; level++, at += s)
      for (let a = 0; a < s; a++) for (let b = a + 1; b < s; b++) graph.connect(at + a, at + b);
    for (let u = 0; u < t; u++) {
      const other = terms[u];
      const size = other.columns.length;
      for (let i = 0; i < one.refs.length; i++) {
        const at = firsts[t] + one.refs[i] * s;
        const beside = firsts[u] + other.refs[i] * size;
        if (!graph.connect(at, beside)) continue;
        for (let a = 0; a < s; a++) for (let b = 0; b < size; b++) graph.connect(at + a, beside + b);
      }
    }
  });
  return graph;
}

/** Integers of which nobody knows how many there will be. */
class GrowingInts {
  length = 0;
  array: Int32Array;

  constructor(room: number) {
    this.array = new Int32Array(Math.max(16, room));
  }

  push(value: number): void {
    if (this.length === this.array.length) {
      const larger = new Int32Array(2 * this.length);
      larger.set(this.array);
      this.array = larger;
    }
    this.array[this.length++] = value;
  }
}

/** A graph in which vertices are connected but never parted; the neighbours of each as they came. */
class EliminationGraph {
  /** How many neighbours are not eliminated: whoever eliminates one counts it out. */
  readonly degree: Int32Array;
  private readonly firstOf: Int32Array;
  private readonly lastOf: Int32Array;
  /** The neighbours, and for each the next one of the same vertex. */
  private readonly vertices: GrowingInts;
  private readonly nexts: GrowingInts;
  /** The pairs that are connected, larger·order + smaller, by open addressing; −1 where there is none. */
  private table: Float64Array;
  private pairs = 0;

  constructor(readonly order: number) {
    this.degree = new Int32Array(order);
    this.firstOf = new Int32Array(order).fill(-1);
    this.lastOf = new Int32Array(order).fill(-1);
    this.vertices = new GrowingInts(2 * order);
    this.nexts = new GrowingInts(2 * order);
    this.table = new Float64Array(64).fill(-1);
  }

  /** False where the vertices are connected already. */
  connect(one: number, other: number): boolean {
    const pair = Math.max(one, other) * this.order + Math.min(one, other);
    const at = this.find(pair);
    if (this.table[at] === pair) return false;
    this.table[at] = pair;
    if (2 * ++this.pairs > this.table.length) this.enlarge();
    this.append(one, other);
    this.append(other, one);
    return true;
  }

  /** Adds the neighbours of a vertex that have no place yet to a list. */
  neighbours(vertex: number, place: Int32Array, list: GrowingInts): void {
    for (let at = this.firstOf[vertex]; at >= 0; at = this.nexts.array[at])
      if (place[this.vertices.array[at]] < 0) list.push(this.vertices.array[at]);
  }

  private append(vertex: number, neighbour: number): void {
    const { vertices, nexts, firstOf, lastOf } = this;
    const at = vertices.length;
    vertices.push(neighbour);
    nexts.push(-1);
    if (firstOf[vertex] < 0) firstOf[vertex] = at;
    else nexts.array[lastOf[vertex]] = at;
    lastOf[vertex] = at;
    this.degree[vertex]++;
  }

  /** Where a pair stands, or may be put. */
  private find(pair: number): number {
    const { table } = this;
    const mask = table.length - 1;
    let at = (Math.imul(pair | 0, 0x9e3779b1) ^ Math.imul((pair / 65536) | 0, 0x85ebca6b)) >>> 7;
    for (at &= mask; table[at] >= 0 && table[at] !== pair; ) at = (at + 1) & mask;
    return at;
  }

  private enlarge(): void {
    const before = this.table;
    this.table = new Float64Array(4 * before.length).fill(-1);
    for (const pair of before) if (pair >= 0) this.table[this.find(pair)] = pair;
  }
}

/** Vertices by the number of their neighbours, in the order in which they got it. */
class DegreeQueue {
  /** By degree the first and the last vertex, by vertex the one before and the one after it; −1 where none. */
  private readonly firstOf: Int32Array;
  private readonly lastOf: Int32Array;
  private readonly before: Int32Array;
  private readonly after: Int32Array;
  private lowest = 0;

  constructor(private readonly degree: Int32Array) {
    const q = degree.length;
    this.firstOf = new Int32Array(q).fill(-1);
    this.lastOf = new Int32Array(q).fill(-1);
    this.before = new Int32Array(q);
    this.after = new Int32Array(q);
    for (let vertex = 0; vertex < q; vertex++) this.add(vertex);
  }

  add(vertex: number): void {
    const { firstOf, lastOf, before, after } = this;
    const degree = this.degree[vertex];
    const last = lastOf[degree];
    before[vertex] = last;
    after[vertex] = -1;
    if (last < 0) firstOf[degree] = vertex;
    else after[last] = vertex;
    lastOf[degree] = vertex;
    if (degree < this.lowest) this.lowest = degree;
  }

  remove(vertex: number): void {
    const { firstOf, lastOf, before, after } = this;
    const degree = this.degree[vertex];
    if (before[vertex] < 0) firstOf[degree] = after[vertex];
    else after[before[vertex]] = after[vertex];
    if (after[vertex] < 0) lastOf[degree] = before[vertex];
    else before[after[vertex]] = before[vertex];
  }

  first(): number {
    while (this.firstOf[this.lowest] < 0) this.lowest++;
    return this.firstOf[this.lowest];
  }
}

/**
 * @param vertices those that are left below each sparse column, which begin at `firsts`
 */
function numbered(
  q: number,
  place: Int32Array,
  vertices: Int32Array,
  firsts: Int32Array,
  dense: number,
): EliminationPattern {
  const start = new Int32Array(q + 1);
  for (let j = 0; j < q; j++) start[j + 1] = start[j] + (j < dense ? 1 + firsts[j + 1] - firsts[j] : q - j);
  const row = new Int32Array(start[q]);
  const run = new Int32Array(dense + 1);
  let pairs = 0;
  for (let j = 0; j < q; j++) {
    const from = start[j];
    row[from] = j;
    if (j >= dense) {
      for (let i = j + 1; i < q; i++) row[from + i - j] = i;
      continue;
    }
    const length = firsts[j + 1] - firsts[j];
    for (let a = 0; a < length; a++) row[from + 1 + a] = place[vertices[firsts[j] + a]];
    sort(row, from + 1, start[j + 1]);
    let first = Math.max(0, length - 1);
    while (first > 0 && row[from + first] === row[from + first + 1] - 1) first--;
    run[j] = from + 1 + first;
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

/** So many numbers are sorted by insertion. */
const FEW = 16;

function sort(array: Int32Array, from: number, to: number): void {
  if (to - from > FEW) {
    array.subarray(from, to).sort();
    return;
  }
  for (let i = from + 1; i < to; i++) {
    const value = array[i];
    let at = i;
    for (; at > from && array[at - 1] > value; at--) array[at] = array[at - 1];
    array[at] = value;
  }
}

/** The place in L of the element of two columns. */
export function placeInFactor({ start, row, dense }: EliminationPattern, one: number, other: number): number {
  if (one === other) return start[one];
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
