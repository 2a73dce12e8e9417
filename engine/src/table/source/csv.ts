import { DataError, FileError, OptionError } from "../../errors";
import { compression } from "../../platform/compression";
import { shownValue } from "../shownValue";
import type { Table } from "../table";
import { delimitedRecords } from "./csvDelimiter";
import { adviceOf } from "./csvLines";
import { checkCSVMemory } from "./csvMemory";
import { type CSVFileOptions, type CSVOptions, checkCSVOptions } from "./csvOptions";
import { csvRecords } from "./csvRecords";
import { decodeText } from "./decodeText";
import { readBytes, reasonOf } from "./files";
import { otherKind } from "./otherKind";
import { type Read, tableOfRecords, tell } from "./tableOfRecords";

const LARGEST = 2 ** 29;
/** What programs of DOS end a file with. */
const DOS_END = /\x1a\s*$/;
/** The first line of a file that Excel is to take apart. */
const EXCEL_LINE = /^sep=([^"\r\n])[ \t]*(?:\r\n?|\n)/i;

/**
 * Reads a CSV file (RFC 4180; also compressed by gzip) whose first line names the columns, and says in one line
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
  if (isExcel(bytes))
    throw new FileError(`an Excel file is read by readxlsx: await readxlsx(${JSON.stringify(path)})`, path);
  const content = path.endsWith(".gz") || isGzip(bytes) ? unpacked(bytes, path) : bytes;
  const kind = otherKind(content);
  if (kind !== undefined)
    throw new FileError(
      `a CSV file is a text; '${path}' is ${kind}; save its table as CSV (or Arrow, for readarrow) where it comes from`,
      path,
    );
  const text = decodeText(content, path, encoding);
  const read = tableOfText(text, format, path);
  tell(path, read);
  return read.table;
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

function tableOfText(text: string, options: CSVOptions, source: string): Read {
  const guesses: string[] = [];
  const whole = text.replace(/^\uFEFF/, "").replace(DOS_END, "");
  const [excelLine = "", excelDelimiter] = EXCEL_LINE.exec(whole) ?? [];
  const { comment, skip = 0, names } = options;
  const body =
    typeof skip === "number" ? withoutLines(whole.slice(excelLine.length), skip) : whole.slice(excelLine.length);
  const told = options.delimiter ?? excelDelimiter;
  checkCSVMemory(body, told, source);
  const advice = (): string | undefined => adviceOf(body, told, typeof skip === "number" ? skip : 0);
  try {
    const { delimiter, records } =
      told === undefined
        ? delimitedRecords(body, comment, source, names?.length)
        : { delimiter: told, records: csvRecords(body, told, source, comment) };
    if (told === undefined && delimiter !== ",") guesses.push(`delimiter ${JSON.stringify(delimiter)}`);
    const isOneColumn = records.every((cells) => cells.length === 1);
    const note = isOneColumn && told === undefined ? advice() : undefined;
    if (note !== undefined) guesses.push(note);
    return tableOfRecords(records, delimiter, options, source, guesses);
  } catch (error) {
    const more = error instanceof DataError ? advice() : undefined;
    throw more === undefined ? error : new DataError(`${(error as Error).message}; ${more}`, { cause: error });
  }
}

/** Whether a file is a ZIP archive, as Excel's are; no text begins so. */
function isExcel([first, second, third, fourth]: Uint8Array): boolean {
  return first === 0x50 && second === 0x4b && third === 3 && fourth === 4;
}

/** Whether a file is compressed by gzip; no text in UTF-8 begins so. */
function isGzip([first, second]: Uint8Array): boolean {
  return first === 0x1f && second === 0x8b;
}

/** The text from the line after the first `count`. */
function withoutLines(text: string, count: number): string {
  const lineEnd = /\r\n?|\n/g;
  let at = 0;
  for (let i = 0; i < count && at < text.length; i++)
    at = lineEnd.exec(text) === null ? text.length : lineEnd.lastIndex;
  return text.slice(at);
}
