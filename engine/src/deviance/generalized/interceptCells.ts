import { distinctRows } from "./distinctRows";

/** Rows of a model with one random intercept, in the order of engine/kernels/generalized/interceptLaplace.ts. */
export interface InterceptCells {
  /** First cell of each level, and where the last one ends; even numbers. */
  readonly start: Int32Array;
  /** Per cell its distinct row of x, and its weight: 0 for padding. */
  readonly row: Int32Array;
  readonly weight: Float64Array;
  /** Whether all weights but those of padding are 1. */
  readonly isUnit: boolean;
  /** Number of distinct rows, an even number, and the first of the rows of each. */
  readonly rows: number;
  readonly firstOf: Int32Array;
  /** Per row of the data its distinct row. */
  readonly rowOf: Int32Array;
}

/** Rows of weight 1 are merged where no more than this part of them stays: the logarithms of others cost more. */
const WORTH_MERGING = 0.3;

/**
 * Finds the distinct rows of x and offset, and sorts the rows by level; those of one level with the same x are one cell
 * whose weight is the sum of theirs.
 * @param x n × p, row-major
 */
export function interceptCells(
  { refs, levels }: { readonly refs: Int32Array; readonly levels: number },
  x: Float64Array,
  p: number,
  offset: Float64Array,
  w: Float64Array,
): InterceptCells {
  const n = refs.length;
  const { classOf, first } = distinctRows(x, n, p, offset);
  const byLevel = Array.from({ length: levels }, (): Map<number, number[]> => new Map());
  for (let i = 0; i < n; i++) {
    const own = byLevel[refs[i]];
    const members = own.get(classOf[i]);
    if (members === undefined) own.set(classOf[i], [i]);
    else members.push(i);
  }
  const merged = byLevel.reduce((sum, own) => sum + own.size, 0);
  const merges = merged <= WORTH_MERGING * n || w.some((weight) => weight !== 1);
  const start = new Int32Array(levels + 1);
  const row: number[] = [];
  const weight: number[] = [];
  byLevel.forEach((own, l) => {
    for (const [at, members] of own) {
      const total = members.reduce((sum, i) => sum + w[i], 0);
      for (let i = 0; i < (merges ? 1 : members.length); i++) {
        row.push(at);
        weight.push(merges ? total : 1);
      }
    }
    if (row.length % 2 === 1) {
      row.push(row[row.length - 1] ?? 0);
      weight.push(0);
    }
    start[l + 1] = row.length;
  });
  return {
    start,
    row: Int32Array.from(row),
    weight: Float64Array.from(weight),
    isUnit: weight.every((value) => value === 1 || value === 0),
    rows: first.length + (first.length % 2),
    firstOf: first,
    rowOf: classOf,
  };
}
