import * as zlib from "node:zlib";
import type { Compression } from "./contract";

/** Node has it from version 22.15 on. */
const { zstdDecompressSync } = zlib as {
  zstdDecompressSync?: (bytes: Uint8Array, options: { maxOutputLength: number }) => Uint8Array;
};

export const compression: Compression = {
  gunzip: (bytes, most) => zlib.gunzipSync(bytes, { maxOutputLength: most }),
  unzstd: zstdDecompressSync && ((bytes, most) => zstdDecompressSync(bytes, { maxOutputLength: most })),
};
