import { set } from "../memory";
import { PackedTriangle, PackedUpper, TILE, groupAt, solveTile, subtractTileProduct, tileAt } from "./packedTriangle";
import { Team, barrier } from "../team";

const BLOCK = 32;
const STRIP = 16;

/**
 * U = L⁻ᵀ of the pivots of a packed Cholesky factor: the rows of the identity through the forward substitution
 * X·Lᵀ = I that also makes the rows of L, so that the same tiles serve. Row group c reaches to last[c], beyond which
 * L⁻ᵀ has zeros only.
 */
export function packedInverse(l: PackedTriangle, u: PackedUpper, thread: i32, team: Team): void {
  for (let c = thread; c < u.groups; c += team.threads) identityRows(u, c);
  for (let from = 0; from < u.groups; from += BLOCK) {
    const to = min(from + BLOCK, u.groups);
    for (let c = thread; c < to; c += team.threads) solveColumns(l, u, c, from, to);
    for (let strip = to; strip < u.groups; strip += STRIP) {
      const end = min(strip + STRIP, u.groups);
      for (let c = thread; c < to; c += team.threads) updateColumns(l, u, c, from, to, strip, end);
    }
  }
  barrier(team);
}

function identityRows(u: PackedUpper, c: i32): void {
  const own = tileAt(u.rows, c, c);
  memory.fill(own, 0, (<usize>(groupAt(u.last, c) - c)) * TILE);
  for (let i = 0; i < 4; i++) set(own, 5 * i, 1);
}

function solveColumns(l: PackedTriangle, u: PackedUpper, c: i32, from: i32, to: i32): void {
  const begin = max(c, from);
  const end = min(to, groupAt(u.last, c));
  for (let j = begin; j < end; j++) {
    const tile = tileAt(u.rows, c, j);
    const start = max(begin, groupAt(l.first, j));
    if (start < j) subtractTileProduct(tile, tileAt(u.rows, c, start), tileAt(l.rows, j, start), j - start);
    solveTile(tile, tileAt(l.rows, j, j), l.reciprocals + ((<usize>j) << 5));
  }
}

function updateColumns(l: PackedTriangle, u: PackedUpper, c: i32, from: i32, to: i32, strip: i32, end: i32): void {
  const begin = max(c, from);
  const last = min(end, groupAt(u.last, c));
  for (let j = strip; j < last; j++) {
    const start = max(begin, groupAt(l.first, j));
    if (start < to) {
      subtractTileProduct(tileAt(u.rows, c, j), tileAt(u.rows, c, start), tileAt(l.rows, j, start), to - start);
    }
  }
}
