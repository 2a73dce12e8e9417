import { DataError, FileError, OptionError } from "../../errors";
import { loadPackage } from "../../platform/loadPackage";
import { checkOptions } from "../options";
import { shownValue } from "../shownValue";
import type { Table } from "../table";
import { adviceOnRows } from "./csvLines";
import { type CSVOptions, checkCSVOptions } from "./csvOptions";
import { readBytes, reasonOf } from "./files";
import { tableOfRecords, tell } from "./tableOfRecords";

export interface XLSXOptions extends Pick<CSVOptions, "missing" | "skip" | "names"> {
  /** The name of the sheet, or its number, counted from 1; default the first. */
  sheet?: string | number;
}

type Cell = string | number | boolean | Date | null;
type Reader = (
  file: string,
  options: { readonly parseNumber: (text: string) => string },
) => Promise<readonly { readonly sheet: string; readonly data: readonly Cell[][] }[]>;

/**
 * Reads a sheet of an Excel file (.xlsx), whose first row names the columns, as {@link readcsv} reads a CSV file:
 * numbers with the digits of the file, dates as ISO texts, to a millisecond, cells with errors as missing values. Empty
 * rows of several columns are left out. Needs the package read-excel-file, which is loaded now.
 * @throws for a sheet that is not there, naming those that are
 */
export async function readxlsx(path: string, options: XLSXOptions = {}): Promise<Table> {
  checkOptions("readxlsx", options, ["sheet", "missing", "skip", "names"]);
  const { sheet, ...format } = options;
  checkCSVOptions("readxlsx", format);
  readBytes(path);
  const loaded = loadPackage("read-excel-file/node") as { readonly default: Reader } | undefined;
  if (loaded === undefined)
    throw new FileError(
      "readxlsx needs the package read-excel-file; install it with: npm install read-excel-file",
      path,
    );
  const sheets = await loaded.default(path, { parseNumber: (text) => text }).catch((error: unknown) => {
    throw new FileError(`the file '${path}' cannot be read as an Excel file: ${reasonOf(error)}`, path, {
      cause: error,
    });
  });
  const names = sheets.map((one) => one.sheet);
  const place = sheet === undefined ? 0 : typeof sheet === "number" ? sheet - 1 : names.indexOf(sheet);
  if (sheets[place] === undefined)
    throw new OptionError(`the sheets of '${path}' are ${names.join(", ")}; got ${shownValue(sheet)}`);
  const { data } = sheets[place];
  const width = data.reduce((most, row) => Math.max(most, row.length), 0);
  const skipped = typeof format.skip === "number" ? format.skip : 0;
  const rows = data.slice(skipped).map((row) => Array.from({ length: width }, (_, j) => textOf(row[j] ?? null)));
  const isList = typeof format.skip === "object";
  // Lines that are named are counted with the empty ones; the empty rows of a single column are missing values.
  const records = isList || width === 1 ? rows : rows.filter((row) => row.some((cell) => cell !== ""));
  if (records.length <= (format.names === undefined ? 1 : 0))
    throw new DataError(
      `a sheet has the names of its columns and a row or more below; '${names[place]}' of '${path}' has ` +
        `${records.length === 0 ? "nothing" : "only the names"}${skipped > 0 ? ` after ${skipped} rows` : ""}`,
    );
  const advice = format.names === undefined && !isList ? adviceOnRows(rows, skipped) : undefined;
  const guesses = [
    ...(sheet === undefined && sheets.length > 1 ? [`sheet '${names[0]}', the first of ${sheets.length}`] : []),
    ...(advice === undefined ? [] : [advice]),
  ];
  const read = tableOfRecords(records, ",", { ...format, decimal: "." }, path, guesses);
  tell(path, read);
  return read.table;
}

function textOf(cell: Cell): string {
  if (cell === null) return "";
  if (!(cell instanceof Date)) return String(cell);
  // Times are fractions of a day, of which the package gives the last whole millisecond before.
  const time = cell.getTime();
  return new Date(Math.abs(time % 1000) === (time < 0 ? 1 : 999) ? time + 1 : time).toISOString();
}
