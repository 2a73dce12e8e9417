import { DataError, FileError } from "../errors";
import { arrowReader } from "./arrowCodecs";
import { asTable } from "./asTable";
import { readBytes } from "./files";
import type { Table } from "./table";

/** An Arrow file begins and ends with these characters; a stream, which is read too, does not. */
const MAGIC = "ARROW1";

/**
 * The table of an Arrow IPC file and the texts kept with its schema.
 * @throws {@link FileError} if there is none or it cannot be read as one
 */
export function readArrow(path: string): { table: Table; metadata: ReadonlyMap<string, string> } {
  const bytes = readBytes(path);
  const [first, last] = [bytes.subarray(0, MAGIC.length), bytes.subarray(-MAGIC.length)].map((part) => part.toString("latin1"));
  if (first === MAGIC && last !== MAGIC) throw new FileError(`the file '${path}' cannot be read as an Arrow file: its end is missing`, path);
  try {
    const arrow = arrowReader().tableFromIPC(bytes, { useBigInt: true });
    return { table: asTable(arrow), metadata: arrow.schema.metadata ?? new Map() };
  } catch (error) {
    if (error instanceof DataError) throw new FileError(`the file '${path}' cannot be used: ${error.message}`, path, { cause: error });
    throw new FileError(`the file '${path}' cannot be read as an Arrow file: it is damaged or of another kind`, path, { cause: error });
  }
}

/**
 * Reads an Apache Arrow file (IPC file or stream), also one with buffers compressed by LZ4, or by Zstandard where Node has it
 * (from 22.15 on).
 */
export function readarrow(path: string): Table {
  return readArrow(path).table;
}
