import type { CoreSystem } from "../../matrices/coreSystem";

/**
 * Where the Schur complement of the leading term has numbers, and the leading rows in the two orders that it is formed
 * by.
 */
export interface SparsePattern {
  /** As in {@link CoreSystem}, without the entries of X. */
  readonly leadStart: Int32Array;
  readonly leadColumn: Int32Array;
  /** Absent when all values are 1. */
  readonly leadValues?: Float64Array;
  /** The entries of X: classes × S × p. */
  readonly leadFixed: Float64Array;
  /**
   * The entries by column: column j is met by the classes `rowClass[k]` in the entries `rowEntry[k]`, k =
   * `rowStart[j]`…`rowStart[j+1]−1`.
   */
  readonly rowStart: Int32Array;
  readonly rowClass: Int32Array;
  readonly rowEntry: Int32Array;
  /** Groups of four rows of the other terms, and with those of X. */
  readonly pivotGroups: number;
  readonly groups: number;
  /** The first column group of each row group of the Cholesky factor L, and the end of the column groups of L⁻ᵀ. */
  readonly first: Int32Array;
  readonly last: Int32Array;
}

export function sparsePattern(system: CoreSystem): SparsePattern {
  const lead = splitFixed(system);
  const pivotGroups = Math.ceil(system.d2 / 4);
  const groups = pivotGroups + Math.ceil(system.p / 4);
  const first = envelope(system, lead, pivotGroups, groups);
  return { ...lead, ...byColumn(lead, system.d2), pivotGroups, groups, first, last: reach(first, pivotGroups) };
}

type LeadEntries = Pick<SparsePattern, "leadStart" | "leadColumn" | "leadValues" | "leadFixed">;

/** The leading rows without their last p entries, and those. */
function splitFixed({ terms, lead, p, leadStart, leadColumn, leadValues }: CoreSystem): LeadEntries {
  const { size: s, classes } = terms[lead];
  const start = leadStart.map((entry, c) => entry - c * p);
  const column = new Int32Array(start[classes]);
  const values = new Float64Array(column.length * s);
  const leadFixed = new Float64Array(classes * s * p);
  for (let c = 0; c < classes; c++) {
    const end = leadStart[c + 1] - p;
    column.set(leadColumn.subarray(leadStart[c], end), start[c]);
    values.set(leadValues.subarray(leadStart[c] * s, end * s), start[c] * s);
    for (let a = 0; a < s; a++)
      for (let j = 0; j < p; j++) leadFixed[(c * s + a) * p + j] = leadValues[(end + j) * s + a];
  }
  const unit = s === 1 && values.every((value) => value === 1);
  return { leadStart: start, leadColumn: column, ...(unit ? {} : { leadValues: values }), leadFixed };
}

/** The entries by column, by a counting sort. */
function byColumn(
  { leadStart, leadColumn }: LeadEntries,
  columns: number,
): Pick<SparsePattern, "rowStart" | "rowClass" | "rowEntry"> {
  const rowStart = new Int32Array(columns + 1);
  for (let k = 0; k < leadColumn.length; k++) rowStart[leadColumn[k] + 1]++;
  for (let j = 0; j < columns; j++) rowStart[j + 1] += rowStart[j];
  const next = rowStart.slice();
  const rowClass = new Int32Array(leadColumn.length);
  const rowEntry = new Int32Array(leadColumn.length);
  for (let c = 0; c + 1 < leadStart.length; c++) {
    for (let k = leadStart[c]; k < leadStart[c + 1]; k++) {
      const to = next[leadColumn[k]]++;
      rowClass[to] = c;
      rowEntry[to] = k;
    }
  }
  return { rowStart, rowClass, rowEntry };
}

/**
 * The first column group where a row group has a number; Cholesky factors keep it (George & Liu, 1981, ch. 4). Rows of
 * X are full.
 */
function envelope(
  { d2, restStart, restColumn }: CoreSystem,
  { leadStart, leadColumn }: LeadEntries,
  pivotGroups: number,
  groups: number,
): Int32Array {
  const first = Int32Array.from({ length: groups }, (_, r) => (r < pivotGroups ? r : 0));
  for (let j = 0; j < d2; j++) first[j >> 2] = Math.min(first[j >> 2], restColumn[restStart[j]] >> 2);
  for (let c = 0; c + 1 < leadStart.length; c++) {
    const lowest = leadColumn[leadStart[c]] >> 2;
    for (let k = leadStart[c] + 1; k < leadStart[c + 1]; k++) {
      const r = leadColumn[k] >> 2;
      if (first[r] > lowest) first[r] = lowest;
    }
  }
  return first;
}

/**
 * For each row group c of L⁻ᵀ the end of its column groups: row group j of L⁻¹ begins where the rows that it is made of
 * begin.
 */
function reach(first: Int32Array, pivotGroups: number): Int32Array {
  const last = Int32Array.from({ length: pivotGroups }, (_, c) => c + 1);
  const begin = first.slice(0, pivotGroups);
  for (let j = 0; j < pivotGroups; j++) {
    for (let k = j - 1; k >= begin[j] && begin[j] > 0; k--) begin[j] = Math.min(begin[j], begin[k]);
    last[begin[j]] = j + 1;
  }
  for (let c = 1; c < pivotGroups; c++) last[c] = Math.max(last[c], last[c - 1]);
  return last;
}
