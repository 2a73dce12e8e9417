import type { ViewCell } from "./view";

/**
 * A condition on a column: numbers from `least` to `greatest`, or texts that contain `contains`, regardless of case.
 */
export interface RowFilter {
  /** Index among the view's columns. */
  column: number;
  least?: number;
  greatest?: number;
  contains?: string;
}

/** A view's question for rows of its result. */
export interface RowQuery {
  ask: "rows";
  /**
   * Of the rows that are left by `filters`, in the order of `sort`: the first one, from 0, and the one after the last.
   */
  from: number;
  to: number;
  sort?: { column: number; descending: boolean };
  filters?: RowFilter[];
}

/** The answer to a {@link RowQuery}. */
export interface RowPage {
  /** How many rows pass the filters. */
  matching: number;
  /** Their places in the result, from 0, of the rows asked for. */
  rows: number[];
  /** The cells of these rows, column by column. */
  columns: ViewCell[][];
}
