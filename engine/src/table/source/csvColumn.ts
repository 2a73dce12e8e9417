import type { Column } from "../column";
import { parseColumn } from "./parseColumn";

/** Numbers as text; those with leading zeros are labels, such as "007". */
const NUMBER = /^[+-]?(?:0|[1-9]\d*)?(?:\.\d*)?(?:[eE][+-]?\d+)?$/;
const COMMA_NUMBER = /^[+-]?\d*,\d*(?:[eE][+-]?\d+)?$/;

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
  const plain = (cell: string): string => (decimal === "," && COMMA_NUMBER.test(cell) ? cell.replace(",", ".") : cell);
  const present = trimmed.filter((_, i) => !isAbsent[i]);
  const all = (test: (cell: string) => boolean): boolean => present.length > 0 && present.every(test);
  if (all((cell) => isNumber(plain(cell))) && !present.some((cell) => isLongInteger(plain(cell))))
    return values((cell) => Number(plain(cell)));
  if (all((cell) => /^(?:true|false)$/i.test(cell))) return values((cell) => cell.toLowerCase() === "true");
  return values((_, i) => cells[i]);
}

function isNumber(cell: string): boolean {
  return NUMBER.test(cell) && /\d/.test(cell);
}

/** A whole number with more digits than a number keeps: the column is one of labels. */
function isLongInteger(cell: string): boolean {
  return /^[+-]?\d+$/.test(cell) && !Number.isSafeInteger(Number(cell));
}
