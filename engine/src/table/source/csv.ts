import { DataError, FileError, OptionError } from "../../errors";
import { compression } from "../../platform/compression";
import type { Column } from "../column";
import { checkOptions } from "../options";
import { shownValue } from "../shownValue";
import { Table } from "../table";
import { csvRecords } from "./csvRecords";
import { readBytes, reasonOf } from "./files";
import { parseColumn } from "./parseColumn";

export interface CSVOptions {
  /** What separates the cells; default a comma. */
  delimiter?: string;
  /** What begins the decimals of a number, "." (default) or ","; a comma needs another delimiter. */
  decimal?: "." | ",";
  /** Cells that stand for a missing value; default "", "NA", "NaN" and "missing". */
  missing?: readonly string[];
}

const MISSING = ["", "NA", "NaN", "missing"];
/** Numbers as text; those with leading zeros are labels, such as "007". */
const NUMBER = /^[+-]?(?:0|[1-9]\d*)?(?:\.\d*)?(?:[eE][+-]?\d+)?$/;
const COMMA_NUMBER = /^[+-]?\d*,\d*(?:[eE][+-]?\d+)?$/;
const LARGEST = 2 ** 29;

/**
 * Reads a CSV file (RFC 4180; also compressed, NAME.csv.gz) whose first line names the columns. A column of numbers is
 * numeric (of labels, if one is whole and beyond ±2^53), one of true and false boolean, any other text.
 * @throws for a line with too many or too few cells, a quote that is not closed, or names that are not distinct
 */
export function readcsv(path: string, options: CSVOptions = {}): Table {
  const bytes = readBytes(path);
  const text = new TextDecoder().decode(path.endsWith(".gz") ? unpacked(bytes, path) : bytes);
  return parsecsv(text, options, path);
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
  checkOptions("readcsv", options, ["delimiter", "decimal", "missing"]);
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
  const [header, ...rows] = csvRecords(text.replace(/^\uFEFF/, ""), delimiter, source);
  if (header === undefined) throw new DataError(`a CSV file begins with the names of its columns; ${source} is empty`);
  if (rows.length === 0)
    throw new DataError(`a CSV file has a line for each row; ${source} has only the names of its columns`);
  const absent = new Set(missing);
  rows.forEach((row, i) => {
    if (row.length !== header.length)
      throw new DataError(
        `every row of a CSV file has a cell for each column; row ${i + 1} of ${source} has ${row.length} ` +
          `for ${header.length} columns${otherDelimiter(header, delimiter)}`,
      );
  });
  return Table.fromColumns(
    header.map(
      (name, j) =>
        [
          name.trim(),
          column(
            name,
            rows.map((row) => (absent.has(row[j]) ? null : row[j])),
            decimal,
          ),
        ] as const,
    ),
  );
}

/** A hint for a file whose first line, all one name, holds another delimiter. */
function otherDelimiter(header: readonly string[], delimiter: string): string {
  const other =
    header.length === 1
      ? [";", "\t", ",", "|"].find((character) => character !== delimiter && header[0].includes(character))
      : undefined;
  return other === undefined ? "" : `; its first line looks like { delimiter: ${JSON.stringify(other)} }`;
}

function column(name: string, texts: readonly (string | null)[], decimal: string): Column {
  const cells =
    decimal === "."
      ? texts
      : texts.map((cell) => (cell !== null && COMMA_NUMBER.test(cell) ? cell.replace(",", ".") : cell));
  const present = cells.filter((cell) => cell !== null);
  const all = (test: (cell: string) => boolean): boolean => present.length > 0 && present.every(test);
  if (all((cell) => NUMBER.test(cell) && /\d/.test(cell)) && !present.some(isLongInteger))
    return parseColumn(
      name,
      cells.map((cell) => (cell === null ? null : Number(cell))),
    );
  if (all((cell) => /^(?:true|false)$/i.test(cell)))
    return parseColumn(
      name,
      cells.map((cell) => (cell === null ? null : cell.toLowerCase() === "true")),
    );
  return parseColumn(name, texts);
}

/** A whole number with more digits than a number keeps: the column is one of labels. */
function isLongInteger(cell: string): boolean {
  return /^[+-]?\d+$/.test(cell) && !Number.isSafeInteger(Number(cell));
}
