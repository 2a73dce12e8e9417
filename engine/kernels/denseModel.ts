/**
 * What the dense kernels know of a model and where its arrays lie. All matrices are row-major with an even number of
 * elements a row; the fields are written by src/model/denseDeviance.ts in this order. Core columns are
 * [lead q1 | W], W = [other terms d2 | X p], m = d2 + p, padded with zeros to `width`, a positive multiple of 4.
 */
@unmanaged
export class DenseModel {
  termCount: i32;
  /** DenseTerm after DenseTerm, the leading term first. */
  terms: usize;
  q1: i32;
  d2: i32;
  p: i32;
  width: i32;
  reml: i32;
  /** ZᵀW of the leading term, q1 × width, and its transpose, m × leadWidth. */
  leadRows: usize;
  leadColumns: usize;
  leadWidth: i32;
  /** WᵀW, width × width. */
  rest: usize;
  /** K·leadRows, q1 × width. */
  eliminated: usize;
  /** R = WᵀW − eliminatedᵀ·eliminated, width × width. */
  r: usize;
  /** The augmented system of elimination.ts: width rows of `stride`: [Ω, X | P from firstP | F from firstF]. */
  u: usize;
  stride: i32;
  firstP: i32;
  firstF: i32;
  /** Vectors: right-hand side, z, solution (width each), e (q1 + d2), β (p), L_X (p × p). */
  rhs: usize;
  z: usize;
  solution: usize;
  e: usize;
  beta: usize;
  fixedFactor: usize;
  /** T_jj of the core's columns (q1 + d2), or 0. */
  levelTraces: usize;
  /** The record of the response: [core | scatter | yᵀy]. */
  statistics: usize;
  statisticsLength: i32;
  /** log|Ω| (REML: + log|L_X|²), then r². */
  result: usize;
  /** Work of 3·S² numbers for the largest S. */
  work: usize;
}

/** A random-effects term of {@link DenseModel}; S × S matrices are row-major without padding. */
@unmanaged
export class DenseTerm {
  size: i32;
  classes: i32;
  groups: i32;
  /** Whether its own blocks are eliminated first. */
  lead: i32;
  /** First column in the core vector. */
  coreOffset: i32;
  /** First number of its scatters in the record of a response. */
  scatter: i32;
  /** Distinct block of each class (i32), the blocks, and how many classes and twin contrasts each serves. */
  groupOf: usize;
  blocks: usize;
  classesIn: usize;
  contrastsIn: usize;
  lambda: usize;
  /** K, M, N, τ of blockFactors.ts, S × S per distinct block. */
  k: usize;
  m: usize;
  n: usize;
  tau: usize;
  /** Σ T_ll and Σ eeᵀ, S × S. */
  traces: usize;
  squares: usize;
}

// @ts-ignore: decorator
@inline
export function termOf(model: DenseModel, index: i32): DenseTerm {
  return changetype<DenseTerm>(model.terms + <usize>index * offsetof<DenseTerm>());
}
