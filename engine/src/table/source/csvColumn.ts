import type { Column } from "../column";
import { type CSVCells, everyPresent, somePresent } from "./csvCells";

/** Numbers as text; those with leading zeros are labels, such as "007", and so is an exponent alone, such as "E1". */
const NUMBER = /^[+-]?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const COMMA_NUMBER = /^[+-]?(?:\d+,\d*|,\d+)(?:[eE][+-]?\d+)?$/;
/** Digits in threes: "1,234" may be a thousand. */
const THOUSANDS = /^[+-]?[1-9]\d{0,2},\d{3}$/;
/** The minus of printed texts. */
const MINUS = 0x2212;
const PRINTED_MINUS = /^\u2212(?=[\d.,])/;
const TRUTH = /^(?:true|false)$/i;
/** Whole numbers with fewer digits are below 2^53. */
const SAFE_DIGITS = 15;

/**
 * The cells of a column: of numbers or of true and false, whatever blanks stand around them, if all are such, no whole
 * number is beyond ±2^53 and none beyond what a number can be; else of texts as they are.
 * @param decimal what begins the decimals of numbers
 */
export function csvColumn(column: CSVCells, decimal: "." | ","): Column {
  if (everyPresent(column, (cell) => isNumber(cell, decimal)) && !somePresent(column, isLongInteger)) {
    const numbers = numbersOf(column, decimal);
    if (!numbers.some((value) => value === Infinity || value === -Infinity)) return numbers;
  }
  const { cells, trimmed, isAbsent } = column;
  if (everyPresent(column, (cell) => TRUTH.test(cell)))
    return trimmed.map((cell, i) => (isAbsent[i] === 1 ? null : cell.toLowerCase() === "true"));
  if (column.presentCount === 0) return new Float64Array(cells.length).fill(NaN);
  return cells.map((cell, i) => (isAbsent[i] === 1 ? null : cell));
}

function numbersOf({ trimmed, isAbsent, absent }: CSVCells, decimal: "." | ","): Int32Array | Float64Array {
  const values = new Float64Array(trimmed.length);
  // A number that stands for a missing one does so however it is written.
  const missing = new Set([...absent].filter((text) => isNumber(text, decimal)).map(numberOf));
  let areInt32 = values.length > 0;
  for (let i = 0; i < values.length; i++) {
    const cell = trimmed[i];
    const read =
      isAbsent[i] === 1 ? NaN : decimal === "," || cell.charCodeAt(0) === MINUS ? numberOf(cell) : Number(cell);
    const value = missing.size > 0 && missing.has(read) ? NaN : read;
    values[i] = value;
    areInt32 &&= Object.is(value | 0, value);
  }
  return areInt32 ? Int32Array.from(values) : values;
}

function numberOf(cell: string): number {
  return Number(cell.replace(PRINTED_MINUS, "-").replace(",", "."));
}

/** Whether a cell without blanks around it is a number whose decimals begin so. */
export function isNumber(written: string, decimal: "." | ","): boolean {
  const cell = written.charCodeAt(0) === MINUS ? written.replace(PRINTED_MINUS, "-") : written;
  if (decimal === ".") return NUMBER.test(cell);
  return COMMA_NUMBER.test(cell) || (NUMBER.test(cell) && !cell.includes("."));
}

/** Whether the comma of a cell may part a thousand: "1,234". */
export function isThousands(cell: string): boolean {
  return THOUSANDS.test(cell);
}

/** Whether a cell is a number that a column of numbers can hold. */
export function isHeldNumber(cell: string, decimal: "." | ","): boolean {
  return isNumber(cell, decimal) && Number.isFinite(numberOf(cell));
}

/** A whole number with more digits than a number keeps: the column is one of labels. */
function isLongInteger(cell: string): boolean {
  return cell.length > SAFE_DIGITS && /^[+-]?\d+$/.test(cell) && !Number.isSafeInteger(Number(cell));
}

/**
 * What begins the decimals, as the columns tell it: a comma if one is of numbers with commas, but for fewer than half
 * of its cells that are no numbers at all, of which one at least is no thousand, and none is of numbers with points.
 * Undefined where nothing tells.
 */
export function decimalOf(columns: readonly CSVCells[]): "." | "," | undefined {
  let comma = false;
  for (const column of columns) {
    const isPoint = everyPresent(column, (cell) => isNumber(cell, "."));
    if (isPoint && somePresent(column, (cell) => cell.includes("."))) return ".";
    comma ||=
      somePresent(column, (cell) => cell.includes(",") && !THOUSANDS.test(cell) && isNumber(cell, ",")) &&
      everyPresent(column, (cell) => isNumber(cell, ",") || !/\d[.,]\d/.test(cell)) &&
      isMostly(column, (cell) => isNumber(cell, ","));
  }
  return comma ? "," : undefined;
}

function isMostly({ trimmed, isAbsent, presentCount }: CSVCells, test: (cell: string) => boolean): boolean {
  let count = 0;
  for (let i = 0; i < trimmed.length; i++) if (isAbsent[i] === 0 && test(trimmed[i])) count++;
  return 2 * count > presentCount;
}
