import { memberOf } from "../../show/strictMembers";
import { type Column, isNumericArray } from "../column";
import { levelOrderOf, withLevelOrder } from "../levelOrder";
import { areNoCells, type FrameColumns, parseColumn } from "./parseColumn";

/** A column of an arquero table: an array, a typed array or a column of an Arrow table. */
export interface ArqueroColumnLike {
  readonly length: number;
  at(row: number): unknown;
}

/** What a table of arquero offers to read it. */
export interface ArqueroTableLike {
  numRows(): number;
  columnNames(): string[];
  column(name: string): ArqueroColumnLike | undefined;
  isFiltered(): boolean;
  isOrdered(): boolean;
  /** The rows that pass the filter, in the order of the table. */
  indices(order?: boolean): ArrayLike<number>;
}

const METHODS = ["numRows", "columnNames", "column", "indices", "isFiltered", "isOrdered"] as const;

export function isArqueroTable(data: object): data is ArqueroTableLike {
  return METHODS.every((name) => typeof memberOf(data, name) === "function");
}

/**
 * The columns of an arquero table, those of arrays without a copy where it is neither filtered nor ordered: arquero
 * itself shares them between tables and writes into none. Groups play no part.
 */
export function arqueroColumns(table: ArqueroTableLike): FrameColumns {
  const rows = table.isFiltered() || table.isOrdered() ? table.indices(true) : undefined;
  const columns: [string, Column][] = [];
  const omitted: string[] = [];
  for (const name of table.columnNames()) {
    const values = table.column(name)!;
    if (Array.isArray(values) && areNoCells(values)) {
      omitted.push(name);
      continue;
    }
    const order = Array.isArray(values) ? levelOrderOf(values as Column) : undefined;
    const column = columnOf(name, values, rows);
    columns.push([name, order === undefined ? column : withLevelOrder(column, order)]);
  }
  return { columns, omitted };
}

function columnOf(name: string, values: ArqueroColumnLike, rows: ArrayLike<number> | undefined): Column {
  if (isNumericArray(values)) return rows === undefined ? values : chosen(values, rows);
  if (rows === undefined && isTexts(values)) return values;
  const count = rows?.length ?? values.length;
  return parseColumn(
    name,
    Array.from({ length: count }, (_, i) => values.at(rows === undefined ? i : rows[i])),
  );
}

function chosen<T extends Column & { readonly BYTES_PER_ELEMENT: number }>(values: T, rows: ArrayLike<number>): T {
  const result = new (values.constructor as new (length: number) => T)(rows.length);
  for (let i = 0; i < rows.length; i++) result[i] = values[rows[i]];
  return result;
}

function isTexts(values: unknown): values is (string | null)[] {
  return Array.isArray(values) && values.every((value) => typeof value === "string" || value === null);
}
