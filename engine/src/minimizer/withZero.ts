import type { CovarianceLayout } from "../deviance/covarianceLayout";
import { lowerFactor } from "../linalg/lowerFactor";

/** θ with one diagonal element at 0 and the rest of its column gathered in the columns behind it. */
export function withZero(layout: CovarianceLayout, theta: Float64Array, block: number, row: number): Float64Array {
  const { size: s, offset } = layout.blocks[block];
  const factor = new Float64Array(s * s);
  let k = offset;
  for (let j = 0; j < s; j++) for (let i = j; i < s; i++) factor[i * s + j] = theta[k++];
  factor[row * s + row] = 0;
  lowerFactor(factor, s);
  const result = theta.slice();
  k = offset;
  for (let j = 0; j < s; j++) for (let i = j; i < s; i++) result[k++] = factor[i * s + j];
  return result;
}
