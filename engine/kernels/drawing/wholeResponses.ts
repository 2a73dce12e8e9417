import { drawIndices } from "./indices";
import { at, copy, get, getInt, set, setPair } from "../memory";
import { NormalStream, uniform } from "./normalStream";
import { fillNormals } from "./normals";
import { pairOfProduct } from "./randomEffects";

/** A random-effects term by rows: what it adds to each observation. */
@unmanaged
export class RowTerm {
  size: i32;
  /** The even number from S on. */
  stride: i32;
  levels: i32;
  /** Level of each observation, and the rows of Z, `stride` numbers each. */
  refs: usize;
  rows: usize;
  /** b of every level, `stride` numbers each. */
  effects: usize;
  /** What b is made of: normals, levels × S, or the effects of a fit, levels × stride. */
  source: usize;
  /** λ by columns of `stride` numbers. */
  lambda: usize;
}

/** What whole responses, in units of σ and without Xβ, are made of. */
@unmanaged
export class ResponsePlan {
  stream: NormalStream;
  observations: i32;
  y: usize;
  terms: i32;
  term: usize;
  /** Residuals of a fit that are resampled. */
  residuals: usize;
  /** Room for what is resampled of them or of the levels of a term, 32 bits each. */
  indices: usize;
  /** Wild: the weighted level of each observation, how many levels there are, and room for their weights. */
  refs: usize;
  levels: i32;
  weights: usize;
  /** Wild: the lower weight, the upper one, and the probability of the lower one. */
  twoPoint: usize;
}

/** y = ε + ZΛu, with ε and the u of every term drawn as arrays. */
export function simulateResponse(plan: ResponsePlan): void {
  fillNormals(plan.stream, plan.y, plan.observations);
  for (let t = 0; t < plan.terms; t++) {
    const term = termOf(plan, t);
    const size = term.size, stride = term.stride, lambda = term.lambda;
    fillNormals(plan.stream, term.source, term.levels * size);
    for (let l = 0; l < term.levels; l++) {
      const u = at(term.source, l * size);
      for (let i = 0; i < stride; i += 2) {
        setPair(term.effects, l * stride + i, pairOfProduct(lambda, size, stride, u, i));
      }
    }
    addRows(plan, term);
  }
}

/** Residuals and the levels of every term, each with replacement. */
export function resampleResiduals(plan: ResponsePlan): void {
  const stream = plan.stream, n = plan.observations, indices = plan.indices;
  drawIndices(stream, indices, n, n);
  for (let i = 0; i < n; i++) set(plan.y, i, get(plan.residuals, getInt(indices, i)));
  for (let t = 0; t < plan.terms; t++) {
    const term = termOf(plan, t);
    const stride = term.stride, levels = term.levels;
    drawIndices(stream, indices, levels, levels);
    for (let l = 0; l < levels; l++) {
      copy(at(term.effects, l * stride), at(term.source, getInt(indices, l) * stride), stride);
    }
    addRows(plan, term);
  }
}

/** New errors, as an array, on the effects of a fit. */
export function redrawErrors(plan: ResponsePlan): void {
  fillNormals(plan.stream, plan.y, plan.observations);
  for (let t = 0; t < plan.terms; t++) addRows(plan, termOf(plan, t));
}

/** Residuals times a weight for each level, one of two. */
export function reweightResiduals(plan: ResponsePlan): void {
  const weights = plan.weights, refs = plan.refs;
  const lower = get(plan.twoPoint, 0), upper = get(plan.twoPoint, 1), probability = get(plan.twoPoint, 2);
  for (let l = 0; l < plan.levels; l++) set(weights, l, uniform(plan.stream) < probability ? lower : upper);
  for (let i = 0; i < plan.observations; i++) set(plan.y, i, get(plan.residuals, i) * get(weights, getInt(refs, i)));
}

/** y += Zb, column after column of each row. */
function addRows(plan: ResponsePlan, term: RowTerm): void {
  const size = term.size, stride = term.stride, y = plan.y, refs = term.refs, effects = term.effects;
  let row = term.rows;
  for (let i = 0; i < plan.observations; i++) {
    const b = at(effects, getInt(refs, i) * stride);
    let value = get(y, i) + get(row, 0) * get(b, 0);
    for (let c = 1; c < size; c++) value += get(row, c) * get(b, c);
    set(y, i, value);
    row = at(row, stride);
  }
}

// @ts-ignore: decorator
@inline
function termOf(plan: ResponsePlan, t: i32): RowTerm {
  return changetype<RowTerm>(load<usize>(plan.term + ((<usize>t) << 2)));
}
