import { asTable } from "engine/table/asTable";
import type { Table } from "engine/table/table";

/** Some rows of a table, by their numbers from 0. */
export function rowsOf(table: Table, rows: readonly number[]): Table {
  const columns = table.columnNames.map((name) => {
    const values = table.column(name);
    return [name, rows.map((row) => values[row])];
  });
  return asTable(Object.fromEntries(columns) as { [column: string]: string[] });
}
