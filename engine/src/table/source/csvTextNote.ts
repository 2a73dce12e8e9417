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
  cells: readonly string[],
  decimal: "." | ",",
  absent: ReadonlySet<string>,
  given: readonly string[],
): string | undefined {
  const present = cells.flatMap((cell, i) =>
    absent.has(cell) || absent.has(cell.trim()) ? [] : [[cell.trim(), i + 1] as const],
  );
  const hasComma = present.some(([cell]) => cell.includes(","));
  if (decimal === "." && hasComma && present.every(([cell]) => isNumber(cell, ",")))
    return `column '${name}' is text, as its commas may part thousands; if they begin decimals, give { decimal: "," }`;
  // Digits that are no number are labels, as of participants "01" to "24".
  if (present.some(([cell]) => /^\d+$/.test(cell) && !isNumber(cell, decimal))) return undefined;
  const others = present.filter(([cell]) => !isNumber(cell, decimal));
  if (others.length === 0 || 2 * others.length >= present.length) return undefined;
  const [[first, row]] = others;
  const rest = others.length === 1 ? "" : ` (so are ${others.length - 1} more)`;
  const why = `column '${name}' is text, as row ${row} has ${JSON.stringify(first)}, which is no number${rest}`;
  const values = [...new Set(others.map(([cell]) => cell))];
  return values.length > NAMED
    ? why
    : `${why}; if that is missing, give { missing: ${JSON.stringify([...given, ...values])} }`;
}
