import { significant } from "../show/numbers";
import type { Report, ReportColumn, ReportRow } from "../show/report";
import type { View } from "../show/view";
import { type Column, isIntegerArray, isNumericArray, valueAt } from "./column";
import type { ColumnTable } from "./columnTable";

/** How a table is shown. */
export interface TableDisplay {
  /** What is said above the table; by default its size. */
  caption?: string;
  /** The first column names the rows, so they are not numbered. */
  rowHeader?: boolean;
  /** What stands for a missing value; by default "missing". */
  missing?: string;
  /** Columns that the source had and the table has not, as no column can hold their values. */
  omitted?: readonly string[];
  /** Lines below the table. */
  notes?: readonly string[];
  /** Columns of text that are aligned as numbers are. */
  right?: readonly string[];
  /** Columns that are the ends of an interval. */
  interval?: readonly [lower: string, upper: string];
  /** @internal Adds what only a reader that can be asked is shown. */
  enrich?: (view: View) => View;
  /** The order of the rows belongs to the result, as in a matrix: they are not sorted, and columns have no summary. */
  ordered?: boolean;
  /** A table with more rows than this is shown by its first 17; by default 20. */
  maxRows?: number;
}

const MAX_ROWS = 20;
const FIRST_ROWS = 17;
const MAX_COLUMNS = 30;

/** The beginning of a table: ⋮ and ⋯ stand for rows and columns left out. */
export function tableReport(table: ColumnTable, display: TableDisplay): Report {
  const cut = table.numRows > (display.maxRows ?? MAX_ROWS);
  const count = cut ? FIRST_ROWS : table.numRows;
  const shown = table.columnNames.slice(0, MAX_COLUMNS).map((name) => shownColumn(table, name, count, display));
  const columns = display.rowHeader ? shown : [rowNumbers(count), ...shown];
  if (table.columnNames.length > MAX_COLUMNS) columns.push(moreColumns(count));
  const rows = Array.from(
    { length: count },
    (_, row): ReportRow => ({ cells: columns.map(({ cells }) => cells[row]) }),
  );
  if (cut) rows.push({ cells: columns.map(() => "⋮") });
  return {
    caption: display.caption ?? sizeOf(table),
    columns: columns.map(({ column }) => column),
    rows,
    ...(display.notes === undefined || display.notes.length === 0 ? {} : { notes: [...display.notes] }),
    rowHeader: true,
  };
}

interface ShownColumn {
  column: ReportColumn;
  cells: string[];
}

function shownColumn(table: ColumnTable, name: string, count: number, display: TableDisplay): ShownColumn {
  const values = table.column(name);
  const cells = Array.from({ length: count }, (_, row) => cellText(values, row) ?? missingText(display));
  return {
    column: { header: name, align: isNumericArray(values) || display.right?.includes(name) ? "right" : "left" },
    cells,
  };
}

/**
 * A value as text: whole numbers of integer columns plain, others with six significant digits; undefined if missing.
 */
export function cellText(values: Column, row: number): string | undefined {
  const value = valueAt(values, row);
  if (value === null) return undefined;
  return typeof value === "number" && !isIntegerArray(values) ? significant(value) : String(value);
}

function rowNumbers(count: number): ShownColumn {
  return { column: { header: "", align: "right" }, cells: Array.from({ length: count }, (_, row) => String(row + 1)) };
}

function moreColumns(count: number): ShownColumn {
  return { column: { header: "⋯", align: "left" }, cells: Array.from({ length: count }, () => "⋯") };
}

/** What stands for a missing value. */
export function missingText({ missing = "missing" }: TableDisplay): string {
  return missing;
}

/** The caption of a table without one. */
export function sizeOf(table: ColumnTable): string {
  const columns = table.columnNames.length;
  return (
    `Table with ${columns} ${columns === 1 ? "column" : "columns"} ` +
    `and ${table.numRows} ${table.numRows === 1 ? "row" : "rows"}`
  );
}
