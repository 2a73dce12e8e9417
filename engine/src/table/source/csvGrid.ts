import { DataError } from "../../errors";
import { isNumber } from "./csvColumn";
import { DELIMITERS, usedCells } from "./csvDelimiter";

/** The lines of a CSV file as a table's: a name for each column, a cell for each name in every row. */
export interface CSVGrid {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What was done to the names. */
  readonly notes: readonly string[];
}

export interface GridOptions {
  /** Whether the caller has named the columns. */
  readonly isNamed?: boolean;
  /** Whether cells that rows lack at their ends are missing. */
  readonly fill?: boolean | undefined;
}

/** What R's tibble calls the names of rows when they become a column. */
const ROW_NAMES = "rowname";

/**
 * Distinct names and cells of the same number. Delimiters behind the last name and the last cell of every row count for
 * none; a first column without a name, or rows that are all one cell longer than the names, hold names of rows. A name
 * that comes again gets a number, as does a column without a name, and one without name and cells is left out.
 * @param source what the text is called in errors
 * @throws {@link DataError} for no names, no rows or a row of another length
 */
export function csvGrid(
  records: readonly string[][],
  delimiter: string,
  source: string,
  { isNamed = false, fill = false }: GridOptions = {},
): CSVGrid {
  const [names, ...lines] = withoutBlankLines(records);
  if (names === undefined) throw new DataError(`a CSV file begins with the names of its columns; ${source} is empty`);
  if (lines.length === 0)
    throw new DataError(`a CSV file has a line for each row; ${source} has only the names of its columns`);
  const width = lines.reduce((most, cells) => Math.max(most, usedCells(cells)), Math.max(1, usedCells(names)));
  const rows = lines.map((cells) => (cells.length > width ? cells.slice(0, width) : cells));
  // Where every row is longer than the header, an end of the header without names is none of a column.
  const end = lines.every((cells) => cells.length > names.length) ? usedCells(names) : width;
  const written = names.slice(0, end).map((name) => name.trim());
  const header = !isNamed && hasRowNames(written, rows) ? ["", ...written] : written;
  if (header.length > 1 && header[0] === "") header[0] = rowNames(written);
  const wrong = rows.findIndex((row) => row.length > header.length || (row.length < header.length && !fill));
  if (wrong >= 0) {
    const isShort = rows[wrong].length < header.length && rows.some((row) => row.length === header.length);
    throw new DataError(
      `every row of a CSV file has a cell for each column; row ${wrong + 1} of ${source} has ${rows[wrong].length} ` +
        `for ${written.length} columns${otherDelimiter(written, delimiter)}` +
        (isShort ? "; if its last cells are missing, give { fill: true }" : ""),
    );
  }
  const { notes, ...grid } = named(
    header,
    rows.map((row) => filled(row, header.length)),
  );
  return { ...grid, notes: [...notes, ...earlyEnds(rows, header.length), ...numberNames(written, isNamed)] };
}

function filled(row: readonly string[], width: number): readonly string[] {
  return row.length === width ? row : [...row, ...Array<string>(width - row.length).fill("")];
}

function earlyEnds(rows: readonly (readonly string[])[], width: number): string[] {
  const short = rows.flatMap((row, i) => (row.length < width ? [i + 1] : []));
  if (short.length === 0) return [];
  const which = short.length === 1 ? `row ${short[0]} ends` : `${short.length} rows end`;
  const first = short.length === 1 ? "its" : `the first of them is row ${short[0]}, their`;
  return [`${which} early, ${first} last cells are missing`];
}

/** Whether the line of names looks like one of cells. */
function numberNames(names: readonly string[], isNamed: boolean): string[] {
  if (isNamed || names.length < 2 || !names.every((name) => isNumber(name, ".") || isNumber(name, ","))) return [];
  return [`its names are numbers: if the file has no line of names, give { names: ["subj", …] }`];
}

/** The grid with distinct names. */
function named(written: readonly string[], cells: readonly (readonly string[])[]): CSVGrid {
  const used = written.flatMap((name, j) => (name !== "" || cells.some((row) => row[j].trim() !== "") ? [j] : []));
  if (used.length === 0)
    throw new DataError("a CSV file begins with the names of its columns, and here there are none");
  const rows = used.length === written.length ? cells : cells.map((row) => used.map((j) => row[j]));
  const notes =
    used.length === written.length ? [] : [`${written.length - used.length} without name and cells left out`];
  const taken = new Set(written.map((name) => name.normalize("NFC")));
  /** The number that the next one of a name may get. */
  const numbers = new Map<string, number>();
  const header = used.map((j) => {
    const base = written[j] === "" ? "column" : written[j];
    const key = base.normalize("NFC");
    const known = numbers.get(key);
    if (written[j] !== "" && known === undefined) {
      numbers.set(key, 2);
      return base;
    }
    let i = written[j] === "" ? j + 1 : known!;
    while (taken.has(`${key}_${i}`)) i++;
    taken.add(`${key}_${i}`);
    if (written[j] !== "") numbers.set(key, i + 1);
    notes.push(
      written[j] === "" ? `column ${j + 1} has no name: '${base}_${i}'` : `'${base}' comes again: '${base}_${i}'`,
    );
    return `${base}_${i}`;
  });
  return { header, rows, notes };
}

/** A line of blanks is a missing value where a file has one column only. */
function withoutBlankLines(records: readonly string[][]): readonly string[][] {
  if (records.every((cells) => cells.length === 1)) return records;
  return records.filter((cells) => cells.length > 1 || cells[0].trim() !== "");
}

/**
 * Whether every row begins with a name that the header does not count, as R's write.table makes them: they differ. One
 * name above two numbers is more likely a decimal comma.
 */
function hasRowNames(header: readonly string[], rows: readonly (readonly string[])[]): boolean {
  if (header[0] === "" || !rows.every((row) => row.length === header.length + 1 && row[0].trim() !== "")) return false;
  if (new Set(rows.map(([name]) => name)).size < rows.length) return false;
  return header.length > 1 || (!DELIMITERS.some((other) => header[0].includes(other)) && !rows.some(beginsAsNumber));
}

function beginsAsNumber([name]: readonly string[]): boolean {
  return Number.isFinite(Number(name));
}

/** The name of the column of row names: none that another column has. */
function rowNames(header: readonly string[]): string {
  let name = ROW_NAMES;
  for (let i = 2; header.includes(name); i++) name = `${ROW_NAMES}_${i}`;
  return name;
}

/** A hint for a file whose first line, all one name, holds another delimiter. */
function otherDelimiter(header: readonly string[], delimiter: string): string {
  const other =
    header.length === 1
      ? DELIMITERS.find((character) => character !== delimiter && header[0].includes(character))
      : undefined;
  return other === undefined ? "" : `; its first line looks like { delimiter: ${JSON.stringify(other)} }`;
}
