import * as zlib from "node:zlib";
import { flechette } from "./arrowBytes";
import { decompressLZ4 } from "./lz4";

/** Buffers of a kind that cannot be read here; the message goes on "the file … cannot be read: ". */
export class CompressionError extends Error {}

type Decoder = (bytes: Uint8Array, length: number) => Uint8Array;

/** The Arrow reader, which takes compressed buffers too: those of LZ4, and of Zstandard where Node has it (from 22.15 on). */
export function arrowReader(): ReturnType<typeof flechette> {
  const arrow = flechette();
  const { CompressionType, getCompressionCodec, setCompressionCodec } = arrow;
  const take = (type: typeof CompressionType.LZ4_FRAME | typeof CompressionType.ZSTD, decode: Decoder): void => {
    if (getCompressionCodec(type) === null) setCompressionCodec(type, { decode, encode: notWritten });
  };
  take(CompressionType.LZ4_FRAME, decompressLZ4);
  take(CompressionType.ZSTD, decompressZstandard);
  return arrow;
}

function decompressZstandard(bytes: Uint8Array, length: number): Uint8Array {
  const { zstdDecompressSync } = zlib as { zstdDecompressSync?: (bytes: Uint8Array, options: { maxOutputLength: number }) => Uint8Array };
  if (zstdDecompressSync === undefined) throw new CompressionError(`its buffers are compressed by Zstandard, which Node reads from version 22.15 on, and this is ${process.versions.node}; write the file uncompressed or with LZ4, or as CSV`);
  return zstdDecompressSync(bytes, { maxOutputLength: Math.max(1, length) });
}

function notWritten(): never {
  throw new Error("Arrow files are written without compression");
}
