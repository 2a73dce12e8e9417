import { VIEW_VERSION, type View, type ViewCell, type ViewColumn, viewNumber } from "../show/view";
import { type Column, isNumericArray, valueAt } from "./column";
import { columnSummary } from "./columnSummary";
import type { ColumnTable } from "./columnTable";
import { formatOf, missingText, sizeOf, type TableDisplay } from "./tableReport";

/** So many cells, texts counted by their length, keep a notebook small. */
const ROOM = 40_000;
/** Rows of a view. */
export const MOST_ROWS = 200;
/** Columns of a view; the others are not shown. */
export const MOST_COLUMNS = 200;
/** From so many rows on a summary says more than the rows. */
const LONG = 50;

/** The first rows of a table, and the shape of its columns where these are long. */
export function tableView(table: ColumnTable, display: TableDisplay): View {
  const names = table.columnNames.slice(0, MOST_COLUMNS);
  const room = Math.floor(ROOM / Math.max(1, names.length) / 8);
  const count = Math.min(table.numRows, Math.max(10, Math.min(MOST_ROWS, room)));
  const left = table.columnNames.length - names.length;
  const notes = [...(left > 0 ? [`${left} more columns are not shown`] : []), ...(display.notes ?? [])];
  const view: View = {
    version: VIEW_VERSION,
    kind: "table",
    caption: display.caption ?? sizeOf(table),
    columns: names.map((name) => viewColumn(table, name, count, display)),
    total: table.numRows,
    ...(display.rowHeader ? { rowHeader: true } : {}),
    ...(display.ordered ? { ordered: true } : {}),
    ...(display.interval
      ? { interval: { lower: names.indexOf(display.interval[0]), upper: names.indexOf(display.interval[1]) } }
      : {}),
    ...(notes.length > 0 ? { notes } : {}),
  };
  return display.enrich?.(view) ?? view;
}

function viewColumn(table: ColumnTable, header: string, count: number, display: TableDisplay): ViewColumn {
  const values = table.column(header);
  const cells = Array.from({ length: count }, (_, row) => viewCell(values, row, missingText(display)));
  if (!isNumericArray(values)) return { header, align: display.right?.includes(header) ? "right" : "left", cells };
  return {
    header,
    align: "right",
    format: formatOf(table, header, display)!,
    cells,
    ...(values.length >= LONG && !display.ordered ? { summary: columnSummary(values) } : {}),
  };
}

/**
 * What a view holds of a value: ten significant digits are more than is shown and fewer than the 17 that JSON would
 * take.
 */
export function viewCell(values: Column, row: number, missing: string): ViewCell {
  const value = valueAt(values, row);
  if (value === null) return missing;
  return typeof value === "number" ? viewNumber(Number(value.toPrecision(10))) : String(value);
}
