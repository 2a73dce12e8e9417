import type { Column } from "../column";
import { parseColumn } from "./parseColumn";

/** Numbers as text; those with leading zeros are labels, such as "007". */
const NUMBER = /^[+-]?(?:0|[1-9]\d*)?(?:\.\d*)?(?:[eE][+-]?\d+)?$/;
const COMMA_NUMBER = /^[+-]?\d*,\d*(?:[eE][+-]?\d+)?$/;
/** Digits in threes: "1,234" may be a thousand. */
const THOUSANDS = /^[+-]?[1-9]\d{0,2},\d{3}$/;

export interface CSVColumnOptions {
  readonly decimal: "." | ",";
  /** Cells that stand for a missing value, also with blanks around them. */
  readonly absent: ReadonlySet<string>;
}

/**
 * The cells of a column: of numbers or of true and false, whatever blanks stand around them, if all are such and no
 * whole number is beyond ±2^53; else of texts as they are.
 */
export function csvColumn(name: string, cells: readonly string[], { decimal, absent }: CSVColumnOptions): Column {
  const trimmed = cells.map((cell) => cell.trim());
  const isAbsent = cells.map((cell, i) => absent.has(cell) || absent.has(trimmed[i]));
  const values = (read: (cell: string, i: number) => unknown): Column =>
    parseColumn(
      name,
      trimmed.map((cell, i) => (isAbsent[i] ? null : read(cell, i))),
    );
  const present = trimmed.filter((_, i) => !isAbsent[i]);
  const all = (test: (cell: string) => boolean): boolean => present.length > 0 && present.every(test);
  if (all((cell) => isNumber(cell, decimal)) && !present.some(isLongInteger))
    return values((cell) => Number(cell.replace(",", ".")));
  if (all((cell) => /^(?:true|false)$/i.test(cell))) return values((cell) => cell.toLowerCase() === "true");
  return values((_, i) => cells[i]);
}

/** Whether a cell without blanks around it is a number whose decimals begin so. */
export function isNumber(cell: string, decimal: "." | ","): boolean {
  if (!/\d/.test(cell)) return false;
  return decimal === "," && COMMA_NUMBER.test(cell)
    ? true
    : NUMBER.test(cell) && !(decimal === "," && cell.includes("."));
}

/** A whole number with more digits than a number keeps: the column is one of labels. */
function isLongInteger(cell: string): boolean {
  return /^[+-]?\d+$/.test(cell) && !Number.isSafeInteger(Number(cell));
}

/**
 * What begins the decimals, as the columns tell it: a comma if one is wholly of numbers with commas of which one at
 * least is no thousand, and none is of numbers with points. Undefined where nothing tells.
 */
export function decimalOf(columns: readonly (readonly string[])[], absent: ReadonlySet<string>): "." | "," | undefined {
  let comma = false;
  for (const cells of columns) {
    const present = cells.map((cell) => cell.trim()).filter((cell) => !absent.has(cell));
    if (present.some((cell) => cell.includes(".")) && present.every((cell) => isNumber(cell, "."))) return ".";
    comma ||=
      present.some((cell) => cell.includes(",") && !THOUSANDS.test(cell)) &&
      present.every((cell) => isNumber(cell, ","));
  }
  return comma ? "," : undefined;
}
