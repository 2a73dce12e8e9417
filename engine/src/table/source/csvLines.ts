import { isNumber } from "./csvColumn";
import { DELIMITERS } from "./csvDelimiter";

/** Lines that are looked at. */
const LOOKED_AT = 1000;
/** So large a share of the lines below the names has as many cells as these. */
const MOST = 0.8;

/**
 * What a text seems to need before its lines are those of a table, as its lines tell without their quotes: lines before
 * the names that are to be skipped, or cells that blanks part. Undefined where nothing tells.
 * @param told the delimiter, if the caller has given it. @param skipped lines that are left out already
 */
export function adviceOf(text: string, told: string | undefined, skipped: number): string | undefined {
  const lines = text.split(/\r\n?|\n/, LOOKED_AT);
  for (const delimiter of told === undefined ? DELIMITERS : [told]) {
    const counts = lines.map((line) => (line.trim() === "" ? 0 : line.split(delimiter).length));
    const place = namesPlace(counts);
    if (place === 0) return undefined;
    if (place === undefined || Math.max(...counts.slice(0, place)) >= counts[place]) continue;
    if (lines[place].split(delimiter).every((cell) => isNumber(cell.trim(), "."))) continue;
    const mark = /^\s*([#%!*]|\/\/)/.exec(lines[0])?.[1];
    const isComment = mark !== undefined && lines.slice(0, place).every((line) => line.trimStart().startsWith(mark));
    return isComment
      ? `the lines that begin with ${mark} seem to be none of the table: give { comment: ${JSON.stringify(mark)} }`
      : `its names seem to stand in line ${place + skipped + 1}: give { skip: ${place + skipped} }`;
  }
  if (told !== undefined || DELIMITERS.some((delimiter) => lines[0].includes(delimiter))) return undefined;
  const words = lines.map((line) => (line.trim() === "" ? 0 : line.trim().split(/\s+/).length));
  return namesPlace(words) === 0 ? 'if blanks part its cells, give { delimiter: " " }' : undefined;
}

/** The same of the rows of a sheet, whose empty cells do not count. @param skipped rows that are left out already */
export function adviceOnRows(rows: readonly (readonly string[])[], skipped: number): string | undefined {
  const counts = rows.slice(0, LOOKED_AT).map((row) => row.filter((cell) => cell !== "").length);
  const place = namesPlace(counts);
  if (place === undefined || place === 0 || Math.max(...counts.slice(0, place)) >= counts[place]) return undefined;
  return `its names seem to stand in row ${place + skipped + 1}: give { skip: ${place + skipped} }`;
}

/** The first line of two cells or more from which on most lines have as many, or one more, as with names of rows. */
function namesPlace(counts: readonly number[]): number | undefined {
  const used = counts.flatMap((count, line) => (count === 0 ? [] : [{ count, line }]));
  const place = used.findIndex(({ count }, i) => {
    const below = used.slice(i + 1);
    const alike = (more: number): number => below.filter((other) => other.count === count + more).length;
    return count > 1 && below.length > 0 && Math.max(alike(0), alike(1)) >= MOST * below.length;
  });
  return place < 0 ? undefined : used[place].line;
}
