import type { NumberFormat } from "../show/view";

/** How a column of a result is written; the columns that its numbers are rounded by are told by their names. */
export type ColumnFormat = Omit<NumberFormat, "error"> & { error?: string | readonly [lower: string, upper: string] };

/** p-values. */
export const PVALUE: ColumnFormat = { style: "pvalue" };
/** Statistics of tests and degrees of freedom that are no whole numbers. */
export const STATISTIC: ColumnFormat = { style: "fixed", digits: 2 };
/** Significant digits of a standard error that say all that it does. */
export const ERROR_DIGITS = 2;

/** Numbers with as many decimals as give their standard error two significant digits, row by row. */
export function byError(error: string | readonly [lower: string, upper: string]): ColumnFormat {
  return { style: "error", digits: ERROR_DIGITS, adjustable: true, error };
}

/** Formats of the columns that tables of estimates, tests and intervals have. */
export function estimateFormats(estimates: readonly string[], error: string): { [column: string]: ColumnFormat } {
  const rounded = [...estimates, error, "lower", "upper"].map((name) => [name, byError(error)] as const);
  return { ...Object.fromEntries(rounded), ...TEST_FORMATS };
}

/** Formats of intervals without standard errors: two significant digits of a quarter of each interval's width. */
export function intervalFormats(...estimates: readonly string[]): { [column: string]: ColumnFormat } {
  return Object.fromEntries([...estimates, "lower", "upper"].map((name) => [name, byError(["lower", "upper"])]));
}

/** Formats of the columns that tables of tests have. */
export const TEST_FORMATS: { readonly [column: string]: ColumnFormat } = {
  ...Object.fromEntries(["z", "t", "F", "χ²", "df", "dendf"].map((name) => [name, STATISTIC])),
  ...Object.fromEntries(["p", "Pr(>|z|)", "Pr(>|t|)", "Pr(>F)", "P(>χ²)"].map((name) => [name, PVALUE])),
};
