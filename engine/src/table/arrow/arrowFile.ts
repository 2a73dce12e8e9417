import { DataError, FileError, OptionError } from "../../errors";
import { asTable, tableOfArrow } from "../asTable";
import { checkColumn } from "../checkColumn";
import { checkOptions } from "../options";
import { shownValue } from "../shownValue";
import { readBytes } from "../source/files";
import type { Table } from "../table";
import { arrowReader } from "./arrowCodecs";
import { checkArrow, isMagic, MAGIC, ROWS_PER_BYTE } from "./checkArrow";
import { DamagedError } from "./flatbuffer";
import type { ArrowColumnOptions } from "./fromArrow";

/** Rows that a byte can hold at most when it is compressed. */
const LARGEST_SHARE = 8000;

export interface ArrowOptions {
  /**
   * "file": the levels of a factor in the order of the file's dictionary, as R and pandas keep them; by default so only
   * where the file marks it as ordered, else by code point.
   */
  levels?: "file";
}

export interface ArrowContent {
  readonly table: Table;
  /** The texts kept with the schema. */
  readonly metadata: ReadonlyMap<string, string>;
}

/**
 * What an Arrow IPC file or stream holds.
 * @throws {@link FileError} if there is none or it cannot be read as one
 */
export function readArrow(path: string, options?: ArrowOptions): ArrowContent {
  return parseArrow(readBytes(path), path, options);
}

/** The same of the bytes of a file. @param path what the file is called in errors */
export function parseArrow(bytes: Uint8Array, path: string, options?: ArrowColumnOptions): ArrowContent {
  if (isMagic(bytes, 0) && !isMagic(bytes, bytes.length - MAGIC.length))
    throw new FileError(`the file '${path}' cannot be read as an Arrow file: its end is missing`, path);
  try {
    checkArrow(bytes);
    const arrow = arrowReader().tableFromIPC(bytes, { useBigInt: true });
    // A damaged number of rows would be taken at its word and fill the memory: a row takes a bit or more, a thousandth
    // of that when compressed.
    const columns = Array.from({ length: arrow.numCols }, (_, j) => arrow.getChildAt(j)!);
    const rows = [arrow.numRows, ...columns.map(({ length }) => length)];
    columns.forEach(checkColumn);
    const share = columns.some(({ data }) => data.some(({ values }) => values !== undefined))
      ? LARGEST_SHARE
      : ROWS_PER_BYTE;
    if (rows.some((count) => count !== rows[0] || count > share * bytes.length))
      throw new DamagedError(`${Math.max(...rows)} rows in ${bytes.length} bytes`);
    return { table: asTable(tableOfArrow(arrow, options)), metadata: arrow.schema.metadata ?? new Map() };
  } catch (error) {
    if (error instanceof DataError)
      throw new FileError(`the file '${path}' cannot be used: ${error.message}`, path, { cause: error });
    throw new FileError(`the file '${path}' cannot be read as an Arrow file: it is damaged or of another kind`, path, {
      cause: error,
    });
  }
}

/** Reads an Apache Arrow file (IPC file or stream), also one with buffers compressed by LZ4 or by Zstandard. */
export function readarrow(path: string, options: ArrowOptions = {}): Table {
  checkOptions("readarrow", options, ["levels"]);
  if (options.levels !== undefined && options.levels !== "file")
    throw new OptionError(`the option levels is "file" or absent; got ${shownValue(options.levels)}`);
  return readArrow(path, options).table;
}
