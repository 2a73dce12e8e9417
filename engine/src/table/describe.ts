import type { View, ViewShape } from "../show/view";
import { counted } from "../words/counted";
import { asTable, type TableLike } from "./asTable";
import { compareCodePoints } from "./codePoints";
import { type Column, isNumericArray, kindOf, typeName, valueAt } from "./column";
import { columnSummary } from "./columnSummary";
import { Table } from "./table";
import { cellText, isWhole } from "./tableReport";

/** So many of a column's levels are counted by name. */
const MOST_LEVELS = 12;

interface Summary {
  mean: number;
  min: string | null;
  median: number;
  max: string | null;
  nmissing: number;
  type: string;
}

/**
 * A summary of every column: a table with variable, mean, min, median, max, nmissing and type.
 * `min` and `max` are texts, of strings by code point; strings have no mean and median (NaN). Booleans count as 0 and
 * 1.
 */
export function describe(data: TableLike): Table {
  const table = asTable(data);
  const summaries = table.columnNames.map((name) => summary(table.column(name)));
  return Table.fromColumns(
    [
      ["variable", table.columnNames.slice()],
      ["mean", Float64Array.from(summaries, ({ mean }) => mean)],
      ["min", summaries.map(({ min }) => min)],
      ["median", Float64Array.from(summaries, ({ median }) => median)],
      ["max", summaries.map(({ max }) => max)],
      ["nmissing", Int32Array.from(summaries, ({ nmissing }) => nmissing)],
      ["type", summaries.map(({ type }) => type)],
    ],
    {
      caption: `${counted(table.columnNames.length, "variable")}, ${counted(table.numRows, "row")}`,
      rowHeader: true,
      missing: "",
      maxRows: Infinity,
      enrich: (view) => withShapes(view, table),
    },
  );
}

/** A histogram of each numeric column, counts of the levels of each other. */
function withShapes(view: View, table: Table): View {
  const cells = table.columnNames.slice(0, view.columns[0].cells.length).map((name) => shapeOf(table.column(name)));
  return { ...view, shapes: { header: "distribution", after: 1, cells } };
}

function shapeOf(column: Column): ViewShape | null {
  if (isNumericArray(column)) {
    const summary = columnSummary(column);
    return summary === undefined ? null : { kind: "sample", summary };
  }
  const counts = new Map<string, number>();
  for (let row = 0; row < column.length; row++) {
    const value = valueAt(column, row);
    if (value !== null) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
  }
  const levels = Array.from(counts, ([name, count]) => ({ name, count })).sort(
    (a, b) => b.count - a.count || compareCodePoints(a.name, b.name),
  );
  return levels.length === 0 ? null : { kind: "levels", levels: levels.slice(0, MOST_LEVELS), total: levels.length };
}

function summary(column: Column): Summary {
  const { present, least, greatest } = rangeOf(column);
  const numbers = numbersInOrder(column);
  const isPlain = !isNumericArray(column) || isWhole(column);
  return {
    mean: numbers.reduce((sum, value) => sum + value, 0) / numbers.length,
    min: cellText(column, least, isPlain) ?? null,
    median: medianOfSorted(numbers),
    max: cellText(column, greatest, isPlain) ?? null,
    nmissing: column.length - present,
    type: typeName(column),
  };
}

/** How many rows have a value, the first row of the least value and the last row of the greatest one. */
function rangeOf(column: Column): { present: number; least: number; greatest: number } {
  const compare = isNumericArray(column)
    ? (a: number, b: number) => column[a] - column[b]
    : (a: number, b: number) => (column[a] === column[b] ? 0 : compareCodePoints(String(column[a]), String(column[b])));
  let present = 0;
  let least = -1;
  let greatest = -1;
  for (let row = 0; row < column.length; row++) {
    if (valueAt(column, row) === null) continue;
    if (present === 0 || compare(row, least) < 0) least = row;
    if (present === 0 || compare(row, greatest) >= 0) greatest = row;
    present++;
  }
  return { present, least, greatest };
}

/** The numbers of a column without missing ones, booleans as 0 and 1, in ascending order; none of texts. */
function numbersInOrder(column: Column): Float64Array {
  if (isNumericArray(column))
    return Float64Array.from(column)
      .filter((value) => !Number.isNaN(value))
      .sort();
  if (kindOf(column) === "string") return new Float64Array(0);
  return Float64Array.from((column as unknown[]).filter((value) => value !== null).map(Number)).sort();
}

function medianOfSorted(values: Float64Array): number {
  const half = Math.floor(values.length / 2);
  if (values.length === 0) return NaN;
  return values.length % 2 === 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}
