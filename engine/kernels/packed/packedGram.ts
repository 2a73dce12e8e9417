import { PackedUpper, TILE, groupAt, subtractTileProduct, tileAt } from "./packedTriangle";
import { Team, barrier } from "../team";

/** Row groups that a thread multiplies at a time. */
export const GRAM_ROWS = 8;
/** Column groups that they run along at a time, so that these rows stay in the cache. */
const DEPTH = 24;

/**
 * U ← UUᵀ in place, its upper half (so S⁻¹ from U = L⁻ᵀ): row (i, j) sums over the columns from j on. Of column group j
 * the row groups from first[j] on are formed, others become 0. Rows are taken from the top, eight groups a thread, into
 * `scratch` (GRAM_ROWS·groups tiles a thread): no row needs one above it, and the barriers keep a row whole until all
 * who need it have read it.
 */
export function packedGram(u: PackedUpper, scratch: usize, thread: i32, team: Team): void {
  const own = scratch + <usize>(thread * GRAM_ROWS * u.groups) * TILE;
  for (let round = 0; round < u.groups; round += GRAM_ROWS * team.threads) {
    const from = min(round + thread * GRAM_ROWS, u.groups);
    const to = min(from + GRAM_ROWS, u.groups);
    multiplyRows(u, own, from, to);
    barrier(team);
    for (let c = from; c < to; c++) {
      storeNegated(tileAt(u.rows, c, c), own + <usize>((c - from) * u.groups + c) * TILE, groupAt(u.last, c) - c);
    }
    barrier(team);
  }
}

function multiplyRows(u: PackedUpper, out: usize, from: i32, to: i32): void {
  let end = from;
  for (let c = from; c < to; c++) {
    const last = groupAt(u.last, c);
    end = max(end, last);
    memory.fill(out + <usize>((c - from) * u.groups + c) * TILE, 0, (<usize>(last - c)) * TILE);
  }
  for (let k = from; k < end; k += DEPTH) {
    const stop = min(k + DEPTH, end);
    for (let j = from; j < stop; j++) {
      const start = max(k, j);
      const lastOfColumn = min(stop, groupAt(u.last, j));
      const rows = min(to, j + 1);
      for (let c = max(from, groupAt(u.first, j)); c < rows; c++) {
        const last = min(lastOfColumn, groupAt(u.last, c));
        if (start >= last) continue;
        const tile = out + <usize>((c - from) * u.groups + j) * TILE;
        subtractTileProduct(tile, tileAt(u.rows, c, start), tileAt(u.rows, j, start), last - start);
      }
    }
  }
}

function storeNegated(to: usize, from: usize, tiles: i32): void {
  const end = to + (<usize>tiles) * TILE;
  for (; to < end; to += 16, from += 16) v128.store(to, f64x2.neg(v128.load(from)));
}
