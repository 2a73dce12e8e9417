import { type SemidefiniteFactor, semidefiniteCholesky } from "../../linalg/semidefiniteCholesky";
import { type CoreSystem, denseRest } from "../../matrices/coreSystem";

/**
 * The cross product of the core as A = LLᵀ, L = [D 0; B F], columns that depend on others left out: D has a block for
 * each distinct block of the leading term, B the pattern of the leading term's rows, F is dense.
 */
export interface CoreFactor {
  readonly lead: readonly SemidefiniteFactor[];
  /** Numbers of B, S for each entry of `system.leadColumn`; zero behind the rank of the class's block. */
  readonly cross: Float64Array;
  readonly rest: SemidefiniteFactor;
  /** Number of independent columns of the core. */
  readonly rank: number;
}

export function coreFactor(system: CoreSystem): CoreFactor {
  const { size: s, groups, blocks, groupOf } = system.terms[system.lead];
  const lead = Array.from({ length: groups }, (_, g) =>
    semidefiniteCholesky(blocks.subarray(g * s * s, (g + 1) * s * s), s),
  );
  const cross = new Float64Array(system.leadValues.length);
  const m = system.d2 + system.p;
  const products = denseRest(system);
  const schur = products.slice();
  groupOf.forEach((group, c) => {
    const [first, end] = [system.leadStart[c], system.leadStart[c + 1]];
    for (let k = first; k < end; k++) solveEntry(cross, k * s, system.leadValues, lead[group]);
    for (let k = first; k < end; k++) {
      for (let l = first; l <= k; l++) {
        let sum = 0;
        for (let r = 0; r < lead[group].rank; r++) sum += cross[k * s + r] * cross[l * s + r];
        const [row, column] = [system.leadColumn[k], system.leadColumn[l]];
        schur[Math.max(row, column) * m + Math.min(row, column)] -= sum;
      }
    }
  });
  const rest = semidefiniteCholesky(schur, m, (i) => products[i * m + i]);
  const rank = groupOf.reduce((sum, group) => sum + lead[group].rank, rest.rank);
  return { lead, cross, rest, rank };
}

/** Solves xDᵀ = a for the numbers from `at` on. */
function solveEntry(x: Float64Array, at: number, a: Float64Array, { factor, rank, pivots }: SemidefiniteFactor): void {
  for (let k = 0; k < rank; k++) {
    const row = pivots[k] * rank;
    let sum = a[at + pivots[k]];
    for (let c = 0; c < k; c++) sum -= x[at + c] * factor[row + c];
    x[at + k] = sum / factor[row + k];
  }
}
