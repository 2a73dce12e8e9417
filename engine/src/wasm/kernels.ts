import type { DenseKernels } from "./denseKernels";
import type { DrawKernels } from "./drawKernels";
import type { GeneralizedKernels } from "./generalizedKernels";
import type { SparseKernels } from "./sparseKernels";

/**
 * What engine/kernels/index.ts exports. Addresses are bytes in the memory of the instance, strides and counts elements.
 */
export interface Kernels extends DenseKernels, DrawKernels, GeneralizedKernels, SparseKernels {
  /** First byte behind the module's own constants. */
  heapBase(): number;
}
