import type { ColumnOrigin } from "../formula/coding/columnOrigin";
import type { RandomTerm } from "../formula/frame/modelFrame";
import type { TermDesign } from "../matrices/blockProduct";

/** A random-effects term of a model: the design of one grouping factor and how its λ is partitioned. */
export interface RandomEffectsTerm extends TermDesign {
  /** Name of the grouping factor. */
  readonly grouping: string;
  readonly levelNames: readonly string[];
  /** Names of the S columns. */
  readonly names: readonly string[];
  /** What each column is made of; absent where that is not known. */
  readonly origins?: readonly ColumnOrigin[] | undefined;
  /** Columns that correlate, as a partition of 0…S−1: one block unless zerocorr. */
  readonly blocks: readonly (readonly number[])[];
}

/**
 * The terms of a model in the order of its parameters: most random effects (levels × columns) first, else as written.
 */
export function sortedTerms(random: readonly RandomTerm[]): RandomEffectsTerm[] {
  const effects = (term: RandomTerm): number => term.levels.length * term.columns.length;
  return [...random]
    .sort((a, b) => effects(b) - effects(a))
    .map((term) => ({
      grouping: term.grouping,
      levelNames: term.levels,
      levels: term.levels.length,
      refs: term.refs,
      columns: term.columns,
      origins: term.origins,
      names: term.names,
      blocks: term.blocks,
    }));
}
