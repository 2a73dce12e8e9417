import { type SemidefiniteFactor, semidefiniteCholesky } from "../../linalg/semidefiniteCholesky";
import type { CoreSystem, CoreTerm } from "../../matrices/coreSystem";
import type { CoreFactor } from "./coreFactor";

/** The contrasts between the twins of a term that have one block of ZᵀZ. */
export interface Contrasts {
  /** Number of the block. */
  readonly group: number;
  /** How many contrasts there are. */
  readonly degrees: number;
  /** The block as RRᵀ. */
  readonly root: SemidefiniteFactor;
}

/** The blocks of a term that have contrasts. */
export function contrastsOf({ size, groups, blocks, contrastsIn }: CoreTerm): Contrasts[] {
  return Array.from({ length: groups }, (_, group) => group)
    .filter((group) => contrastsIn[group] > 0)
    .map((group) => ({
      group,
      degrees: contrastsIn[group],
      root: semidefiniteCholesky(blocks.subarray(group * size * size, (group + 1) * size * size), size),
    }));
}

/** Dimension of the space of n observations that neither the core nor a contrast reaches. */
export function residualDimension({ terms }: CoreSystem, { rank }: CoreFactor, n: number): number {
  return n - terms.flatMap(contrastsOf).reduce((sum, { degrees, root }) => sum + degrees * root.rank, rank);
}
