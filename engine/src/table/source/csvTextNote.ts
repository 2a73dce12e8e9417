import { type CSVCells, everyPresent, somePresent } from "./csvCells";
import { isHeldNumber, isNumber, isThousands } from "./csvColumn";

/** Other values than numbers that a note names at most. */
const NAMED = 5;
/** What programs write where a number is missing; of no other values does a column of numbers have as many. */
const MARKS =
  /^(?:null|none|nan|nil|<na>|n\.? ?[/.]? ?a\.?|k\.? ?a\.?|#n\/a|#null!|#div\/0!|#value!|\.|-+|\?|missing|\(null\))$/i;
/** Numbers in another notation: digits in groups, with a unit, a currency or a percent sign, or none that end. */
const OTHERWISE = [
  /^[$€£¥]?\s?[+-]?\d{1,3}(?:[.,'’\u00a0\u202f ]\d{3})*(?:[.,]\d+)?(?:[eEdD][+-]?\d+)?\s?(?:%|‰|ms|s|[$€£¥])?$/,
  /^[+-]?inf(?:inity)?$/i,
];

export interface TextContext {
  readonly decimal: "." | ",";
  /** What the caller has said to stand for missing values. */
  readonly given: readonly string[];
  /** How many lines stand before the first row, where lines may be left out. */
  readonly before?: number;
}

/**
 * Why a column of numbers in the main has become one of texts: its first cell that is no number, with its row, and what
 * to do; undefined where the column was meant to hold texts, as fewer than half of its cells, marks of missing ones
 * aside, are numbers.
 */
export function textNote(name: string, column: CSVCells, { decimal, given, before }: TextContext): string | undefined {
  const hasThousands = decimal === "." && everyPresent(column, (cell) => isNumber(cell, ","));
  if (hasThousands && somePresent(column, (cell) => cell.includes(","))) {
    const areDecimals = somePresent(column, (cell) => cell.includes(",") && !isThousands(cell));
    const why = areDecimals ? "there are points in other numbers" : "its commas may part thousands";
    const these = areDecimals ? "commas" : "they";
    return `column '${name}' is text, as ${why}; if ${these} begin decimals, give { decimal: "," }`;
  }
  const { trimmed, presentCount } = column;
  const rows = rowsOfOthers(column, decimal);
  if (rows.length === 0) return undefined;
  const others = rows.map((row) => trimmed[row]);
  // Digits that are no number are labels, as of participants "01" to "24".
  if (others.some((cell) => /^\d+$/.test(cell))) return undefined;
  const count = presentCount - others.length;
  const row = rows[0] + 1;
  const more = others.length - 1;
  const rest = more === 0 ? "" : more === 1 ? " (so is 1 more)" : ` (so are ${more} more)`;
  const has = `column '${name}' is text, as row ${row} has ${JSON.stringify(others[0])}`;
  const written = others.filter((cell) => OTHERWISE.some((form) => form.test(cell))).length;
  if (written > 0 && 2 * (count + written) > presentCount)
    return count > 0 || others.some((cell) => /[^\d\w]/.test(cell))
      ? `${has}${rest}: a number has digits, a sign and decimals only`
      : undefined;
  const why = `${has}, which is no number${rest}`;
  const stray = others.filter((cell) => !MARKS.test(cell)).length;
  if (count === 0 || stray >= count) return undefined;
  const values = [...new Set(others)];
  if (values.length > NAMED) return why;
  const missing = `${why}; if that is missing, give { missing: ${JSON.stringify([...given, ...values])} }`;
  const isEnd = others.length === 1 && stray === 1 && (row === 1 || row === trimmed.length);
  return isEnd && before !== undefined
    ? `${missing}, or { skip: [${row + before}] } if that line is none of a row`
    : missing;
}

/**
 * Whether a column of numbers may be one of thousands, as 1.234 stands for 1234 in files of semicolons: all points have
 * three digits behind them.
 */
export function pointsNote(name: string, column: CSVCells): string | undefined {
  const { trimmed, isAbsent } = column;
  const first = trimmed.findIndex((cell, i) => isAbsent[i] === 0 && cell.includes("."));
  if (first < 0 || !everyPresent(column, (cell) => !/[.eE]/.test(cell) || isThousands(cell.replace(".", ","))))
    return undefined;
  return `column '${name}' has ${trimmed[first]}: its points are taken to begin decimals, not to part thousands`;
}

/** The rows, from 0, whose cells are present and no numbers. */
function rowsOfOthers({ trimmed, isAbsent }: CSVCells, decimal: "." | ","): number[] {
  const rows: number[] = [];
  for (let i = 0; i < trimmed.length; i++) if (isAbsent[i] === 0 && !isHeldNumber(trimmed[i], decimal)) rows.push(i);
  return rows;
}
