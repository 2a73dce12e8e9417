import { DataError } from "../../errors";

const MAGIC = 0x184d2204;
const VERSION = 1;
/** A match is so long at least. */
const SHORTEST_MATCH = 4;

/**
 * Decompresses LZ4 frames (LZ4 Frame Format 1.6, LZ4 Block Format). Checksums are passed over.
 *
 * Kept by hand so that damaged bytes end soon, in an error and in no more memory than `length`.
 *
 * @param length of what comes out
 * @throws for bytes that are no such frames or give another length
 */
export function decompressLZ4(bytes: Uint8Array, length: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const out = new Uint8Array(length);
  let end = 0;
  let at = 0;
  const number = (): number => {
    if (at + 4 > bytes.length) throw malformed("they end too early");
    at += 4;
    return view.getUint32(at - 4, true);
  };
  while (at < bytes.length) {
    if (number() !== MAGIC) throw malformed("a frame begins with other bytes");
    const flags = bytes[at];
    if (flags >> 6 !== VERSION) throw malformed(`they are of version ${flags >> 6}`);
    const [hasBlockChecksum, hasSize, hasChecksum, hasDictionary] = [16, 8, 4, 1].map((bit) => (flags & bit) !== 0);
    if (hasDictionary) throw malformed("they need a dictionary");
    at += hasSize ? 11 : 3;
    for (let size = number(); size !== 0; size = number()) {
      const stored = size >>> 31 === 1;
      const next = at + (size & 0x7fffffff);
      if (next > bytes.length) throw malformed("they end too early");
      end = stored ? copy(bytes, at, next, out, end) : decompressBlock(bytes, at, next, out, end);
      at = next + (hasBlockChecksum ? 4 : 0);
    }
    if (hasChecksum) at += 4;
  }
  if (end !== length) throw malformed(`they hold ${end} bytes instead of ${length}`);
  return out;
}

/** Sequences of literals and matches with what came before; returns where the output ends. */
function decompressBlock(bytes: Uint8Array, from: number, to: number, out: Uint8Array, start: number): number {
  let end = start;
  let at = from;
  const longer = (short: number): number => {
    let count = short;
    if (short < 15) return count;
    for (let more = 255; more === 255; ) {
      if (at >= to) throw malformed("a block ends too early");
      more = bytes[at++];
      count += more;
    }
    return count;
  };
  while (at < to) {
    const token = bytes[at++];
    const literals = longer(token >> 4);
    if (at + literals > to) throw malformed("a block ends too early");
    end = copy(bytes, at, at + literals, out, end);
    at += literals;
    if (at === to) return end;
    if (at + 2 > to) throw malformed("a block ends too early");
    const distance = bytes[at] | (bytes[at + 1] << 8);
    at += 2;
    const count = longer(token & 15) + SHORTEST_MATCH;
    if (distance === 0 || distance > end) throw malformed("a match lies before the beginning");
    if (end + count > out.length) throw malformed(`they hold more than ${out.length} bytes`);
    // A match may overlap what it makes.
    for (let i = 0; i < count; i++, end++) out[end] = out[end - distance];
  }
  return end;
}

function copy(bytes: Uint8Array, from: number, to: number, out: Uint8Array, end: number): number {
  if (end + to - from > out.length) throw malformed(`they hold more than ${out.length} bytes`);
  out.set(bytes.subarray(from, to), end);
  return end + to - from;
}

function malformed(reason: string): DataError {
  return new DataError(`bytes that are said to be LZ4 frames are not: ${reason}`);
}
