import { OptionError } from "../../errors";
import { checkOptions } from "../options";
import { shownValue } from "../shownValue";
import type { TextEncoding } from "./decodeText";

export interface CSVOptions {
  /**
   * What separates the cells. By default that which makes the most columns of the first line and fits the rows: a
   * comma, a semicolon, a tab or "|"; a first line `sep=;`, as Excel writes it, says so too.
   */
  delimiter?: string;
  /**
   * What begins the decimals of a number, "." or ",". By default a comma if there are columns of numbers with commas
   * that can be no thousands, and no number has a point.
   */
  decimal?: "." | ",";
  /**
   * Cells that stand for a missing value beside "", "NA", "NaN" and "missing", also with blanks around; with an empty
   * list only "" does.
   */
  missing?: readonly string[];
  /**
   * How many lines stand before the names (a title, a date); or which of the lines that are not empty, counted from 1,
   * are left out (`[2, 3]`: the two lines below the names). Those of Qualtrics are found as such.
   */
  skip?: number | readonly number[];
  /** What a line begins with that is none of the table: "#". */
  comment?: string;
  /** The names of the columns, if the file has no line of names; with `skip: 1` instead of those that it has. */
  names?: readonly string[];
}

/** What a file needs beside that: its bytes are to become a text. */
export interface CSVFileOptions extends CSVOptions {
  /** How the file is written; default "utf-8". A byte order mark at its beginning says more than this. */
  encoding?: TextEncoding;
}

const KNOWN = ["delimiter", "decimal", "missing", "skip", "comment", "names"];

/** Options of R (read.csv, readr), of pandas and of CSV.jl, and what is written here. */
const ELSEWHERE: { readonly [name: string]: string } = {
  sep: 'delimiter: ";"',
  delim: 'delimiter: ";"',
  dec: 'decimal: ","',
  "na.strings": 'missing: ["n. a."]',
  na: 'missing: ["n. a."]',
  na_values: 'missing: ["n. a."]',
  missingstring: 'missing: ["n. a."]',
  header: 'names: ["subj", "rt"] where a file has no line of names (else the first line has them)',
  "col.names": 'names: ["subj", "rt"]',
  col_names: 'names: ["subj", "rt"]',
  skiprows: "skip: 2",
  skipto: "skip: 2",
  "comment.char": 'comment: "#"',
  fileEncoding: 'encoding: "windows-1252"',
  locale: 'encoding: "windows-1252" and decimal: ","',
  stringsAsFactors: "nothing, as every column of texts can be a factor",
  "check.names": "nothing, as names stay as they are",
};

/**
 * @param where as the user calls it: "readcsv". @param more options that it knows beside those of a text
 * @throws {@link OptionError} for an option that is none or has a value that it cannot have
 */
export function checkCSVOptions(where: string, options: CSVOptions, more: readonly string[] = []): void {
  for (const name of Object.keys(options ?? {}))
    if (Object.hasOwn(ELSEWHERE, name))
      throw new OptionError(`unknown option of ${where} '${name}': here it is ${ELSEWHERE[name]}`);
  checkOptions(where, options, [...KNOWN, ...more]);
  const { delimiter, decimal, missing, skip, comment, names } = options;
  if (missing !== undefined && !isTexts(missing))
    throw new OptionError(`missing is an array of texts such as ["NA"]; got ${shownValue(missing)}`);
  if (names !== undefined && !(isTexts(names) && names.length > 0))
    throw new OptionError(`names is an array of texts such as ["subj", "rt"]; got ${shownValue(names)}`);
  if (
    skip !== undefined &&
    !(isCount(skip) || (Array.isArray(skip) && skip.every((line) => isCount(line) && line > 0)))
  )
    throw new OptionError(
      `skip is how many lines stand before the names, or an array of lines counted from 1; got ${shownValue(skip)}`,
    );
  if (comment !== undefined && !(typeof comment === "string" && comment !== "" && !/[\r\n"]/.test(comment)))
    throw new OptionError(`comment is what such a line begins with, as in "#"; got ${shownValue(comment)}`);
  if (delimiter !== undefined && !isDelimiter(delimiter))
    throw new OptionError(`a delimiter is one character such as ","; got ${JSON.stringify(delimiter)}`);
  if (decimal !== undefined && decimal !== "." && decimal !== ",")
    throw new OptionError(`decimals begin with "." or ","; got ${shownValue(decimal)}`);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === "string");
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0;
}

function isDelimiter(value: unknown): boolean {
  return typeof value === "string" && value.length === 1 && !'"\r\n\uFEFF'.includes(value);
}
