/** The kernels that draw random numbers and replicates. A structure is given by the address of its fields. */
export interface DrawKernels {
  /** `count` normals as single draws. */
  drawNormals(stream: number, out: number, count: number): void;
  /** `count` normals as Julia's `randn!` of that length. */
  fillNormals(stream: number, out: number, count: number): void;
  /** The next uniform, normal or exponential number; `tables` as engine/kernels/drawing/exponential.ts has them. */
  drawUniform(stream: number): number;
  drawNormal(stream: number): number;
  drawExponential(stream: number, tables: number): number;
  chiSquared(stream: number, degrees: number): number;
  /** out += Ax; `rows` is a multiple of 4, `columns` even. */
  addDenseProduct(out: number, matrix: number, rows: number, columns: number, x: number): void;
  /** out += Lx for a lower trapezoid of which each four rows have `ends` columns. */
  addLowerProduct(out: number, matrix: number, rows: number, stride: number, ends: number, x: number): void;
  /** out += Lᵀx. */
  addTransposedProduct(out: number, matrix: number, rows: number, stride: number, ends: number, x: number): void;
  /** `count` records of replicates by way of their responses. */
  drawResponses(plan: number, records: number, count: number): void;
  /** `count` records of replicates whose responses are never drawn. */
  drawStatistics(plan: number, records: number, count: number): void;
  /** Puts the words of the stream where its draws have come to. */
  settleStream(stream: number): void;
  /** Passes over the draws of `count` replicates, each of `length` steps. */
  skipDraws(stream: number, steps: number, length: number, count: number): void;
  /** `draws` whole numbers from 0 to `count` − 1, 32 bits each. */
  drawIndices(stream: number, out: number, draws: number, count: number): void;
  /** The next response of a plan, by the way that the name says. */
  simulateResponse(plan: number): void;
  resampleResiduals(plan: number): void;
  redrawErrors(plan: number): void;
  reweightResiduals(plan: number): void;
  /** The record of the response that stands in the memory of the plan. */
  recordResponse(plan: number, record: number): void;
}
