import { chiSquared } from "./chiSquared";
import { addLowerProduct, addTransposedProduct } from "../denseProduct";
import { at, clear, get, getInt, getPair, set, setPair } from "../memory";
import { NormalStream } from "./normalStream";
import { drawNormals } from "./normals";
import { pairOfProduct } from "./randomEffects";
import { dotRow } from "../rows";
import { ContrastGroup, drawScatter } from "./wishart";

/** The effects b = λu of a term's classes: `count` of them, `step` numbers apart. */
@unmanaged
export class CoreEffects {
  size: i32;
  /** The even number from S on, also between the columns of λ. */
  stride: i32;
  count: i32;
  lambda: usize;
  effects: usize;
  step: i32;
}

/**
 * The cross product of the core as A = LLᵀ, L = [D 0; B F]: D holds a block per class of the leading term, B the rows
 * of W = [other terms, X], F the factor of what the leading term leaves of WᵀW. Columns of L that depend on others are
 * zero.
 */
@unmanaged
export class StatisticsPlan {
  stream: NormalStream;
  terms: i32;
  term: usize;
  /** Normals: v of the leading term, S per class, then v of W, then u of all terms. */
  normals: usize;
  normalCount: i32;
  /**
   * The leading term: per class the address of its block: D by rows, D by columns, then 1 for each column that counts.
   */
  size: i32;
  stride: i32;
  classes: i32;
  classRoot: usize;
  leadEffects: usize;
  /**
   * Class c has the entries `start[c]` … `start[c+1]−1` of B: the addresses of b and s of a column of W, `stride`
   * numbers.
   */
  start: usize;
  effectAt: usize;
  productAt: usize;
  values: usize;
  /**
   * F: `rows` rows of `width` numbers of which each four need `ends`; its rank; the first `restRows` belong to terms.
   */
  rows: i32;
  width: i32;
  rank: i32;
  restRows: i32;
  root: usize;
  ends: usize;
  /** b, w and s of W. */
  effects: usize;
  coordinates: usize;
  products: usize;
  groups: i32;
  group: usize;
  /** Dimension of the space that neither the core nor a contrast reaches. */
  residual: i32;
  recordLength: i32;
}

/**
 * Draws `count` records [core of [Z X]ᵀy | scatter of the twins | yᵀy] of y ~ N(0, I + ZΛΛᵀZᵀ) without drawing y; the
 * cost does not depend on its length. In an orthonormal basis of the core's columns y has the coordinates w = v + Lᵀb,
 * v normal, b = Λu, and [Z X]ᵀy = Lw; the contrasts between twins have Wishart scatter, the rest of y has a χ² length.
 */
export function drawStatistics(plan: StatisticsPlan, records: usize, count: i32): void {
  for (let r = 0; r < count; r++) {
    const record = at(records, r * plan.recordLength);
    drawNormals(plan.stream, plan.normals, plan.normalCount);
    makeEffects(plan);
    let squares = drawLead(plan, record) + drawRest(plan, at(record, plan.classes * plan.size));
    for (let g = 0; g < plan.groups; g++) {
      const group = changetype<ContrastGroup>(plan.group + <usize>g * offsetof<ContrastGroup>());
      squares += drawScatter(plan.stream, group, record);
    }
    set(record, plan.recordLength - 1, squares + chiSquared(plan.stream, plan.residual));
  }
}

function makeEffects(plan: StatisticsPlan): void {
  let u = at(plan.normals, plan.classes * plan.size + plan.rank);
  for (let t = 0; t < plan.terms; t++) {
    const term = changetype<CoreEffects>(plan.term + <usize>t * offsetof<CoreEffects>());
    const size = term.size, stride = term.stride, lambda = term.lambda;
    for (let c = 0; c < term.count; c++) {
      const b = at(term.effects, c * term.step);
      for (let i = 0; i < stride; i += 2) setPair(b, i, pairOfProduct(lambda, size, stride, u, i));
      u = at(u, size);
    }
  }
}

/**
 * The leading term's coordinates and products; leaves in the products of W what its coordinates add to them.
 * @returns the squared length of the coordinates
 */
function drawLead(plan: StatisticsPlan, record: usize): f64 {
  const size = plan.size, stride = plan.stride, effectAt = plan.effectAt;
  const w = plan.coordinates;
  clear(plan.products, plan.rows);
  let squares = f64x2.splat(0);
  let first = getInt(plan.start, 0);
  for (let c = 0; c < plan.classes; c++) {
    const rows = getInt(plan.classRoot, c);
    const columns = at(rows, size * stride);
    const counts = at(columns, size * stride);
    const end = getInt(plan.start, c + 1);
    for (let i = 0; i < stride; i += 2) {
      let sum = f64x2.mul(getPair(plan.normals, c * size + i), getPair(counts, i));
      sum = f64x2.add(sum, pairOfProduct(rows, size, stride, at(plan.leadEffects, c * stride), i));
      sum = f64x2.add(sum, sumOfEntries(effectAt, at(plan.values, i), stride, first, end));
      squares = f64x2.add(squares, f64x2.mul(sum, sum));
      setPair(w, i, sum);
    }
    for (let i = 0; i < stride; i += 2) setPair(record, c * size + i, pairOfProduct(columns, size, stride, w, i));
    for (let k = first; k < end; k++) addTo(getInt(plan.productAt, k), dotRow(w, at(plan.values, k * stride), stride));
    first = end;
  }
  return f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1);
}

/** Σ bₖBₖ over entries, for two columns of a class of the leading term; two running sums. */
// @ts-ignore: decorator
@inline
function sumOfEntries(effectAt: usize, values: usize, stride: i32, first: i32, end: i32): v128 {
  let even = f64x2.splat(0), odd = even;
  let k = first;
  for (; k + 1 < end; k += 2) {
    even = f64x2.add(even, f64x2.mul(v128.load64_splat(getInt(effectAt, k)), getPair(values, k * stride)));
    odd = f64x2.add(odd, f64x2.mul(v128.load64_splat(getInt(effectAt, k + 1)), getPair(values, k * stride + stride)));
  }
  if (k < end) even = f64x2.add(even, f64x2.mul(v128.load64_splat(getInt(effectAt, k)), getPair(values, k * stride)));
  return f64x2.add(even, odd);
}

// @ts-ignore: decorator
@inline
function addTo(address: usize, value: f64): void {
  store<f64>(address, load<f64>(address) + value);
}

/** @returns the squared length of W's coordinates */
function drawRest(plan: StatisticsPlan, record: usize): f64 {
  const rank = plan.rank, width = plan.width, w = plan.coordinates, root = plan.root, ends = plan.ends;
  const v = at(plan.normals, plan.classes * plan.size);
  for (let k = 0; k < rank; k++) set(w, k, get(v, k));
  addTransposedProduct(w, root, plan.restRows, width, ends, plan.effects);
  addLowerProduct(plan.products, root, plan.rows, width, ends, w);
  for (let i = 0; i < plan.rows; i++) set(record, i, get(plan.products, i));
  let squares: f64 = 0;
  for (let k = 0; k < rank; k++) squares += get(w, k) * get(w, k);
  return squares;
}
