import { get, set } from "../memory";
import { PackedTriangle, groupAt, solveTile, subtractTileProduct, tileAt } from "./packedTriangle";
import { Team, barrier } from "../team";

/** Row groups eliminated together, so that what they subtract from a later tile is one long product. */
const BLOCK = 32;
/** Column groups updated in one sweep over the rows, so that they stay in the cache. */
const STRIP = 12;

/**
 * Replaces a packed symmetric matrix by its Cholesky factor L: right-looking by blocks (Golub & Van Loan, Matrix
 * Computations, §4.2.9), without fill outside the envelope of each row. A pivot that is not positive leaves a
 * reciprocal that is not a positive number. Every tile is computed by one thread in one order, so the bits do not
 * depend on the team.
 */
export function packedCholesky(l: PackedTriangle, thread: i32, team: Team): void {
  for (let from = 0; from < l.groups; from += BLOCK) {
    const to = min(from + BLOCK, l.groups);
    if (thread == 0) factorBlock(l, from, to);
    barrier(team);
    for (let r = to + thread; r < l.groups; r += team.threads) solveRowGroup(l, r, from, to);
    barrier(team);
    for (let strip = to; strip < l.groups; strip += STRIP) {
      updateStrip(l, from, to, strip, min(strip + STRIP, l.groups), thread, team.threads);
    }
    barrier(team);
  }
}

function factorBlock(l: PackedTriangle, from: i32, to: i32): void {
  for (let r = from; r < to; r++) {
    solveRowGroup(l, r, from, r);
    const start = max(from, groupAt(l.first, r));
    const own = tileAt(l.rows, r, r);
    if (start < r) {
      const left = tileAt(l.rows, r, start);
      subtractTileProduct(own, left, left, r - start);
    }
    factorTile(own, l.reciprocals + ((<usize>r) << 5));
  }
}

/** The tiles from…to−1 of row group r, given the factor's rows there. */
function solveRowGroup(l: PackedTriangle, r: i32, from: i32, to: i32): void {
  const begin = max(from, groupAt(l.first, r));
  for (let c = begin; c < to; c++) {
    const tile = tileAt(l.rows, r, c);
    const start = max(begin, groupAt(l.first, c));
    if (start < c) subtractTileProduct(tile, tileAt(l.rows, r, start), tileAt(l.rows, c, start), c - start);
    solveTile(tile, tileAt(l.rows, c, c), l.reciprocals + ((<usize>c) << 5));
  }
}

/** Subtracts what the columns from…to−1 contribute to a strip of the columns behind them. */
function updateStrip(l: PackedTriangle, from: i32, to: i32, strip: i32, end: i32, thread: i32, threads: i32): void {
  for (let r = strip + thread; r < l.groups; r += threads) {
    const first = groupAt(l.first, r);
    if (first >= to) continue;
    const last = min(end, r + 1);
    for (let c = strip; c < last; c++) {
      const start = max(from, max(first, groupAt(l.first, c)));
      if (start < to) {
        subtractTileProduct(tileAt(l.rows, r, c), tileAt(l.rows, r, start), tileAt(l.rows, c, start), to - start);
      }
    }
  }
}

/** Cholesky factor of a tile; zeros above its diagonal. */
function factorTile(tile: usize, reciprocals: usize): void {
  for (let j = 0; j < 4; j++) {
    let pivot = get(tile, 5 * j);
    for (let k = 0; k < j; k++) pivot -= get(tile, 4 * k + j) * get(tile, 4 * k + j);
    const root = Math.sqrt(pivot);
    const reciprocal = 1 / root;
    set(tile, 5 * j, root);
    set(reciprocals, j, reciprocal);
    for (let i = j + 1; i < 4; i++) {
      let sum = get(tile, 4 * j + i);
      for (let k = 0; k < j; k++) sum -= get(tile, 4 * k + i) * get(tile, 4 * k + j);
      set(tile, 4 * j + i, sum * reciprocal);
    }
    for (let i = 0; i < j; i++) set(tile, 4 * j + i, 0);
  }
}
