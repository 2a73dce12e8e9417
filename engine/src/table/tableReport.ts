import { columnTexts } from "../show/columnTexts";
import { significant } from "../show/numbers";
import type { Report, ReportColumn, ReportRow } from "../show/report";
import type { NumberFormat, View, ViewCell, ViewColumn } from "../show/view";
import { type Column, isIntegerArray, isNumericArray, type NumericArray, valueAt } from "./column";
import type { ColumnTable } from "./columnTable";
import type { ColumnFormat } from "./resultFormats";

/** How a table is shown. */
export interface TableDisplay {
  /** What is said above the table; by default its size. */
  caption?: string;
  /** The first column names the rows, so they are not numbered. */
  rowHeader?: boolean;
  /** What the names of the rows stand for, in a column behind them that the table has only where it is shown. */
  meanings?: { readonly header: string; readonly of: readonly string[] };
  /** What stands for a missing value; by default "missing". */
  missing?: string;
  /** Columns that the source had and the table has not, as no column can hold their values. */
  omitted?: readonly string[];
  /** Lines below the table. */
  notes?: readonly string[];
  /** Columns of text that are aligned as numbers are. */
  right?: readonly string[];
  /** How columns of numbers are written that are not as those of any table. */
  formats?: { readonly [column: string]: ColumnFormat };
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
const WHOLE: NumberFormat = { style: "integer" };
const REAL: NumberFormat = { style: "significant", digits: 6, adjustable: true };

/** The beginning of a table: ⋮ and ⋯ stand for rows and columns left out. */
export function tableReport(table: ColumnTable, display: TableDisplay): Report {
  const cut = table.numRows > (display.maxRows ?? MAX_ROWS);
  const count = cut ? FIRST_ROWS : table.numRows;
  const names = table.columnNames.slice(0, MAX_COLUMNS);
  const own = names.map((header): ViewColumn => {
    const values = table.column(header);
    const format = formatOf(table, header, display);
    const cell = (_: unknown, row: number): ViewCell => {
      const value = valueAt(values, row) ?? missingText(display);
      return typeof value === "boolean" ? String(value) : value;
    };
    return {
      header,
      align: format !== undefined || display.right?.includes(header) ? "right" : "left",
      cells: Array.from({ length: count }, cell),
      ...(format === undefined ? {} : { format }),
    };
  });
  const shown = own.map(({ header, align }, j) => ({ column: { header, align }, cells: columnTexts(own, j) }));
  const columns = display.rowHeader ? withMeanings(shown, display, count) : [rowNumbers(count), ...shown];
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

/** How the numbers of a column are written; undefined for texts. */
export function formatOf(table: ColumnTable, name: string, { formats }: TableDisplay): NumberFormat | undefined {
  const values = table.column(name);
  if (!isNumericArray(values)) return undefined;
  if (formats !== undefined && Object.hasOwn(formats, name)) {
    const { error, ...format } = formats[name];
    if (error === undefined) return format;
    const at = (other: string): number => table.columnNames.indexOf(other);
    return { ...format, error: typeof error === "string" ? at(error) : [at(error[0]), at(error[1])] };
  }
  if (isWhole(values)) return WHOLE;
  return formats === undefined ? REAL : { ...REAL, adjustable: false };
}

/** Whether a column holds whole numbers, by its type or, where some are missing, by its values. */
export function isWhole(values: NumericArray): boolean {
  if (isIntegerArray(values)) return true;
  return values.every((value) => Number.isNaN(value) || Number.isSafeInteger(value));
}

/** A value as text, undefined if missing. @param isPlain whether numbers have all digits, else six significant ones */
export function cellText(values: Column, row: number, isPlain: boolean): string | undefined {
  const value = valueAt(values, row);
  if (value === null) return undefined;
  return typeof value === "number" && !isPlain ? significant(value) : String(value);
}

function withMeanings(shown: ShownColumn[], { meanings }: TableDisplay, count: number): ShownColumn[] {
  if (meanings === undefined) return shown;
  const column = { header: meanings.header, align: "left" } as const;
  return [...shown.slice(0, 1), { column, cells: meanings.of.slice(0, count) }, ...shown.slice(1)];
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
