import { sumByLevel } from "./cellSums";
import { addDenseProduct } from "../denseProduct";
import { CrossBlock, DrawPlan, DrawnTerm, termOf } from "./drawPlan";
import { at, clear, get, getPair, set } from "../memory";
import { drawNormals } from "./normals";
import { addEffects, drawEffects } from "./randomEffects";
import { addOwnEffects, reduceEffects, reduceTwins } from "./twinReduction";

/**
 * Draws `count` responses y = ε + ZΛu, ε as single normals and u as one array per term, and writes the statistics of
 * each into a record [core of [Z X]ᵀy | scatter of the twins | yᵀy].
 *
 * Where the core is small, Zb never meets the observations: [Z X]ᵀy = [Z X]ᵀε + [Z X]ᵀZb, whose second part has the
 * blocks of a level with itself (level by level) and with the other terms, which are the same for all twins (on the
 * core).
 */
export function drawResponses(plan: DrawPlan, records: usize, count: i32): void {
  for (let r = 0; r < count; r++) {
    const record = at(records, r * plan.recordLength);
    const squares = plan.onCore ? statisticsOnCore(plan) : statisticsOfObservations(plan);
    writeRecord(plan, record, squares);
  }
}

/** @returns yᵀy */
function statisticsOnCore(plan: DrawPlan): f64 {
  const stream = plan.stream, y = plan.y, observations = plan.observations;
  drawNormals(stream, y, observations);
  let squares = sumOfSquares(y, observations);
  for (let t = 0; t < plan.terms; t++) {
    const term = termOf(plan, t);
    drawEffects(stream, term);
    sumByLevel(term.sums);
    squares += addOwnEffects(term);
    reduceTwins(term);
    reduceEffects(term);
    clear(term.crossed, term.coreLength);
  }
  sumByLevel(plan.fixed);
  clear(plan.fixedCrossed, plan.fixedCount);
  for (let k = 0; k < plan.blocks; k++) {
    const block = changetype<CrossBlock>(plan.block + <usize>k * offsetof<CrossBlock>());
    addDenseProduct(block.out, block.matrix, block.rows, block.columns, block.x);
  }
  for (let t = 0; t < plan.terms; t++) {
    const term = termOf(plan, t);
    for (let i = 0; i < term.coreLength; i++) squares += get(term.coreEffects, i) * get(term.crossed, i);
  }
  return squares;
}

/** @returns yᵀy */
function statisticsOfObservations(plan: DrawPlan): f64 {
  const stream = plan.stream, y = plan.y, observations = plan.observations;
  drawNormals(stream, y, observations);
  for (let t = 0; t < plan.terms; t++) {
    const term = termOf(plan, t);
    drawEffects(stream, term);
    addEffects(y, observations, term);
  }
  for (let t = 0; t < plan.terms; t++) {
    const term = termOf(plan, t);
    sumByLevel(term.sums);
    reduceTwins(term);
  }
  sumByLevel(plan.fixed);
  return sumOfSquares(y, observations);
}

function writeRecord(plan: DrawPlan, record: usize, squares: f64): void {
  for (let t = 0; t < plan.terms; t++) {
    const term = termOf(plan, t);
    const core = at(record, term.coreOffset);
    for (let i = 0; i < term.coreLength; i++) set(core, i, get(term.coreProducts, i) + get(term.crossed, i));
    writeScatter(term, at(record, plan.scatterOffset + term.scatterOffset));
  }
  const fixed = at(record, plan.fixedOffset);
  for (let j = 0; j < plan.fixedCount; j++) set(fixed, j, get(plan.fixed.products, j) + get(plan.fixedCrossed, j));
  set(record, plan.recordLength - 1, squares);
}

function writeScatter(term: DrawnTerm, out: usize): void {
  const size = term.size, stride = term.stride;
  for (let g = 0; g < term.groups; g++) {
    const block = at(term.scatter, g * size * stride);
    const square = at(out, g * size * size);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++) {
        const value = get(block, i * stride + j);
        set(square, i * size + j, value);
        set(square, j * size + i, value);
      }
    }
  }
}

/** yᵀy in eight running sums. */
function sumOfSquares(y: usize, count: i32): f64 {
  let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0;
  let i = 0;
  for (; i + 7 < count; i += 8) {
    s0 = f64x2.add(s0, squareOf(y, i));
    s1 = f64x2.add(s1, squareOf(y, i + 2));
    s2 = f64x2.add(s2, squareOf(y, i + 4));
    s3 = f64x2.add(s3, squareOf(y, i + 6));
  }
  let rest: f64 = 0;
  for (; i < count; i++) rest += get(y, i) * get(y, i);
  const sum = f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3));
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1) + rest;
}

// @ts-ignore: decorator
@inline
function squareOf(y: usize, i: i32): v128 {
  const pair = getPair(y, i);
  return f64x2.mul(pair, pair);
}
