import { type CSVCells, everyPresent, somePresent } from "./csvCells";
import { isNumber } from "./csvColumn";

/** Other values than numbers that a note names at most. */
const NAMED = 5;

/**
 * Why a column of numbers in the main has become one of texts: its first cell that is no number, with its row, and what
 * to do; undefined where the column was meant to hold texts, as fewer than half of its cells are numbers.
 * @param given what the caller has said to stand for missing values
 */
export function textNote(
  name: string,
  column: CSVCells,
  decimal: "." | ",",
  given: readonly string[],
): string | undefined {
  const hasThousands = decimal === "." && everyPresent(column, (cell) => isNumber(cell, ","));
  if (hasThousands && somePresent(column, (cell) => cell.includes(",")))
    return `column '${name}' is text, as its commas may part thousands; if they begin decimals, give { decimal: "," }`;
  const rows = rowsOfOthers(column, decimal);
  if (rows.length === 0 || 2 * rows.length >= column.presentCount) return undefined;
  const { trimmed } = column;
  // Digits that are no number are labels, as of participants "01" to "24".
  if (rows.some((row) => /^\d+$/.test(trimmed[row]))) return undefined;
  const rest = rows.length === 1 ? "" : ` (so are ${rows.length - 1} more)`;
  const first = JSON.stringify(trimmed[rows[0]]);
  const why = `column '${name}' is text, as row ${rows[0] + 1} has ${first}, which is no number${rest}`;
  const values = [...new Set(rows.map((row) => trimmed[row]))];
  return values.length > NAMED
    ? why
    : `${why}; if that is missing, give { missing: ${JSON.stringify([...given, ...values])} }`;
}

/** The rows, from 0, whose cells are present and no numbers. */
function rowsOfOthers({ trimmed, isAbsent }: CSVCells, decimal: "." | ","): number[] {
  const rows: number[] = [];
  for (let i = 0; i < trimmed.length; i++) if (isAbsent[i] === 0 && !isNumber(trimmed[i], decimal)) rows.push(i);
  return rows;
}
