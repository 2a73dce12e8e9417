import { DataError } from "../errors";
import { inspect } from "../platform/inspect";
import { memberOf } from "../show/strictMembers";
import { listNames } from "../words/nearest";
import { type ArrowColumnOptions, type ArrowTableLike, arrowColumns, isArrowTable } from "./arrow/fromArrow";
import type { Column } from "./column";
import type { ColumnTable } from "./columnTable";
import type { RowOf, RowOfColumns } from "./row";
import { type ArqueroTableLike, arqueroColumns, isArqueroTable } from "./source/fromArquero";
import { type DanfoFrameLike, danfoColumns, isDanfoFrame } from "./source/fromDanfo";
import { type FrameLike, frameColumns } from "./source/fromFrame";
import { type FrameColumns, parseColumn } from "./source/parseColumn";
import { Table } from "./table";

/**
 * Data that can be read as a table: a {@link Table}, a matrix with names, a table of arquero (its rows as they are
 * filtered and ordered), an Apache Arrow table (of apache-arrow or flechette), a DataFrame of danfojs or nodejs-polars,
 * an array of row objects, or an object of columns.
 */
export type TableLike =
  | Table
  | ColumnTable
  | ArqueroTableLike
  | ArrowTableLike
  | DanfoFrameLike
  | FrameLike
  | readonly object[]
  | { readonly [column: string]: ArrayLike<unknown> };

/**
 * Reads a user's data as a table. `null`, `undefined` and NaN are missing values, dates become ISO strings, bigints
 * numbers, or texts if one of their column is beyond ±2^53.
 * Throws if there are no rows or columns, if columns differ in length or share a name, or if a column is of mixed
 * kinds.
 */
export function asTable<R extends object>(data: readonly R[]): Table<RowOf<R>>;
export function asTable<C extends { readonly [column: string]: ArrayLike<unknown> }>(data: C): Table<RowOfColumns<C>>;
export function asTable(data: TableLike): Table;
export function asTable(data: TableLike): Table {
  const table = data instanceof Table ? data : tableOf(data);
  if (table.columnNames.length === 0) throw new DataError("a table needs at least one column; this one has none");
  if (table.numRows === 0) throw new DataError("a table needs at least one row; this one has none");
  return table;
}

/** An Arrow table as ours, which says which columns it has left out. @param options how its levels are ordered */
export function tableOfArrow(data: ArrowTableLike, options?: ArrowColumnOptions): Table {
  return tableWithout(arrowColumns(data, options));
}

/** A table of the columns that are left, which says which ones it has left out. */
function tableWithout({ columns, omitted }: FrameColumns): Table {
  if (omitted.length === 0) return Table.fromColumns(columns);
  if (columns.length === 0)
    throw new DataError(
      `no column can hold lists, structures or bytes, and this table has nothing else: ${listNames(omitted)}`,
    );
  const note = `left out, as no column can hold ${omitted.length === 1 ? "its" : "their"} lists, structures or bytes: `;
  return Table.fromColumns(columns, { notes: [note + listNames(omitted)], omitted });
}

function tableOf(data: Exclude<TableLike, Table>): Table {
  if (typeof data !== "object" || data === null || isSingleColumn(data))
    throw new DataError(
      "data must be a table (ours, of arquero or Arrow), a DataFrame, row objects or an object of columns, " +
        `not ${inspect(data, { maxArrayLength: 3, maxStringLength: 40, breakLength: Infinity })}`,
    );
  if (isArrowTable(data)) return tableOfArrow(data);
  if (isArqueroTable(data)) return tableWithout(arqueroColumns(data));
  return ownFrame(data) ?? tableWithout(frameColumns(data) ?? { columns: objectColumns(data), omitted: [] });
}

/** Tables whose columns are known, and rows. */
function ownFrame(data: object): Table | undefined {
  if (isDanfoFrame(data)) return Table.fromColumns(danfoColumns(data));
  if (isEngineTable(data)) return Table.fromColumns(data.columnNames.map((name) => [name, data.column(name)]));
  return Array.isArray(data) ? Table.fromColumns(rowColumns(data)) : undefined;
}

function isSingleColumn(data: object): boolean {
  return ArrayBuffer.isView(data) || data instanceof Map || data instanceof Set || data instanceof Date;
}

/** Also a table of another copy of this package, of which `instanceof` knows nothing. */
function isEngineTable(data: object): data is Pick<Table, "columnNames" | "column"> {
  return Array.isArray(memberOf(data, "columnNames")) && typeof memberOf(data, "column") === "function";
}

function rowColumns(rows: readonly unknown[]): [string, Column][] {
  const names = new Set<string>();
  rows.forEach((row, index) => {
    if (typeof row !== "object" || row === null || Array.isArray(row)) {
      throw new DataError(`every row must be an object; row ${index + 1} is ${inspect(row)}`);
    }
    for (const name of Object.keys(row)) names.add(name);
  });
  return [...names].map((name) => [
    name,
    parseColumn(
      name,
      rows.map((row) => ownValue(row as object, name)),
    ),
  ]);
}

function ownValue(row: object, name: string): unknown {
  return Object.hasOwn(row, name) ? (row as { [name: string]: unknown })[name] : undefined;
}

function objectColumns(data: object): [string, Column][] {
  const columns = data as { readonly [column: string]: unknown };
  if (isSeries(data))
    throw new DataError("a series is one column, which a table is to name, as in { x: series.values }; got a series");
  return Object.keys(columns).map((name) => {
    const values = columns[name];
    if (Array.isArray(values) || isTypedArray(values)) return [name, parseColumn(name, values)];
    throw new DataError(
      `every column must be an array; '${name}' is ${inspect(values, { depth: 0, maxStringLength: 40 })}`,
    );
  });
}

/** One column of a frame of danfojs, nodejs-polars or another package: an object of a class that gives its values. */
function isSeries(data: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(data);
  const isPlain = prototype === null || prototype === Object.prototype;
  return !isPlain && (Array.isArray(memberOf(data, "values")) || typeof memberOf(data, "toArray") === "function");
}

function isTypedArray(values: unknown): values is Float64Array {
  return ArrayBuffer.isView(values) && !(values instanceof DataView);
}
