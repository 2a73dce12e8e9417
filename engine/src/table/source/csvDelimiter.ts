import { csvRecords } from "./csvRecords";

/** In the order in which they are taken where they make as many columns. */
export const DELIMITERS = [",", ";", "\t", "|"] as const;
/** Rows that are looked at. */
const LOOKED_AT = 1000;

export interface Delimited {
  readonly delimiter: string;
  readonly records: readonly string[][];
}

/**
 * The cells of a text by the delimiter that makes the most columns of its first line, if at least half of the lines
 * have as many cells or one more (a name of the row); else by commas. The tokenizer's own guess takes the mean number
 * of cells of the first rows, so that decimal commas win over semicolons.
 * @param names how many columns there are, if they are known
 */
export function delimitedRecords(text: string, comment: string | undefined, source: string, names?: number): Delimited {
  const commas = attempt(text, ",", comment, source);
  const first = firstLine(text, comment);
  let best = commas;
  for (const delimiter of DELIMITERS) {
    if (delimiter === "," || !first.includes(delimiter)) continue;
    const other = attempt(text, delimiter, comment, source);
    if (columnsOf(other, names) > Math.max(1, columnsOf(best, names))) best = other;
  }
  if (best.error !== undefined) throw best.error;
  return best;
}

interface Attempt extends Delimited {
  readonly error?: unknown;
}

function attempt(text: string, delimiter: string, comment: string | undefined, source: string): Attempt {
  try {
    return { delimiter, records: csvRecords(text, delimiter, source, comment) };
  } catch (error) {
    return { delimiter, records: [], error };
  }
}

/** How many columns the first line has; 0 if the other lines have other numbers of cells. */
function columnsOf({ records }: Attempt, names: number | undefined): number {
  const lines = records.slice(0, LOOKED_AT).filter((cells) => cells.length > 1 || cells[0].trim() !== "");
  if (lines.length === 0) return 0;
  const count = names ?? usedCells(lines[0]);
  const fits = (cells: readonly string[]): boolean => cells.length >= count && usedCells(cells) <= count + 1;
  const torn = lines.some((cells) => cells.some((cell) => cell.split('"').length % 2 === 0));
  return !torn && 2 * lines.filter(fits).length >= lines.length ? count : 0;
}

/** How many cells a line has up to its last that is not blank. */
export function usedCells(cells: readonly string[]): number {
  let count = cells.length;
  while (count > 0 && cells[count - 1].trim() === "") count--;
  return count;
}

function firstLine(text: string, comment: string | undefined): string {
  const lines = text.split(/\r\n?|\n/, 1000);
  return lines.find((line) => line.trim() !== "" && !(comment && line.startsWith(comment))) ?? "";
}
