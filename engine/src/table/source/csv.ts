import { FileError, OptionError } from "../../errors";
import { compression } from "../../platform/compression";
import { checkOptions } from "../options";
import { shownValue } from "../shownValue";
import { Table } from "../table";
import { csvColumn } from "./csvColumn";
import { csvGrid } from "./csvGrid";
import { csvRecords } from "./csvRecords";
import { decodeText, type TextEncoding } from "./decodeText";
import { readBytes, reasonOf } from "./files";

export interface CSVOptions {
  /** What separates the cells; default a comma. */
  delimiter?: string;
  /** What begins the decimals of a number, "." (default) or ","; a comma needs another delimiter. */
  decimal?: "." | ",";
  /** Cells that stand for a missing value, also with blanks around; default "", "NA", "NaN" and "missing". */
  missing?: readonly string[];
}

/** What a file needs beside that: its bytes are to become a text. */
export interface CSVFileOptions extends CSVOptions {
  /** How the file is written; default "utf-8". A byte order mark at its beginning says more than this. */
  encoding?: TextEncoding;
}

const MISSING = ["", "NA", "NaN", "missing"];
const LARGEST = 2 ** 29;

/**
 * Reads a CSV file (RFC 4180; also compressed, NAME.csv.gz) whose first line names the columns. A column of numbers is
 * numeric (of labels, if one is whole and beyond ±2^53), one of true and false boolean, any other text; blanks around
 * numbers are no part of them. Empty lines, and delimiters at the end of every line, count for nothing. A first column
 * without a name (as write.csv of R and to_csv of pandas have it), or with a header one cell shorter than the rows
 * (write.table), holds names of rows: it is the column "rowname", as tibble calls it ("rowname_2" if there is one).
 * @throws for bytes that are no text in the encoding, a line with too many or too few cells, a quote that is not
 * closed, or names that are not distinct
 */
export function readcsv(path: string, options: CSVFileOptions = {}): Table {
  checkOptions("readcsv", options, ["delimiter", "decimal", "missing", "encoding"]);
  const { encoding, ...format } = options;
  const bytes = readBytes(path);
  const text = decodeText(path.endsWith(".gz") ? unpacked(bytes, path) : bytes, path, encoding);
  return parsecsv(text, format, path);
}

function unpacked(bytes: Uint8Array, path: string): Uint8Array {
  try {
    return compression.gunzip(bytes, LARGEST);
  } catch (error) {
    throw new FileError(`the file '${path}' cannot be unpacked: ${reasonOf(error)}`, path, { cause: error });
  }
}

/** A table from the text of a CSV file. @param source what the text is called in errors */
export function parsecsv(text: string, options: CSVOptions = {}, source = "the text"): Table {
  checkOptions("parsecsv", options, ["delimiter", "decimal", "missing"]);
  if (typeof text !== "string") throw new OptionError(`the text of a CSV file is a string; got ${shownValue(text)}`);
  const { delimiter = ",", decimal = ".", missing = MISSING } = options;
  if (!Array.isArray(missing) || !missing.every((cell) => typeof cell === "string"))
    throw new OptionError(`missing is an array of texts such as ["NA"]; got ${shownValue(missing)}`);
  if (typeof delimiter !== "string" || delimiter.length !== 1 || '"\r\n\uFEFF'.includes(delimiter))
    throw new OptionError(`a delimiter is one character such as ","; got ${JSON.stringify(delimiter)}`);
  if (decimal !== "." && decimal !== ",")
    throw new OptionError(`decimals begin with "." or ","; got ${shownValue(decimal)}`);
  if (decimal === delimiter)
    throw new OptionError(
      "decimals and cells are told apart by different characters; " +
        `got ${JSON.stringify(decimal)} for both, so give a delimiter such as ";"`,
    );
  const records = csvRecords(text.replace(/^\uFEFF/, ""), delimiter, source);
  const { header, rows } = csvGrid(records, delimiter, source);
  const absent = new Set(missing);
  return Table.fromColumns(
    header.map((name, j) => {
      const cells = rows.map((row) => row[j]);
      return [name, csvColumn(name, cells, { decimal, absent })] as const;
    }),
  );
}
