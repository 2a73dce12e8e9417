import { chiSquared } from "./chiSquared";
import { addLowerProduct } from "./denseProduct";
import { at, clear, get, set } from "./memory";
import { NormalStream, drawNormals, normal } from "./normalStream";

/** Contrasts between twins with one block C of ZᵀZ: ν independent copies of Zᵀy = Rw, C = RRᵀ, w ~ N(0, I + RᵀΣR = VVᵀ). */
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

/** What is needed to draw the statistics without the response. */
@unmanaged
export class StatisticsPlan {
  stream: NormalStream;
  /** Length of the core vector, its rank r, and the even number from r on. */
  core: i32;
  rank: i32;
  stride: i32;
  /** K and L of the core, by rows of `stride` numbers, and the even number of columns that each four rows need. */
  factor: usize;
  factorEnds: usize;
  root: usize;
  rootEnds: usize;
  /** v, w and s. */
  normals: usize;
  coordinates: usize;
  products: usize;
  groups: i32;
  group: usize;
  /** Dimension of the space that neither the core nor a contrast reaches. */
  residual: i32;
  recordLength: i32;
}

/**
 * Draws `count` records [core of [Z X]ᵀy | scatter of the twins | yᵀy] of y ~ N(0, I + ZΛΛᵀZᵀ) without drawing y; the cost
 * does not depend on its length. With A = LLᵀ the cross product of the core, y has coordinates w ~ N(0, I + LᵀΛΛᵀL = KKᵀ)
 * in the space of the core's columns, and [Z X]ᵀy = Lw; in the spaces of the contrasts it has Wishart scatter, in the
 * rest a χ² length.
 */
export function drawStatistics(plan: StatisticsPlan, records: usize, count: i32): void {
  for (let r = 0; r < count; r++) {
    const record = at(records, r * plan.recordLength);
    let squares = drawCore(plan, record);
    for (let g = 0; g < plan.groups; g++) {
      squares += drawScatter(plan.stream, changetype<ContrastGroup>(plan.group + <usize>g * offsetof<ContrastGroup>()), record);
    }
    set(record, plan.recordLength - 1, squares + chiSquared(plan.stream, plan.residual));
  }
}

/** @returns |w|² */
function drawCore(plan: StatisticsPlan, record: usize): f64 {
  const stream = plan.stream, core = plan.core, rank = plan.rank, stride = plan.stride, normals = plan.normals, coordinates = plan.coordinates, products = plan.products;
  drawNormals(stream, normals, rank);
  clear(coordinates, rank);
  addLowerProduct(coordinates, plan.factor, rank, stride, plan.factorEnds, normals);
  clear(products, core);
  addLowerProduct(products, plan.root, core, stride, plan.rootEnds, coordinates);
  for (let i = 0; i < core; i++) set(record, i, get(products, i));
  let squares: f64 = 0;
  for (let i = 0; i < rank; i++) squares += get(coordinates, i) * get(coordinates, i);
  return squares;
}

/**
 * Σwwᵀ = (VB)(VB)ᵀ with Bartlett's lower B: √χ²(ν − j) on the diagonal, normals below; ν columns when these are fewer than r.
 * @returns the trace of Σwwᵀ
 */
function drawScatter(stream: NormalStream, group: ContrastGroup, record: usize): f64 {
  const size = group.size, rank = group.rank, degrees = group.degrees, root = group.root, factor = group.factor, room = group.room;
  const columns = min(rank, degrees);
  const other = at(room, size * rank);
  for (let i = 0; i < rank; i++) {
    for (let j = 0; j < columns; j++) {
      set(room, i * columns + j, j < i ? normal(stream) : j == i ? Math.sqrt(chiSquared(stream, degrees - j)) : 0);
    }
  }
  multiply(factor, rank, rank, room, columns, other);
  let trace: f64 = 0;
  for (let k = 0; k < rank * columns; k++) trace += get(other, k) * get(other, k);
  multiply(root, size, rank, other, columns, room);
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
