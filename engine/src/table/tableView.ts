import { VIEW_VERSION, viewNumber, type ColumnSummary, type NumberFormat, type View, type ViewCell, type ViewColumn } from "../show/view";
import { type Column, isIntegerArray, isNumericArray, type NumericArray, valueAt } from "./column";
import type { Table } from "./table";
import { sizeOf, type TableDisplay } from "./tableReport";

/** So many cells, texts counted by their length, keep a notebook small. */
const ROOM = 40_000;
const MOST_ROWS = 200;
const MOST_COLUMNS = 200;
/** From so many rows on a summary says more than the rows. */
const LONG = 50;
const BINS = 24;
const WHOLE: NumberFormat = { style: "integer" };
const REAL: NumberFormat = { style: "significant", digits: 6, adjustable: true };

/** The first rows of a table, and the shape of its columns where these are long. */
export function tableView(table: Table, display: TableDisplay): View {
  const names = table.columnNames.slice(0, MOST_COLUMNS);
  const room = Math.floor(ROOM / Math.max(1, names.length) / 8);
  const count = Math.min(table.numRows, Math.max(10, Math.min(MOST_ROWS, room)));
  const left = table.columnNames.length - names.length;
  return {
    version: VIEW_VERSION,
    kind: "table",
    caption: display.caption ?? sizeOf(table),
    columns: names.map((name) => viewColumn(name, table.column(name), count, display.missing ?? "missing")),
    total: table.numRows,
    ...(display.rowHeader ? { rowHeader: true } : {}),
    ...(display.interval ? { interval: { lower: names.indexOf(display.interval[0]), upper: names.indexOf(display.interval[1]) } } : {}),
    ...(left > 0 ? { notes: [`${left} more columns are not shown`] } : {}),
  };
}

function viewColumn(header: string, values: Column, count: number, missing: string): ViewColumn {
  const cells = Array.from({ length: count }, (_, row) => cell(values, row, missing));
  if (!isNumericArray(values)) return { header, align: "left", cells };
  const format = isIntegerArray(values) ? WHOLE : REAL;
  return { header, align: "right", format, cells, ...(values.length >= LONG ? { summary: columnSummary(values) } : {}) };
}

/** Ten significant digits are more than is shown and fewer than the 17 that JSON would take. */
function cell(values: Column, row: number, missing: string): ViewCell {
  const value = valueAt(values, row);
  if (value === null) return missing;
  return typeof value === "number" ? viewNumber(Number(value.toPrecision(10))) : String(value);
}

function columnSummary(values: NumericArray): ColumnSummary | undefined {
  const sorted = Float64Array.from(values).filter(Number.isFinite).sort();
  if (sorted.length === 0) return undefined;
  const least = sorted[0];
  const range = sorted[sorted.length - 1] - least;
  const counts = Array<number>(BINS).fill(0);
  for (const value of sorted) counts[range === 0 ? 0 : Math.min(BINS - 1, Math.floor(((value - least) / range) * BINS))]++;
  const quantile = (p: number): number => {
    const position = p * (sorted.length - 1);
    const below = Math.floor(position);
    return sorted[below] + (position - below) * (sorted[Math.ceil(position)] - sorted[below]);
  };
  return { quantiles: [0, 0.25, 0.5, 0.75, 1].map((p) => Number(quantile(p).toPrecision(10))), counts, missing: values.length - sorted.length };
}
