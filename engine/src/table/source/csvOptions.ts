import { OptionError } from "../../errors";
import { checkOptions, checkSwitch } from "../options";
import { shownValue } from "../shownValue";
import type { TextEncoding } from "./decodeText";

export interface CSVOptions {
  /**
   * What separates the cells. By default that which makes the most columns of the first line and fits the rows: a
   * comma, a semicolon, a tab or "|"; a first line `sep=;`, as Excel writes it, says so too. " " is any number of
   * blanks.
   */
  delimiter?: string;
  /**
   * What begins the decimals of a number, "." or ",". By default a comma if there are columns of numbers with commas
   * that can be no thousands, and no number has a point.
   */
  decimal?: "." | ",";
  /**
   * Cells that stand for a missing value beside "", "NA", "NaN" and "missing", also with blanks around, as in
   * `["n. a.", -99]`; -99 is so however it is written ("-99,00") in a column of numbers. With an empty list only ""
   * does.
   */
  missing?: string | number | readonly (string | number)[];
  /**
   * How many lines stand before the names (a title, a date); or which of the lines that are not empty, counted from 1,
   * are left out (`[2, 3]`: the two lines below the names). Those of Qualtrics are found as such.
   */
  skip?: number | readonly number[];
  /** What a line begins with that is none of the table: "#". */
  comment?: string;
  /** Whether the cells that a row lacks at its end are missing ones, as of sheets saved without them; default false. */
  fill?: boolean;
  /** The names of the columns, if the file has no line of names; with `skip: 1` instead of those that it has. */
  names?: readonly string[];
}

/** What a file needs beside that: its bytes are to become a text. */
export interface CSVFileOptions extends CSVOptions {
  /** How the file is written; default "utf-8". A byte order mark at its beginning says more than this. */
  encoding?: TextEncoding;
}

const KNOWN = ["delimiter", "decimal", "missing", "skip", "comment", "names", "fill"];

const ALL_COLUMNS = "nothing, as all columns are read; aq.table(table.columns()).select(…) chooses";
const ALL_KINDS = "nothing, as the cells tell what a column holds; numbers with contrasts are factors in a formula";
const ALL_ROWS = "nothing, as all rows are read; table.toRows().slice(0, 10) has the first";

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
  columns: ALL_COLUMNS,
  select: ALL_COLUMNS,
  usecols: ALL_COLUMNS,
  col_select: ALL_COLUMNS,
  types: ALL_KINDS,
  dtype: ALL_KINDS,
  col_types: ALL_KINDS,
  colClasses: ALL_KINDS,
  nrows: ALL_ROWS,
  n_max: ALL_ROWS,
  limit: ALL_ROWS,
  index_col: 'nothing, as a first column without a name is "rowname"',
  "row.names": 'nothing, as a first column without a name is "rowname"',
  quote: 'nothing, as cells are quoted by " alone',
  quotechar: 'nothing, as cells are quoted by " alone',
  thousands: "nothing, as digits that are parted in threes stay texts",
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
  checkSwitch("fill", options.fill);
  const { delimiter, decimal, missing, skip, comment, names } = options;
  if (missing !== undefined && ![missing].flat().every(isMark))
    throw new OptionError(
      `missing is an array of texts and numbers such as ["n. a.", -99]; got ${shownValue(missing)}`,
    );
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
  if (delimiter !== undefined && !isDelimiter(delimiter)) {
    const tab = /^(?:\\t|tab)$/i.test(delimiter) ? '; a tab is "\\t"' : "";
    throw new OptionError(`a delimiter is one character such as ","; got ${JSON.stringify(delimiter)}${tab}`);
  }
  if (decimal !== undefined && decimal !== "." && decimal !== ",")
    throw new OptionError(`decimals begin with "." or ","; got ${shownValue(decimal)}`);
}

function isMark(value: unknown): boolean {
  return typeof value === "string" || (typeof value === "number" && Number.isFinite(value));
}

/** The texts of the option `missing`; undefined where it is not given. */
export function marksOf({ missing }: Pick<CSVOptions, "missing">): readonly string[] | undefined {
  return missing === undefined ? undefined : [missing].flat().map(String);
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
