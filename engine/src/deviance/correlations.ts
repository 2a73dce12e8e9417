import type { CovarianceLayout } from "./covarianceLayout";

/**
 * Standard deviations of every term's columns, in units of the response: σ times the row norms of λ.
 * @param out receives the S values of each term, one after the other
 */
export function standardDeviations(
  out: Float64Array,
  layout: CovarianceLayout,
  lambdas: readonly Float64Array[],
  sigma: number,
): void {
  let at = 0;
  layout.sizes.forEach((s, term) => {
    for (let i = 0; i < s; i++) out[at++] = sigma * rowNorm(lambdas[term], i, s);
  });
}

/** The pairs (i, j), j < i, of a term's columns that may correlate, row by row of the lower triangle. */
export function correlatedPairs(layout: CovarianceLayout, term: number): [number, number][] {
  const pairs: [number, number][] = [];
  for (const block of layout.blocks) {
    if (block.term !== term) continue;
    for (let i = 0; i < block.size; i++) for (let j = 0; j < i; j++) pairs.push([block.columns[i], block.columns[j]]);
  }
  return pairs.sort(([i, j], [k, l]) => i - k || j - l);
}

/** Correlation of columns i and j of a term; 0 where a standard deviation is 0. */
export function correlation(lambda: Float64Array, s: number, i: number, j: number): number {
  const norms = rowNorm(lambda, i, s) * rowNorm(lambda, j, s);
  if (norms === 0) return 0;
  let product = 0;
  for (let k = 0; k < s; k++) product += lambda[i * s + k] * lambda[j * s + k];
  return Math.max(-1, Math.min(1, product / norms));
}

function rowNorm(lambda: Float64Array, row: number, s: number): number {
  let sum = 0;
  for (let k = 0; k < s; k++) sum += lambda[row * s + k] * lambda[row * s + k];
  return Math.sqrt(sum);
}
