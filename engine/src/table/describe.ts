import { asTable, type TableLike } from "./asTable";
import { compareCodePoints } from "./codePoints";
import { type Column, isNumericArray, typeName, valueAt } from "./column";
import { Table } from "./table";
import { cellText } from "./tableReport";

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
 * `min` and `max` are texts, of strings by code point; strings have no mean and median (NaN). Booleans count as 0 and 1.
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
    { caption: `${count(table.columnNames.length, "variable")}, ${count(table.numRows, "row")}`, rowHeader: true, missing: "", maxRows: Infinity },
  );
}

function summary(column: Column): Summary {
  const order = presentRowsInOrder(column);
  const numbers = typeof valueAt(column, order[0]) === "string" ? [] : order.map((row) => Number(column[row]));
  return {
    mean: numbers.reduce((sum, value) => sum + value, 0) / numbers.length,
    min: cellText(column, order[0]) ?? null,
    median: medianOfSorted(numbers),
    max: cellText(column, order[order.length - 1]) ?? null,
    nmissing: column.length - order.length,
    type: typeName(column),
  };
}

/** The rows with a value, from the least value to the greatest. */
function presentRowsInOrder(column: Column): number[] {
  const rows = Array.from(column.keys()).filter((row) => valueAt(column, row) !== null);
  if (isNumericArray(column)) return rows.sort((a, b) => column[a] - column[b]);
  return rows.sort((a, b) => compareCodePoints(String(column[a]), String(column[b])));
}

function medianOfSorted(values: number[]): number {
  const half = Math.floor(values.length / 2);
  if (values.length === 0) return NaN;
  return values.length % 2 === 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
