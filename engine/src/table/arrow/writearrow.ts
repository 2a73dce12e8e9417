import { OptionError } from "../../errors";
import { asTable, type TableLike } from "../asTable";
import { checkTexts } from "../checkTexts";
import { checkOptions } from "../options";
import { shownValue } from "../shownValue";
import { atomicWrite } from "../source/files";
import { arrowBytes } from "./arrowBytes";

export interface WriteArrowOptions {
  /** "lz4" (default), which every reader of Arrow files takes, or "none". */
  compression?: "lz4" | "none";
}

/**
 * Writes a table as an Apache Arrow file (IPC, "Feather"): numbers with the type of their array, texts
 * dictionary-encoded, missing values null. Levels that have an order, by {@link withlevels} or a file's own, are an
 * ordered dictionary, which {@link readarrow}, R and pandas read as such.
 * @throws DataError for half of a character that UTF-16 writes as a pair
 */
export function writearrow(path: string, data: TableLike, options: WriteArrowOptions = {}): void {
  checkOptions("writearrow", options, ["compression"]);
  const { compression = "lz4" } = options;
  if (compression !== "lz4" && compression !== "none")
    throw new OptionError(`compression is "lz4" or "none"; got ${shownValue(compression)}`);
  const table = asTable(data);
  checkTexts(table, "Arrow", /\p{Surrogate}/u);
  atomicWrite(path, arrowBytes(table, undefined, compression));
}
