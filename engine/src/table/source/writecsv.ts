import { FileError, OptionError } from "../../errors";
import { asTable, type TableLike } from "../asTable";
import { checkTexts } from "../checkTexts";
import { type Column, valueAt } from "../column";
import { checkOptions } from "../options";
import { shownValue } from "../shownValue";
import { atomicWrite } from "./files";
import { papaparse } from "./papaparse";

export interface WriteCSVOptions {
  /** What separates the cells; default a comma, or a semicolon where a comma begins decimals. */
  delimiter?: string;
  /** What begins the decimals of a number; default ".". */
  decimal?: "." | ",";
  /** What stands for a missing value; default "NA", which `readcsv`, R, pandas and CSV.jl's `missingstring` know. */
  missing?: string;
}

const AMBIGUOUS = /^\s*$|[,;|\t]/;

/**
 * Writes a table as a CSV file (RFC 4180, UTF-8), numbers with all their digits, so that `readcsv` gives the same
 * again; only texts that look like numbers or missing values ("007" stays, "12" and "NA" do not) come back as those,
 * columns with infinite numbers as texts, and line ends within texts as "\n".
 * @throws DataError for what no text file can hold: a zero byte, or half of a pair of UTF-16
 */
export function writecsv(path: string, data: TableLike, options: WriteCSVOptions = {}): void {
  checkOptions("writecsv", options, ["delimiter", "decimal", "missing"]);
  const { decimal = ".", delimiter = decimal === "," ? ";" : ",", missing = "NA" } = options;
  if (![".", ","].includes(decimal))
    throw new OptionError(`decimals begin with "." or ","; got ${shownValue(decimal)}`);
  if (typeof delimiter !== "string" || delimiter.length !== 1 || '"\r\n\uFEFF'.includes(delimiter))
    throw new OptionError(`a delimiter is one character such as ","; got ${shownValue(delimiter)}`);
  if (typeof missing !== "string") throw new OptionError(`missing is a text such as "NA"; got ${shownValue(missing)}`);
  if (typeof path === "string" && path.endsWith(".gz"))
    throw new OptionError(`writecsv writes no compressed files; got the path '${path}'`);
  const table = asTable(data);
  const columns = table.columnNames.map((name) => table.column(name));
  const text = (values: Column, row: number): string => {
    const value = valueAt(values, row);
    if (value === null) return missing;
    return typeof value === "number" ? String(value).replace(".", decimal) : String(value);
  };
  checkTexts(table, "CSV", /\0|\p{Surrogate}/u);
  const rows = Array.from({ length: table.numRows }, (_, row) => columns.map((values) => text(values, row)));
  // A line of a file of one column could be an empty one, or seem to have several cells.
  const quotes = columns.length === 1 && ((cell: unknown) => AMBIGUOUS.test(String(cell)));
  const parts = { fields: table.columnNames, data: rows };
  const content = textOf(path, () => papaparse().unparse(parts, { delimiter, newline: "\n", quotes }));
  atomicWrite(path, `${content}\n`);
}

/** @throws FileError for more than a string can hold */
function textOf(path: string, make: () => string): string {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new FileError(
      `the file '${path}' cannot be written: a text has 512 million characters at most, which this one would pass; ` +
        "writearrow has no such limit",
      path,
      { cause: error },
    );
  }
}
