/**
 * Dense matrices, row-major; what each does stands in engine/kernels, in rows.ts, small.ts, tile.ts and elimination.ts.
 */
export interface MatrixKernels {
  combineRows(
    out: number,
    rows: number,
    stride: number,
    count: number,
    coefficients: number,
    step: number,
    width: number,
  ): void;
  dotRow(x: number, y: number, width: number): number;
  subtractRow(y: number, factor: number, x: number, width: number): void;
  multiply(out: number, a: number, b: number, s: number): void;
  multiplyTransposed(out: number, a: number, b: number, s: number): void;
  subtractTile(c: number, cStride: number, a: number, aStride: number, b: number, bStride: number, rows: number): void;
  mirrorTile(to: number, from: number, stride: number): void;
  eliminate(u: number, stride: number, pivots: number, width: number, narrowFrom: number, narrowWidth: number): void;
  solveTransposed(u: number, stride: number, pivots: number, width: number, z: number): void;
  solveUpper(u: number, stride: number, pivots: number, from: number, z: number): void;
}

/**
 * The evaluation of the deviance of a dense core (engine/kernels/denseDeviance.ts); `model` is the address of a
 * DenseModel.
 */
export interface DenseKernels extends MatrixKernels {
  denseFactor(model: number, derivative: boolean): void;
  denseSolve(model: number, derivative: boolean): void;
}
