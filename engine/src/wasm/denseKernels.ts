/** The evaluation of the deviance of a dense core (engine/kernels/denseDeviance.ts); `model` is the address of a DenseModel. */
export interface DenseKernels {
  denseFactor(model: number, derivative: boolean): void;
  denseSolve(model: number, derivative: boolean): void;
}
