import { DataError } from "../../errors";
import { type Column, isNumericArray } from "../column";

/** The columns of a table of another package. */
export interface FrameColumns {
  readonly columns: [string, Column][];
  /** Names of the columns that hold lists, structures or bytes, which no column of a table can. */
  readonly omitted: readonly string[];
}

type Cell = number | string | boolean | undefined;

/**
 * A user's values as a column: numbers, bigints, strings, booleans, dates (as ISO strings); `null`, `undefined` and NaN
 * are missing. Whole numbers beyond ±2^53, as in identifiers, would lose digits as numbers: their column is one of
 * texts.
 * Throws if the values are of mixed kinds or are objects.
 */
export function parseColumn(name: string, values: ArrayLike<unknown>): Column {
  if (isNumericArray(values)) return values.slice();
  if (values instanceof Uint8ClampedArray) return Uint8Array.from(values);
  const isLabel = Array.prototype.some.call(values, isLongInteger);
  const cells = Array.from(values, (value, row) =>
    parseCell(name, isLabel && isWhole(value) ? String(value) : value, row),
  );
  switch (commonKind(name, cells)) {
    case "string":
      return cells.map((cell) => (cell ?? null) as string | null);
    case "boolean":
      return cells.map((cell) => (cell ?? null) as boolean | null);
    default:
      return numbers(cells as (number | undefined)[]);
  }
}

/** Whether values are lists, structures or functions, of which no column can be; dates can. */
export function areNoCells(values: ArrayLike<unknown>): boolean {
  if (isNumericArray(values)) return false;
  const first = Array.prototype.find.call(values, (value) => value !== null && value !== undefined) as unknown;
  return typeof first === "function" || (typeof first === "object" && first !== null && !(first instanceof Date));
}

function parseCell(name: string, value: unknown, row: number): Cell {
  if (value === null || value === undefined || Number.isNaN(value)) return undefined;
  if (typeof value === "number" || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString();
  const what = Array.isArray(value) ? "an array" : typeof value === "object" ? "an object" : `a ${typeof value}`;
  throw new DataError(`a column holds numbers, strings, booleans or dates; '${name}' holds ${what} in row ${row + 1}`);
}

/** A whole number that a number cannot hold to its last digit. */
function isLongInteger(value: unknown): boolean {
  return typeof value === "bigint" && !Number.isSafeInteger(Number(value));
}

function isWhole(value: unknown): boolean {
  return typeof value === "bigint" || Number.isInteger(value);
}

function commonKind(name: string, cells: Cell[]): string {
  const first = cells.find((cell) => cell !== undefined);
  const other = cells.findIndex((cell) => cell !== undefined && typeof cell !== typeof first);
  if (other < 0) return typeof first;
  throw new DataError(
    `a column holds values of one kind; '${name}' holds the ${typeof first} ${quoted(first)} ` +
      `and in row ${other + 1} the ${typeof cells[other]} ${quoted(cells[other])}`,
  );
}

function quoted(cell: Cell): string {
  return typeof cell === "string" ? `'${cell}'` : String(cell);
}

function numbers(cells: (number | undefined)[]): Int32Array | Float64Array {
  const allInt32 = cells.length > 0 && cells.every((cell) => cell !== undefined && Object.is(cell | 0, cell));
  return allInt32 ? Int32Array.from(cells as number[]) : Float64Array.from(cells, (cell) => cell ?? NaN);
}
