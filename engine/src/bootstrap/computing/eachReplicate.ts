import type { Failure } from "../sample/failure";
import type { Replicates } from "./replicator";

/**
 * Replicates first…first+count−1 by a function that writes the numbers of each into its row of the columns, which are
 * `count` long. A replicate with a reason why it failed is NaN.
 * @param width how many numbers a replicate has
 */
export function eachReplicate(
  first: number,
  count: number,
  width: number,
  compute: (row: number, columns: Float64Array) => { readonly evaluations: number; readonly reason?: string },
): Replicates {
  const columns = new Float64Array(width * count);
  const evaluations = new Int32Array(count);
  const failures: Failure[] = [];
  for (let row = 0; row < count; row++) {
    const end = compute(row, columns);
    evaluations[row] = end.evaluations;
    if (end.reason === undefined) continue;
    failures.push({ iter: first + row, reason: end.reason });
    for (let at = row; at < columns.length; at += count) columns[at] = NaN;
  }
  return { first, count, columns, evaluations, failures };
}
