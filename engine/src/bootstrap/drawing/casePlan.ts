import type { ChangeOfBasis } from "../../deviance/changeOfBasis";
import type { TermDesign } from "../../matrices/blockProduct";
import type { DrawStep } from "../../random/drawStep";

/** A random-effects term whose rows are resampled. */
export interface CaseTerm extends TermDesign {
  /** Each of its levels lies within one resampled level, so that every copy of that has levels of its own. */
  readonly nested: boolean;
}

/** A case bootstrap: the levels of one grouping factor are drawn with replacement, each with all of its rows. */
export interface CasePlan {
  readonly kind: "case";
  readonly reml: boolean;
  /** σ where the refits hold it fixed, in units of the response. */
  readonly fixedSigma: number | undefined;
  /** The response, terms and columns of X of the weighted design, and the weights where there are any. */
  readonly y: Float64Array;
  readonly weights: Float64Array | undefined;
  /** The working columns of X that were kept, and their indices among the `coefficients`. */
  readonly fixed: readonly Float64Array[];
  readonly kept: readonly number[];
  readonly coefficients: number;
  readonly terms: readonly CaseTerm[];
  readonly blocks: readonly (readonly (readonly number[])[])[];
  /** How estimates of the working columns become those of the user's; absent where they are the same. */
  readonly change?: ChangeOfBasis | undefined;
  /** θ to start from. */
  readonly theta: Float64Array;
  /** The resampled level of each row, and how many there are. */
  readonly refs: Int32Array;
  readonly levels: number;
}

/** What a replicate takes from its stream. */
export function caseSequence({ levels }: Pick<CasePlan, "levels">): DrawStep[] {
  return [{ kind: "uniforms", count: levels }];
}

/** The rows of some levels, one level after the other, and the terms of these rows. */
export function resampledRows(
  { refs, levels, terms }: Pick<CasePlan, "refs" | "levels" | "terms">,
  drawn: Int32Array,
  rowsOf = rowsByLevel(refs, levels),
): { rows: Int32Array; terms: TermDesign[] } {
  const rows = Int32Array.from([...drawn].flatMap((level) => rowsOf[level]));
  const copy = Int32Array.from([...drawn].flatMap((level, index) => rowsOf[level].map(() => index)));
  return {
    rows,
    terms: terms.map(({ refs: own, columns, nested, levels: count }) => ({
      ...numbered(Array.from(rows, (row, i) => own[row] + (nested ? count * copy[i] : 0))),
      columns: columns.map((column) => taken(column, rows)),
    })),
  };
}

export function rowsByLevel(refs: Int32Array, levels: number): number[][] {
  const rows = Array.from({ length: levels }, (): number[] => []);
  refs.forEach((level, row) => rows[level].push(row));
  return rows;
}

export function taken(values: Float64Array, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => values[row]);
}

/** Levels numbered in the order of their first rows, without gaps. */
function numbered(codes: readonly number[]): { refs: Int32Array; levels: number } {
  const known = new Map<number, number>();
  const refs = Int32Array.from(codes, (code) => {
    if (!known.has(code)) known.set(code, known.size);
    return known.get(code)!;
  });
  return { refs, levels: known.size };
}
