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
  rowsOf: readonly Int32Array[] = rowsByLevel(refs, levels),
): { rows: Int32Array; terms: TermDesign[] } {
  const { rows, copy } = rowsOfLevels(drawn, rowsOf);
  return {
    rows,
    terms: terms.map(({ refs: own, columns, nested, levels: count }) => ({
      ...(nested
        ? numbered(own, rows, count * drawn.length, (i) => count * copy[i])
        : numbered(own, rows, count, () => 0)),
      columns: columns.map((column) => taken(column, rows)),
    })),
  };
}

export function rowsByLevel(refs: Int32Array, levels: number): Int32Array[] {
  const rows = Array.from({ length: levels }, (): number[] => []);
  refs.forEach((level, row) => rows[level].push(row));
  return rows.map((each) => Int32Array.from(each));
}

/** The rows of the levels drawn, and of each row which of these it is of. */
function rowsOfLevels(drawn: Int32Array, rowsOf: readonly Int32Array[]): { rows: Int32Array; copy: Int32Array } {
  let count = 0;
  for (const level of drawn) count += rowsOf[level].length;
  const rows = new Int32Array(count);
  const copy = new Int32Array(count);
  let end = 0;
  drawn.forEach((level, index) => {
    rows.set(rowsOf[level], end);
    copy.fill(index, end, (end += rowsOf[level].length));
  });
  return { rows, copy };
}

export function taken(values: Float64Array, rows: Int32Array): Float64Array {
  const result = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) result[i] = values[rows[i]];
  return result;
}

/** The levels of rows, of which there are `most` once `shift` is added, numbered in the order of their first rows. */
function numbered(
  own: Int32Array,
  rows: Int32Array,
  most: number,
  shift: (i: number) => number,
): { refs: Int32Array; levels: number } {
  /** The number of each level from 1 on; 0 until it comes. */
  const known = new Int32Array(most);
  const refs = new Int32Array(rows.length);
  let levels = 0;
  for (let i = 0; i < rows.length; i++) {
    const level = own[rows[i]] + shift(i);
    if (known[level] === 0) known[level] = ++levels;
    refs[i] = known[level] - 1;
  }
  return { refs, levels };
}
