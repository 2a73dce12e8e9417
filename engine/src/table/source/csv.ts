import { FileError, OptionError } from "../../errors";
import { compression } from "../../platform/compression";
import { environment } from "../../platform/environment";
import { display, notebookHost } from "../../show/host";
import { kindOf } from "../column";
import { shownValue } from "../shownValue";
import { Table } from "../table";
import { csvColumn, decimalOf } from "./csvColumn";
import { delimitedRecords } from "./csvDelimiter";
import { csvGrid } from "./csvGrid";
import { type CSVFileOptions, type CSVOptions, checkCSVOptions } from "./csvOptions";
import { csvRecords } from "./csvRecords";
import { textNote } from "./csvTextNote";
import { decodeText } from "./decodeText";
import { readBytes, reasonOf } from "./files";

const MISSING = ["", "NA", "NaN", "missing"];
const LARGEST = 2 ** 29;
/** The first line of a file that Excel is to take apart. */
const EXCEL_LINE = /^sep=([^"\r\n])[ \t]*(?:\r\n?|\n)/i;

/**
 * Reads a CSV file (RFC 4180; also compressed, NAME.csv.gz) whose first line names the columns, and says in one line
 * what was read and guessed. A column of numbers is numeric (of labels, if one is whole and beyond ±2^53), one of true
 * and false boolean, any other text; blanks around numbers are no part of them. Empty lines, and delimiters at the end
 * of every line, count for nothing. A first column without a name (as write.csv of R and to_csv of pandas have it), or
 * with a header one cell shorter than the rows (write.table), holds names of rows: it is the column "rowname", as
 * tibble calls it ("rowname_2" if there is one). A name that comes again gets a number: "rt", "rt_2".
 * @throws for bytes that are no text in the encoding, a line with too many or too few cells, a quote that is not
 * closed, or a file that is not there, naming those that are called nearly so
 */
export function readcsv(path: string, options: CSVFileOptions = {}): Table {
  checkCSVOptions("readcsv", options, ["encoding"]);
  const { encoding, ...format } = options;
  const bytes = readBytes(path);
  const text = decodeText(path.endsWith(".gz") ? unpacked(bytes, path) : bytes, path, encoding);
  const { table, guesses } = tableOfText(text, format, path);
  const line = `${path}: ${[sizeOf(table), ...guesses].join("; ")}`;
  if (notebookHost() !== undefined) display(line);
  else if (guesses.length > 0) environment.warn(line, "CSVNote");
  return table;
}

function unpacked(bytes: Uint8Array, path: string): Uint8Array {
  try {
    return compression.gunzip(bytes, LARGEST);
  } catch (error) {
    throw new FileError(`the file '${path}' cannot be unpacked: ${reasonOf(error)}`, path, { cause: error });
  }
}

/** A table from the text of a CSV file; see {@link readcsv}. @param source what the text is called in errors */
export function parsecsv(text: string, options: CSVOptions = {}, source = "the text"): Table {
  checkCSVOptions("parsecsv", options);
  if (typeof text !== "string") throw new OptionError(`the text of a CSV file is a string; got ${shownValue(text)}`);
  return tableOfText(text, options, source).table;
}

interface Read {
  readonly table: Table;
  /** What was guessed, and what is not as the file has it. */
  readonly guesses: readonly string[];
}

function tableOfText(text: string, options: CSVOptions, source: string): Read {
  const guesses: string[] = [];
  const whole = text.replace(/^\uFEFF/, "");
  const [excelLine = "", excelDelimiter] = EXCEL_LINE.exec(whole) ?? [];
  const { comment, skip = 0, names, missing = MISSING } = options;
  const body =
    typeof skip === "number" ? withoutLines(whole.slice(excelLine.length), skip) : whole.slice(excelLine.length);
  const told = options.delimiter ?? excelDelimiter;
  const { delimiter, records } =
    told === undefined
      ? delimitedRecords(body, comment, source, names?.length)
      : { delimiter: told, records: csvRecords(body, told, source, comment) };
  if (told === undefined && delimiter !== ",") guesses.push(`delimiter ${JSON.stringify(delimiter)}`);
  const left = typeof skip === "number" ? qualtricsLines(records) : skip;
  if (typeof skip === "number" && left.length > 0) guesses.push("two lines of Qualtrics below the names left out");
  const kept = left.length === 0 ? records : records.filter((_, i) => !left.includes(i + 1));
  const grid = csvGrid(names === undefined ? kept : [[...names], ...kept], delimiter, source);
  guesses.push(...grid.notes);
  const columns = grid.header.map((_, j) => grid.rows.map((row) => row[j]));
  const absent = new Set(missing.length === 0 ? [""] : [...MISSING, ...missing]);
  const decimal = options.decimal ?? decimalOf(columns, absent) ?? ".";
  if (options.decimal === undefined && decimal === ",") guesses.push("decimals begin with a comma");
  const read = grid.header.map((name, j) => [name, csvColumn(name, columns[j], { decimal, absent })] as const);
  read.forEach(([name, column], j) => {
    const note =
      kindOf(column) === "string" ? textNote(name, columns[j], decimal, absent, options.missing ?? []) : undefined;
    if (note !== undefined) guesses.push(note);
  });
  return { table: Table.fromColumns(read, { notes: guesses }), guesses };
}

/** The text from the line after the first `count`. */
function withoutLines(text: string, count: number): string {
  const lineEnd = /\r\n?|\n/g;
  let at = 0;
  for (let i = 0; i < count && at < text.length; i++)
    at = lineEnd.exec(text) === null ? text.length : lineEnd.lastIndex;
  return text.slice(at);
}

/** The lines 2 and 3 of a file of Qualtrics, which hold the questions and their identifiers, counted from 1. */
function qualtricsLines([, , identifiers]: readonly (readonly string[])[]): readonly number[] {
  return identifiers?.length > 0 && identifiers.every((cell) => /^\{"ImportId":/.test(cell)) ? [2, 3] : [];
}

/** "120 rows, 4 columns (2 of numbers, 1 of texts, 1 of true and false)" */
function sizeOf(table: Table): string {
  const kinds = table.columnNames.map((name) => table.kind(name));
  const parts = [
    ["numeric", "numbers"],
    ["string", "texts"],
    ["boolean", "true and false"],
  ].flatMap(([kind, what]) => {
    const count = kinds.filter((other) => other === kind).length;
    return count === 0 ? [] : [`${count} of ${what}`];
  });
  const some = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;
  return `${some(table.numRows, "row")}, ${some(kinds.length, "column")} (${parts.join(", ")})`;
}
