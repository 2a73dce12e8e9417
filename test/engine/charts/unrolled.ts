import type { Panel } from "engine/charts/parts/panels";
import type { DataRow } from "engine/charts/parts/spec";

/** The array that a row's field holds. */
export function numbersOf(row: DataRow, field: string): number[] {
  return row[field] as number[];
}

/** The row of arrays that a panel's layers unroll. */
export function rowOf({ data }: Panel): DataRow {
  return data!.values[0];
}
