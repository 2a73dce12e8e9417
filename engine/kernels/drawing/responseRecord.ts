import { at, clear, get, getInt, getPair, set, setPair } from "../memory";

/** A term as Zᵀy is summed and reduced to the core: levels in classes of twins, classes with one of some blocks. */
@unmanaged
export class RecordedTerm {
  size: i32;
  /** The even number from S on. */
  stride: i32;
  levels: i32;
  /** Observations `order[levelStart[l]]` … `order[levelStart[l+1]−1]`, ascending, belong to level l. */
  order: usize;
  levelStart: usize;
  /** The rows of Z, `stride` numbers each. */
  rows: usize;
  /** Zᵀy, levels × stride. */
  products: usize;
  classOf: usize;
  classes: i32;
  /** Number of twins of each class. */
  classSize: usize;
  /** Where each class has its scatter in the record. */
  scatterAt: usize;
  /** Where the term stands in the record. */
  coreOffset: i32;
}

/** How a response is reduced to the statistics that a refit needs. */
@unmanaged
export class RecordPlan {
  observations: i32;
  y: usize;
  terms: i32;
  term: usize;
  /** The rows of X, `fixedStride` numbers each, a positive multiple of 4. */
  fixed: usize;
  fixedCount: i32;
  fixedStride: i32;
  fixedOffset: i32;
  /** Room for Xᵀy, `fixedStride` numbers. */
  sums: usize;
  recordLength: i32;
}

/**
 * Writes the record [core of [Z X]ᵀy | scatter of the twins | yᵀy] of y, as matrices/responseStatistics.ts, every sum
 * in the order of the observations.
 */
export function recordResponse(plan: RecordPlan, record: usize): void {
  clear(record, plan.recordLength);
  for (let t = 0; t < plan.terms; t++) {
    const term = changetype<RecordedTerm>(load<usize>(plan.term + ((<usize>t) << 2)));
    sumByLevel(term, plan.y);
    reduce(term, record);
  }
  set(record, plan.recordLength - 1, sumFixed(plan));
  for (let j = 0; j < plan.fixedCount; j++) set(record, plan.fixedOffset + j, get(plan.sums, j));
}

function sumByLevel(term: RecordedTerm, y: usize): void {
  const stride = term.stride, order = term.order;
  let first = 0;
  for (let l = 0; l < term.levels; l++) {
    const end = getInt(term.levelStart, l + 1);
    const product = at(term.products, l * stride);
    let j = 0;
    for (; j + 2 < stride; j += 4) sumTwoPairs(order, first, end, at(term.rows, j), stride, y, at(product, j));
    if (j < stride) sumPair(order, first, end, at(term.rows, j), stride, y, at(product, j));
    first = end;
  }
}

// @ts-ignore: decorator
@inline
function sumPair(order: usize, first: i32, end: i32, rows: usize, stride: i32, y: usize, out: usize): void {
  let sum = f64x2.splat(0);
  for (let k = first; k < end; k++) {
    const i = getInt(order, k);
    sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(at(y, i)), getPair(rows, i * stride)));
  }
  setPair(out, 0, sum);
}

// @ts-ignore: decorator
@inline
function sumTwoPairs(order: usize, first: i32, end: i32, rows: usize, stride: i32, y: usize, out: usize): void {
  let sum = f64x2.splat(0), next = sum;
  for (let k = first; k < end; k++) {
    const i = getInt(order, k);
    const row = at(rows, i * stride), value = v128.load64_splat(at(y, i));
    sum = f64x2.add(sum, f64x2.mul(value, getPair(row, 0)));
    next = f64x2.add(next, f64x2.mul(value, getPair(row, 2)));
  }
  setPair(out, 0, sum);
  setPair(out, 2, next);
}

/** The sum of each class over √(its size) to the core, what its levels deviate from their mean to the scatter. */
function reduce(term: RecordedTerm, record: usize): void {
  const size = term.size, stride = term.stride, classOf = term.classOf, products = term.products;
  const core = at(record, term.coreOffset);
  for (let l = 0; l < term.levels; l++) {
    const sum = at(core, getInt(classOf, l) * size);
    for (let i = 0; i < size; i++) set(sum, i, get(sum, i) + get(products, l * stride + i));
  }
  for (let l = 0; l < term.levels; l++) {
    const own = getInt(classOf, l);
    if (get(term.classSize, own) > 1) {
      addScatter(at(products, l * stride), at(core, own * size), get(term.classSize, own), size,
        at(record, getInt(term.scatterAt, own)));
    }
  }
  for (let c = 0; c < term.classes; c++) {
    const scale = 1 / Math.sqrt(get(term.classSize, c));
    for (let i = 0; i < size; i++) set(core, c * size + i, get(core, c * size + i) * scale);
  }
}

/** scatter += ddᵀ for the deviation d of a level from its class; d takes the place of the level's products. */
function addScatter(product: usize, sum: usize, twins: f64, size: i32, scatter: usize): void {
  const mean = 1 / twins;
  for (let i = 0; i < size; i++) set(product, i, get(product, i) - get(sum, i) * mean);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      set(scatter, i * size + j, get(scatter, i * size + j) + get(product, i) * get(product, j));
    }
  }
}

/** Xᵀy into its room. @returns yᵀy */
function sumFixed(plan: RecordPlan): f64 {
  const stride = plan.fixedStride;
  let j = 0, squares: f64 = 0;
  for (; j + 4 < stride; j += 8) squares = sumEightColumns(plan, at(plan.fixed, j), at(plan.sums, j));
  if (j < stride) squares = sumFourColumns(plan, at(plan.fixed, j), at(plan.sums, j));
  return squares;
}

/** yᵀy is summed with the columns: its additions wait for each other, and so do theirs. */
function sumFourColumns(plan: RecordPlan, row: usize, out: usize): f64 {
  const y = plan.y, observations = plan.observations, stride = plan.fixedStride;
  let squares: f64 = 0, s0 = f64x2.splat(0), s1 = s0;
  for (let i = 0; i < observations; i++) {
    const value = v128.load64_splat(at(y, i));
    s0 = f64x2.add(s0, f64x2.mul(value, getPair(row, 0)));
    s1 = f64x2.add(s1, f64x2.mul(value, getPair(row, 2)));
    squares += get(y, i) * get(y, i);
    row = at(row, stride);
  }
  setPair(out, 0, s0);
  setPair(out, 2, s1);
  return squares;
}

function sumEightColumns(plan: RecordPlan, row: usize, out: usize): f64 {
  const y = plan.y, observations = plan.observations, stride = plan.fixedStride;
  let squares: f64 = 0, s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0;
  for (let i = 0; i < observations; i++) {
    const value = v128.load64_splat(at(y, i));
    s0 = f64x2.add(s0, f64x2.mul(value, getPair(row, 0)));
    s1 = f64x2.add(s1, f64x2.mul(value, getPair(row, 2)));
    s2 = f64x2.add(s2, f64x2.mul(value, getPair(row, 4)));
    s3 = f64x2.add(s3, f64x2.mul(value, getPair(row, 6)));
    squares += get(y, i) * get(y, i);
    row = at(row, stride);
  }
  setPair(out, 0, s0);
  setPair(out, 2, s1);
  setPair(out, 4, s2);
  setPair(out, 6, s3);
  return squares;
}
