import type { SparseKernels } from "./sparseKernels";

/** What engine/kernels/index.ts exports. Addresses are bytes in the memory of the instance, strides and counts elements. */
export interface Kernels extends SparseKernels {
  /** First byte behind the module's own constants. */
  heapBase(): number;
}
