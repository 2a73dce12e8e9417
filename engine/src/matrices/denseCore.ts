import { type CoreSystem, denseRest } from "./coreSystem";

/** [Z X]ᵀ[Z X] of the core as a full symmetric matrix, row-major, in the order of the core vector. */
export function denseCore(system: CoreSystem): Float64Array {
  const { lead, q1, d2, p } = system;
  const w = denseRest(system);
  const m = q1 + d2 + p;
  const dense = new Float64Array(m * m);
  const { size: s, classes, groupOf, blocks } = system.terms[lead];
  for (let c = 0; c < classes; c++) {
    for (let r = 0; r < s; r++) {
      const row = c * s + r;
      for (let k = 0; k < s; k++) dense[row * m + c * s + k] = blocks[(groupOf[c] * s + r) * s + k];
      for (let k = system.leadStart[c]; k < system.leadStart[c + 1]; k++) {
        const column = q1 + system.leadColumn[k];
        dense[row * m + column] = dense[column * m + row] = system.leadValues[k * s + r];
      }
    }
  }
  for (let row = 0; row < d2 + p; row++)
    dense.set(w.subarray(row * (d2 + p), (row + 1) * (d2 + p)), (q1 + row) * m + q1);
  return dense;
}
