import { symmetricEigen } from "../linalg/symmetricEigen";

/** Σ weights·f(nodes) is the mean of f(z) for a standard normal z, exact for polynomials of degree below 2K. */
export interface QuadratureRule {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/**
 * Gauss and Hermite's rule of K points for the standard normal distribution: nodes by the eigenvalues of the Jacobi
 * matrix (Golub & Welsch, Math. Comp. 23, 1969) and a step of Newton's method, weights 1/Σ pⱼ² by the orthonormal
 * polynomials p₀…p_{K−1} there, to full relative precision in the tails too.
 */
export function gaussHermite(count: number): QuadratureRule {
  const jacobi = new Float64Array(count * count);
  for (let k = 1; k < count; k++) jacobi[k * count + k - 1] = jacobi[(k - 1) * count + k] = Math.sqrt(k);
  const values = new Float64Array(count);
  symmetricEigen(jacobi, values, new Float64Array(count * count), count);
  const nodes = values.sort();
  const weights = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    for (let pass = 0; pass < 3; pass++) {
      const { last, slope } = orthonormal(nodes[k], count);
      nodes[k] -= last / slope;
    }
    weights[k] = 1 / orthonormal(nodes[k], count).squares;
  }
  for (let k = 0; 2 * k < count; k++) {
    const other = count - 1 - k;
    nodes[other] = k === other ? 0 : (nodes[other] - nodes[k]) / 2;
    nodes[k] = k === other ? 0 : -nodes[other];
    weights[k] = weights[other] = (weights[k] + weights[other]) / 2;
  }
  return { nodes, weights };
}

/** p_K and its derivative at z, and Σ pⱼ² of the ones before: √(j + 1)·p_{j+1} = z·pⱼ − √j·p_{j−1}. */
function orthonormal(z: number, count: number): { last: number; slope: number; squares: number } {
  let before = 0;
  let own = 1;
  let squares = 0;
  for (let j = 0; j < count; j++) {
    squares += own * own;
    const next = (z * own - Math.sqrt(j) * before) / Math.sqrt(j + 1);
    before = own;
    own = next;
  }
  return { last: own, slope: Math.sqrt(count) * before, squares };
}
