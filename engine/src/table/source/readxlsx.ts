import { FileError, OptionError } from "../../errors";
import { loadPackage } from "../../platform/loadPackage";
import { checkOptions } from "../options";
import { shownValue } from "../shownValue";
import type { Table } from "../table";
import { type CSVOptions, checkCSVOptions } from "./csvOptions";
import { readBytes, reasonOf } from "./files";
import { tableOfRecords, tell } from "./tableOfRecords";

export interface XLSXOptions extends Pick<CSVOptions, "missing" | "skip" | "names"> {
  /** The name of the sheet, or its number, counted from 1; default the first. */
  sheet?: string | number;
}

type Cell = string | number | boolean | Date | null;
type Reader = (file: string) => Promise<readonly { readonly sheet: string; readonly data: readonly Cell[][] }[]>;

/**
 * Reads a sheet of an Excel file (.xlsx), whose first row names the columns, as {@link readcsv} reads a CSV file; dates
 * become ISO texts. Needs the package read-excel-file, which is loaded now.
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
  const sheets = await loaded.default(path).catch((error: unknown) => {
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
  const rows = typeof format.skip === "number" ? data.slice(format.skip) : data;
  const records = rows.map((row) => Array.from({ length: width }, (_, j) => textOf(row[j] ?? null)));
  const guesses =
    sheet === undefined && sheets.length > 1 ? [`sheet '${names[0]}', the first of ${sheets.length}`] : [];
  const read = tableOfRecords(records, ",", { ...format, decimal: "." }, path, guesses);
  tell(path, read);
  return read.table;
}

function textOf(cell: Cell): string {
  if (cell === null) return "";
  return cell instanceof Date ? cell.toISOString() : String(cell);
}
