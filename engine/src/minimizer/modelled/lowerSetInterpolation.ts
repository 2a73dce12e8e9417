/**
 * Polynomial interpolation of several functions in several variables on a lower set of multi-indices α (with α every
 * index below it): one node per α, whose i-th coordinate is the α_i-th node of variable i, and the Newton basis
 * Π_i Π_{k<α_i} (z_i − node_ik), in which the conditions are triangular (Dyn & Floater, Multivariate polynomial
 * interpolation on lower sets, J. Approx. Theory 177, 2014). Plain data that can be posted.
 */
export interface Interpolant {
  /** Nodes of every variable, distinct. */
  readonly nodes: readonly Float64Array[];
  /** The multi-indices, each after those below it. */
  readonly indices: readonly (readonly number[])[];
  /** Per function, one number for each multi-index. */
  readonly coefficients: readonly Float64Array[];
}

/** The multi-indices with Σ α_i·weight_i ≤ degree, in the order of that sum. */
export function lowerSet(weights: readonly number[], degree: number): number[][] {
  const order = (index: readonly number[]): number => index.reduce((sum, power, i) => sum + power * weights[i], 0);
  let indices: number[][] = [[]];
  weights.forEach((weight) => {
    indices = indices.flatMap((index) => {
      const powers = Math.floor((degree - order(index)) / weight);
      return Array.from({ length: powers + 1 }, (_, power) => [...index, power]);
    });
  });
  return indices
    .map((index) => ({ index, at: order(index) }))
    .sort((a, b) => a.at - b.at)
    .map(({ index }) => index);
}

const CANDIDATES = 64;

/**
 * `count` nodes in [low, high] that begin with `first`, each as far as possible from those before it (a Leja sequence).
 */
export function lejaNodes(first: number, low: number, high: number, count: number): Float64Array {
  const nodes = new Float64Array(count);
  nodes[0] = first;
  for (let k = 1; k < count; k++) {
    let largest = -1;
    for (let c = 0; c <= CANDIDATES; c++) {
      const candidate = low + ((high - low) * c) / CANDIDATES;
      let distance = 1;
      for (let i = 0; i < k; i++) distance *= Math.abs(candidate - nodes[i]);
      if (distance <= largest) continue;
      largest = distance;
      nodes[k] = candidate;
    }
  }
  return nodes;
}

/** @param values per multi-index, the functions at its node */
export function interpolate(
  nodes: readonly Float64Array[],
  indices: readonly (readonly number[])[],
  values: readonly ArrayLike<number>[],
): Interpolant {
  const coefficients = Array.from(values[0], () => new Float64Array(indices.length));
  const basis = new Float64Array(indices.length);
  indices.forEach((index, row) => {
    fillBasis(
      basis,
      nodes,
      indices,
      index.map((power, i) => nodes[i][power]),
    );
    coefficients.forEach((c, f) => {
      let rest = values[row][f];
      for (let k = 0; k < row; k++) rest -= basis[k] * c[k];
      c[row] = rest / basis[row];
    });
  });
  return { nodes, indices, coefficients };
}

/** The Newton basis at z. */
export function fillBasis(
  out: Float64Array,
  nodes: readonly Float64Array[],
  indices: readonly (readonly number[])[],
  z: ArrayLike<number>,
): void {
  for (let k = 0; k < indices.length; k++) {
    const index = indices[k];
    let product = 1;
    for (let i = 0; i < index.length; i++) for (let j = 0; j < index[i]; j++) product *= z[i] - nodes[i][j];
    out[k] = product;
  }
}
