import { Estimability } from "./estimability";
import type { MixedModel } from "./mixedModel";

/** The rows of other data whose mean the fit cannot estimate, because X of the fit is rank-deficient, from 0. */
export function withoutEstimates(
  { data }: Pick<MixedModel, "data">,
  fixed: readonly Float64Array[],
  count: number,
): number[] {
  const estimability = new Estimability(data);
  if (estimability.defect === 0) return [];
  const weights = new Float64Array(fixed.length);
  return Array.from({ length: count }, (_, row) => row).filter((row) => {
    fixed.forEach((column, j) => (weights[j] = column[row]));
    return !weights.some(Number.isNaN) && !estimability.holds(weights);
  });
}

/** Says which rows are NaN. @param where the function as the user calls it */
export function notEstimated(where: string, rows: readonly number[], count: number): string {
  const which =
    rows.length === 1
      ? `row ${rows[0] + 1} is NaN`
      : `${rows.length} of ${count} rows are NaN, the first of them row ${rows[0] + 1}`;
  return (
    `${where}: ${which}, ` +
    `as the fit has no estimate for ${rows.length === 1 ? "its" : "their"} combination of fixed effects`
  );
}
