import type { CovarianceLayout } from "../../deviance/covarianceLayout";
import type { JointStratum, Member } from "./jointStratum";

/** Strata that share blocks of λ, and how the traces and squares of the deviance are divided among them. */
export interface Arrangement {
  readonly strata: readonly JointStratum[];
  /**
   * The blocks in an order in which the Σ of each follows from the V of its own stratum, `strata[b]` for block b, and
   * the Σ before it; empty when there is no such order.
   */
  readonly own: readonly number[];
  /**
   * Divides what depends on λ alone; false when that leaves a D that is not positive definite.
   * @param covariances Σ of every block
   */
  matchTraces(covariances: readonly Float64Array[]): boolean;
  /** Divides what depends on the response too. */
  matchSquares(): void;
}

/**
 * The blocks of a term as members of a stratum.
 * @param columns column of the stratum for each column of the term; its own columns when left out
 */
export function membersOf(layout: CovarianceLayout, term: number, columns?: ArrayLike<number>): Member[] {
  return layout.blocks.flatMap((block, index) =>
    block.term !== term
      ? []
      : [
          {
            block: index,
            size: block.size,
            columns: Int32Array.from(block.columns, (column) => (columns ? columns[column] : column)),
            coefficient: 1,
          },
        ],
  );
}
