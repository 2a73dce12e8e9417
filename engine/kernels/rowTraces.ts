import { at, get, set } from "./memory";
import { PackedTriangle, TILE, groupAt, solveTile, subtractTileProduct, tileAt } from "./packedTriangle";
import { RestTerm, SparseSystem, addRestRow, restTerm, subtractLeadRow, timesLambda } from "./sparseSystem";
import { Team, barrier } from "./team";

/** Row groups that a thread solves at a time. */
export const TRACE_GROUPS = 8;

/**
 * The blocks T = R − PPᵀ, P = RΛL⁻ᵀ, of a term that does not lead, R = A₂₂ − A₂₁MA₁₂: the traces of a term whose λ is too
 * near singular to divide by. `blocks` receives levels × S × S numbers; `panel` holds TRACE_GROUPS·4·4·pivotGroups numbers
 * a thread, `scratch` as for the rows of the system.
 */
export function rowTraces(
  system: SparseSystem, l: PackedTriangle, t: i32, blocks: usize, panel: usize, scratch: usize, width: i32, thread: i32, team: Team,
): void {
  const term = restTerm(system, t);
  const together = max(1, (4 * TRACE_GROUPS) / term.size);
  const groups = (together * term.size + 3) >> 2;
  const own = panel + <usize>(thread * groups * l.pivotGroups) * TILE;
  for (let from = together * thread; from < term.levels; from += together * team.threads) {
    const to = min(from + together, term.levels);
    memory.fill(own, 0, <usize>(groups * l.pivotGroups) * TILE);
    for (let level = from; level < to; level++) formRows(system, l, term, level, level - from, blocks, own, at(scratch, thread * (system.largest + 1) * width), width);
    solveRows(l, own, groups);
    for (let level = from; level < to; level++) subtractSquares(l, term.size, (level - from) * term.size, own, at(blocks, level * term.size * term.size));
  }
  barrier(team);
}

/** The rows of one level of R into `blocks`, and of RΛ into the panel. */
function formRows(system: SparseSystem, l: PackedTriangle, term: RestTerm, level: i32, place: i32, blocks: usize, panel: usize, row: usize, width: i32): void {
  const s = term.size;
  const first = term.first + level * s;
  const work = at(row, system.largest * width);
  for (let a = 0; a < s; a++) {
    memory.fill(row, 0, (<usize>system.columns) << 3);
    subtractLeadRow(system, first + a, system.columns, row, work);
    addRestRow(system, first + a, system.columns, row);
    for (let b = 0; b < s; b++) set(blocks, (level * s + a) * s + b, get(row, first + b));
    timesLambda(system, row, 0, system.columns);
    let cell = panelRow(l, panel, place * s + a);
    for (let j = 0; j < system.columns; j++, cell += 32) store<f64>(cell, get(row, j));
  }
}

function solveRows(l: PackedTriangle, panel: usize, groups: i32): void {
  for (let j = 0; j < l.pivotGroups; j++) {
    const start = groupAt(l.first, j);
    for (let g = 0; g < groups; g++) {
      const row = panel + <usize>(g * l.pivotGroups) * TILE;
      const tile = row + (<usize>j) * TILE;
      if (start < j) subtractTileProduct(tile, row + (<usize>start) * TILE, tileAt(l.rows, j, start), j - start);
      solveTile(tile, tileAt(l.rows, j, j), l.reciprocals + ((<usize>j) << 5));
    }
  }
}

function subtractSquares(l: PackedTriangle, s: i32, place: i32, panel: usize, block: usize): void {
  const columns = 4 * l.pivotGroups;
  for (let a = 0; a < s; a++) {
    for (let b = 0; b <= a; b++) {
      let x = panelRow(l, panel, place + a);
      let y = panelRow(l, panel, place + b);
      let sum: f64 = 0;
      for (let j = 0; j < columns; j++, x += 32, y += 32) sum += load<f64>(x) * load<f64>(y);
      const value = get(block, a * s + b) - sum;
      set(block, a * s + b, value);
      set(block, b * s + a, value);
    }
  }
}

function panelRow(l: PackedTriangle, panel: usize, i: i32): usize {
  return panel + <usize>((i >> 2) * l.pivotGroups) * TILE + ((<usize>(i & 3)) << 3);
}
