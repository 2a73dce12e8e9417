import { LimitError } from "../../errors";
import { environment } from "../../platform/environment";
import { DELIMITERS } from "./csvDelimiter";

/** Texts below this length, in characters, are not looked at, and of others their beginning. */
const SMALL = 2 ** 23;
const LOOKED_AT = 2 ** 18;
/** Bytes in the heap of V8: of a line with the array of its cells, and of a cell in two such arrays. */
const OF_LINE = 88;
const OF_CELL = 16;
/** Further ones of a cell that is no number, as columns of texts keep it. */
const OF_TEXT = 12;
/** Strings of this length and more are windows on the text; shorter ones are copied. */
const WINDOW = 13;
const OF_WINDOW = 32;
const OF_STRING = 16;
/** Room for the collector of garbage. */
const SLACK = 1.15;
const GIGA = 1e9;

/**
 * A text whose cells do not fit into the memory that JavaScript may use would end the process, which nothing can catch.
 * @param source what the text is called in errors
 * @throws {@link LimitError} where the beginning of the text tells that its cells need more than there is
 */
export function checkCSVMemory(text: string, delimiter: string | undefined, source: string): void {
  const limit = text.length < SMALL ? undefined : environment.heapLimit();
  if (limit === undefined) return;
  const { bytes, cells } = beginning(text.slice(0, LOOKED_AT), delimiter);
  const times = text.length / Math.min(LOOKED_AT, text.length);
  const needed = SLACK * (text.length + times * bytes);
  if (needed <= limit) return;
  const gigabytes = (count: number): string => (count / GIGA).toPrecision(2);
  throw new LimitError(
    `the cells of a CSV file must fit into the memory that JavaScript may use; those of ${source}, about ` +
      `${((times * cells) / 1e6).toPrecision(2)} million, need ${gigabytes(needed)} GB of ${gigabytes(limit)} GB: ` +
      `${environment.forMoreHeap}, split the file, or give its columns as an Arrow file, which readarrow reads`,
  );
}

/** What the cells of the beginning of a text take in memory, and how many there are. */
function beginning(text: string, delimiter: string | undefined): { readonly bytes: number; readonly cells: number } {
  const lines = text.split(/\r\n?|\n/);
  const separators = delimiter === undefined ? DELIMITERS : [delimiter];
  const cells = separators
    .map((separator) => lines.flatMap((line) => line.split(separator)))
    .reduce((most, other) => (other.length > most.length ? other : most));
  const bytes = cells.reduce((sum, cell) => sum + OF_CELL + bytesOf(cell), OF_LINE * lines.length);
  return { bytes, cells: cells.length };
}

function bytesOf(cell: string): number {
  const own = cell.length < 2 ? 0 : cell.length < WINDOW ? OF_STRING + 8 * Math.ceil(cell.length / 8) : OF_WINDOW;
  return Number.isNaN(Number(cell)) ? own + OF_TEXT : own;
}
