import { DamagedError } from "./arrow/flatbuffer";

/** A part of a column as the Arrow reader makes it. */
interface Batch {
  readonly length: number;
  readonly nullCount: number;
  readonly type: { readonly typeId: number };
  readonly validity?: Uint8Array;
  readonly values?: ArrayLike<number | bigint>;
  readonly offsets?: ArrayLike<number | bigint>;
  readonly dictionary?: Column;
}

interface Column {
  readonly length: number;
  readonly data: readonly Batch[];
}

/** Type numbers of the Arrow format. */
const DICTIONARY = -1;
const BOOL = 6;
const INTEGERS_AND_FLOATS = [2, 3];

/**
 * Checks that the buffers of a column hold its rows: that there are as many numbers as rows, that texts lie one behind
 * another, and that places in a dictionary are in it.
 * @throws {@link DamagedError}
 */
export function checkColumn({ data }: Column): void {
  for (const batch of data) {
    const { length, nullCount, type, validity, values, offsets, dictionary } = batch;
    if (!(length >= 0 && nullCount <= length)) throw new DamagedError(`${nullCount} nulls in ${length} rows`);
    if (nullCount > 0 && validity !== undefined && 8 * validity.length < length)
      throw new DamagedError(`${validity.length} bytes tell which of ${length} rows are null`);
    if (values === undefined) continue;
    if (offsets !== undefined) checkOffsets(offsets, values.length, length);
    else if (
      type.typeId === BOOL
        ? 8 * values.length < length
        : type.typeId === DICTIONARY || INTEGERS_AND_FLOATS.includes(type.typeId)
          ? values.length < length
          : false
    ) {
      throw new DamagedError(`${values.length} values in ${length} rows`);
    }
    if (type.typeId === DICTIONARY) checkPlaces(batch, dictionary);
  }
}

function checkOffsets(offsets: ArrayLike<number | bigint>, end: number, length: number): void {
  if (length === 0) return;
  if (offsets.length <= length) throw new DamagedError(`${offsets.length} offsets of ${length} rows`);
  for (let i = 0; i < length; i++)
    if (!(offsets[i] >= 0 && offsets[i] <= offsets[i + 1]))
      throw new DamagedError(`a text from ${offsets[i]} to ${offsets[i + 1]}`);
  if (offsets[length] > end) throw new DamagedError(`a text to ${offsets[length]} of ${end}`);
}

function checkPlaces({ length, values, validity, nullCount }: Batch, dictionary: Column | undefined): void {
  if (dictionary === undefined) throw new DamagedError("a column without its dictionary");
  checkColumn(dictionary);
  for (let i = 0; i < length; i++) {
    const isNull = nullCount > 0 && validity !== undefined && ((validity[i >> 3] >> (i & 7)) & 1) === 0;
    if (!isNull && !(values![i] >= 0 && values![i] < dictionary.length))
      throw new DamagedError(`place ${values![i]} in a dictionary of ${dictionary.length}`);
  }
}
