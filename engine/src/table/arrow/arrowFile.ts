import { DataError, FileError } from "../../errors";
import { asTable } from "../asTable";
import { checkColumn } from "../checkColumn";
import { readBytes } from "../source/files";
import type { Table } from "../table";
import { arrowReader, CompressionError } from "./arrowCodecs";
import { checkArrow, MAGIC, ROWS_PER_BYTE } from "./checkArrow";
import { DamagedError } from "./flatbuffer";

/** Rows that a byte can hold at most when it is compressed. */
const LARGEST_SHARE = 8000;

export interface ArrowContent {
  readonly table: Table;
  /** The texts kept with the schema. */
  readonly metadata: ReadonlyMap<string, string>;
}

/**
 * What an Arrow IPC file or stream holds.
 * @throws {@link FileError} if there is none or it cannot be read as one
 */
export function readArrow(path: string): ArrowContent {
  return parseArrow(readBytes(path), path);
}

/** The same of the bytes of a file. @param path what the file is called in errors */
export function parseArrow(bytes: Buffer, path: string): ArrowContent {
  const [first, last] = [bytes.subarray(0, MAGIC.length), bytes.subarray(-MAGIC.length)].map((part) =>
    part.toString("latin1"),
  );
  if (first === MAGIC && last !== MAGIC)
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
    return { table: asTable(arrow), metadata: arrow.schema.metadata ?? new Map() };
  } catch (error) {
    if (error instanceof DataError)
      throw new FileError(`the file '${path}' cannot be used: ${error.message}`, path, { cause: error });
    throw new FileError(
      `the file '${path}' cannot be read as an Arrow file: ${error instanceof CompressionError ? error.message : "it is damaged or of another kind"}`,
      path,
      { cause: error },
    );
  }
}

/**
 * Reads an Apache Arrow file (IPC file or stream), also one with buffers compressed by LZ4, or by Zstandard where Node
 * has it (from 22.15 on).
 */
export function readarrow(path: string): Table {
  return readArrow(path).table;
}
