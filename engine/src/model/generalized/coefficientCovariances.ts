import { type LinearChange, toUser } from "../../deviance/changeOfBasis";
import { solveRow } from "../../linalg/denseCholesky";

/** Covariances of the user's coefficients of those of the working ones. */
export function changedCovariance(change: LinearChange | undefined, working: Float64Array): Float64Array {
  if (change === undefined) return working;
  const { size: p } = change;
  const half = new Float64Array(p * p);
  for (let j = 0; j < p; j++) half.set(toUser(change, working.subarray(j * p, (j + 1) * p)), j * p);
  const result = new Float64Array(p * p);
  for (let j = 0; j < p; j++) {
    const column = toUser(
      change,
      Float64Array.from({ length: p }, (_, i) => half[i * p + j]),
    );
    for (let i = 0; i < p; i++) result[i * p + j] = column[i];
  }
  return result;
}

/** (LLᵀ)⁻¹ */
export function inverseOfFactor(l: Float64Array, p: number): Float64Array {
  const rows = new Float64Array(p * p);
  for (let i = 0; i < p; i++) {
    rows[i * p + i] = 1;
    solveRow(rows, i * p, l, p, i, p);
  }
  const result = new Float64Array(p * p);
  for (let i = 0; i < p; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = i; k < p; k++) sum += rows[i * p + k] * rows[j * p + k];
      result[i * p + j] = result[j * p + i] = sum;
    }
  return result;
}
