import { chiSquared } from "./chiSquared";
import { at, get, set } from "../memory";
import { NormalStream } from "./normalStream";
import { normal } from "./normals";

/**
 * Contrasts between twins with one block C of ZᵀZ: ν independent copies of Zᵀy = Rw, C = RRᵀ, w ~ N(0, I + RᵀΣR = VVᵀ).
 */
@unmanaged
export class ContrastGroup {
  size: i32;
  rank: i32;
  degrees: i32;
  /** R, size × rank, and V, rank × rank, by rows. */
  root: usize;
  factor: usize;
  /** Room for two matrices of size × rank. */
  room: usize;
  /** Where the scatter stands in the record. */
  offset: i32;
}

/**
 * Draws the scatter R(Σwwᵀ)Rᵀ into the record. Σwwᵀ = (VB)(VB)ᵀ with Bartlett's (1933) lower B: √χ²(ν − j) on the
 * diagonal, normals below; it has ν columns when these are fewer than the rank.
 * @returns the trace of Σwwᵀ, the contrasts' part of yᵀy
 */
export function drawScatter(stream: NormalStream, group: ContrastGroup, record: usize): f64 {
  const size = group.size, rank = group.rank, degrees = group.degrees, room = group.room;
  const columns = min(rank, degrees);
  const other = at(room, size * rank);
  for (let i = 0; i < rank; i++) {
    for (let j = 0; j < columns; j++) {
      set(room, i * columns + j, j < i ? normal(stream) : j == i ? Math.sqrt(chiSquared(stream, degrees - j)) : 0);
    }
  }
  multiply(group.factor, rank, rank, room, columns, other);
  let trace: f64 = 0;
  for (let k = 0; k < rank * columns; k++) trace += get(other, k) * get(other, k);
  multiply(group.root, size, rank, other, columns, room);
  const scatter = at(record, group.offset);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum: f64 = 0;
      for (let k = 0; k < columns; k++) sum += get(room, i * columns + k) * get(room, j * columns + k);
      set(scatter, i * size + j, sum);
      set(scatter, j * size + i, sum);
    }
  }
  return trace;
}

/** out = AB, A rows × inner, B inner × columns. */
function multiply(a: usize, rows: i32, inner: i32, b: usize, columns: i32, out: usize): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let sum: f64 = 0;
      for (let k = 0; k < inner; k++) sum += get(a, i * inner + k) * get(b, k * columns + j);
      set(out, i * columns + j, sum);
    }
  }
}
