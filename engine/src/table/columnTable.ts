import type { Column } from "./column";

/** Named columns of equal length, as far as those need to know who read or show a table. */
export interface ColumnTable {
  readonly numRows: number;
  readonly columnNames: readonly string[];
  column(name: string): Column;
}
