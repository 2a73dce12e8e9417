import type { CovarianceLayout } from "../../deviance/covarianceLayout";

/** θ of the same covariances whose λ have no negative number on their diagonals: some of their columns change signs. */
export function positiveTheta(layout: CovarianceLayout, theta: Float64Array): Float64Array {
  const result = theta.slice();
  for (const { size, offset } of layout.blocks) {
    let at = offset;
    for (let column = 0; column < size; column++) {
      const length = size - column;
      if (theta[at] < 0) for (let i = at; i < at + length; i++) result[i] = -theta[i];
      at += length;
    }
  }
  return result;
}
