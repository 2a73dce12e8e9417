import { compression } from "../../platform/compression";
import { compressLZ4 } from "./compressLZ4";
import { DamagedError } from "./flatbuffer";
import { flechette } from "./flechette";
import { decompressLZ4 } from "./lz4";
import { decompressZstandard } from "./zstandard/decompressZstandard";

/** An LZ4 frame decompresses to less than so many times its bytes. */
const LARGEST_LZ4 = 256;
/** The same for Zstandard: a block of 128 KiB that repeats one byte takes four. */
const LARGEST_ZSTANDARD = 40_000;

type Decoder = (bytes: Uint8Array, length: number) => Uint8Array;

/** The Arrow reader and writer, which takes buffers compressed by LZ4 and by Zstandard too, and writes the former. */
export function arrowReader(): ReturnType<typeof flechette> {
  const arrow = flechette();
  const { CompressionType, getCompressionCodec, setCompressionCodec } = arrow;
  const take = (
    type: typeof CompressionType.LZ4_FRAME | typeof CompressionType.ZSTD,
    decode: Decoder,
    encode: (bytes: Uint8Array) => Uint8Array,
  ): void => {
    if (getCompressionCodec(type) === null) setCompressionCodec(type, { decode, encode });
  };
  take(CompressionType.LZ4_FRAME, bounded(LARGEST_LZ4, decompressLZ4), compressLZ4);
  take(CompressionType.ZSTD, bounded(LARGEST_ZSTANDARD, unzstd), notWritten);
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

/** By the host, which is faster, where it can. */
function unzstd(bytes: Uint8Array, length: number): Uint8Array {
  if (compression.unzstd === undefined) return decompressZstandard(bytes, length);
  const out = compression.unzstd(bytes, Math.max(1, length));
  if (out.length !== length) throw new DamagedError(`compressed bytes of ${out.length} instead of ${length}`);
  return out;
}

function notWritten(): never {
  throw new Error("Arrow files are written without Zstandard");
}
