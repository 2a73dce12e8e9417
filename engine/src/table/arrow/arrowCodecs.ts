import { compression } from "../../platform/compression";
import { environment } from "../../platform/environment";
import { DamagedError } from "./flatbuffer";
import { flechette } from "./flechette";
import { decompressLZ4 } from "./lz4";

/** An LZ4 frame decompresses to less than so many times its bytes. */
const LARGEST_LZ4 = 256;
/** The same for Zstandard: a block of 128 KiB that repeats one byte takes four. */
const LARGEST_ZSTANDARD = 40_000;

/** Buffers of a kind that cannot be read here; the message goes on "the file … cannot be read: ". */
export class CompressionError extends Error {}

type Decoder = (bytes: Uint8Array, length: number) => Uint8Array;

/**
 * The Arrow reader, which takes compressed buffers too: those of LZ4, and of Zstandard where Node has it (from 22.15
 * on).
 */
export function arrowReader(): ReturnType<typeof flechette> {
  const arrow = flechette();
  const { CompressionType, getCompressionCodec, setCompressionCodec } = arrow;
  const take = (type: typeof CompressionType.LZ4_FRAME | typeof CompressionType.ZSTD, decode: Decoder): void => {
    if (getCompressionCodec(type) === null) setCompressionCodec(type, { decode, encode: notWritten });
  };
  take(CompressionType.LZ4_FRAME, bounded(LARGEST_LZ4, decompressLZ4));
  take(CompressionType.ZSTD, bounded(LARGEST_ZSTANDARD, decompressZstandard));
  return arrow;
}

/** Refuses a length that the bytes cannot have; a damaged one would be allocated first. */
function bounded(most: number, decode: Decoder): Decoder {
  return (bytes, length) => {
    if (!(length >= 0 && length <= most * bytes.length))
      throw new DamagedError(`${bytes.length} compressed bytes of ${length}`);
    return decode(bytes, length);
  };
}

function decompressZstandard(bytes: Uint8Array, length: number): Uint8Array {
  const { unzstd } = compression;
  if (unzstd === undefined)
    throw new CompressionError(
      "its buffers are compressed by Zstandard, which Node reads from version 22.15 on, " +
        `and this is ${environment.name}; write the file uncompressed or with LZ4, or as CSV`,
    );
  return unzstd(bytes, Math.max(1, length));
}

function notWritten(): never {
  throw new Error("Arrow files are written without compression");
}
