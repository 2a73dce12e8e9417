import { DataError } from "../../errors";
import type { ColumnOrigin } from "../coding/columnOrigin";
import { type RandomTermSpec, termKey } from "../language/terms";
import type { CompleteRows } from "./completeRows";
import type { Design } from "./design";

/** The columns of the random effects of one grouping factor. */
export interface RandomTerm {
  /** Name of the grouping factor: a column, or several joined by " & ". */
  readonly grouping: string;
  /** Level of each row, 0…levels−1. */
  readonly refs: Int32Array;
  readonly levels: string[];
  /** Names of the S columns. */
  readonly names: string[];
  /** S columns of length n. */
  readonly columns: Float64Array[];
  /** What each column is made of; absent where that is not known. */
  readonly origins?: ColumnOrigin[];
  /** Partition of the columns 0…S−1 into blocks that correlate. */
  readonly blocks: number[][];
}

/**
 * One term per grouping factor, in the order of the formula. Several terms of a factor are joined, their columns in
 * separate blocks; a term without correlations has a block per column (as MixedModels.jl's zerocorr has, also for the
 * columns of one factor, where lme4's `||` keeps them together).
 */
export function randomTerms(specs: readonly RandomTermSpec[], rows: CompleteRows, design: Design): RandomTerm[] {
  const terms = new Map<string, { term: Required<RandomTerm>; spanned: Set<string> }>();
  for (const { effects, grouping, correlated } of specs) {
    const key = termKey(grouping);
    const joined = terms.get(key) ?? { term: emptyTerm(grouping, rows), spanned: new Set<string>() };
    terms.set(key, joined);
    const { names, columns, origins } = design.columns(effects, joined.spanned);
    const indices = names.map((_, column) => joined.term.names.length + column);
    joined.term.names.push(...names);
    joined.term.columns.push(...columns);
    joined.term.origins.push(...origins);
    joined.term.blocks.push(...(correlated ? [indices] : indices.map((index) => [index])));
  }
  return [...terms.values()].map(({ term }) => term);
}

function emptyTerm(grouping: readonly string[], rows: CompleteRows): Required<RandomTerm> {
  const name = grouping.join(" & ");
  const { refs, levels } = rows.interaction(grouping);
  if (levels.length < 2)
    throw new DataError(`a grouping factor needs two levels or more; '${name}' has only '${levels[0]}'`);
  return { grouping: name, refs, levels, names: [], columns: [], origins: [], blocks: [] };
}
