const MAGIC = 0x184d2204;
/** Version 1, blocks on their own, no checksums; blocks of at most 4 MiB. */
const DESCRIPTOR = [0x60, 0x70];
const LARGEST_BLOCK = 4 << 20;
const SHORTEST_MATCH = 4;
/** A block ends with so many literals at least, and its last match begins so far from its end. */
const LAST_LITERALS = 5;
const LAST_MATCH = 12;
const FARTHEST = 65_535;
const HASH_BITS = 16;
const STORED = 0x80000000;

/**
 * An LZ4 frame (LZ4 Frame Format 1.6, LZ4 Block Format) of the bytes: at every place the latest one with the same hash
 * of four bytes is tried, as the fast mode of LZ4's own program does. Kept by hand, as the packages that write such
 * frames are native or no longer kept.
 */
export function compressLZ4(bytes: Uint8Array): Uint8Array {
  const blocks = Array.from({ length: Math.ceil(bytes.length / LARGEST_BLOCK) }, (_, i) => {
    const plain = bytes.subarray(i * LARGEST_BLOCK, (i + 1) * LARGEST_BLOCK);
    const packed = compressBlock(plain);
    return packed.length < plain.length
      ? { body: packed, size: packed.length }
      : { body: plain, size: plain.length + STORED };
  });
  const out = new Uint8Array(11 + blocks.reduce((sum, { body }) => sum + 4 + body.length, 0));
  const view = new DataView(out.buffer);
  view.setUint32(0, MAGIC, true);
  out.set(DESCRIPTOR, 4);
  out[6] = headerChecksum(DESCRIPTOR);
  let at = 7;
  for (const { body, size } of blocks) {
    view.setUint32(at, size, true);
    out.set(body, at + 4);
    at += 4 + body.length;
  }
  return out;
}

function compressBlock(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length + Math.ceil(bytes.length / 255) + 16);
  const latest = new Int32Array(1 << HASH_BITS).fill(-1);
  const word = (i: number): number => bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24);
  let end = 0;
  let from = 0;
  const long = (count: number): void => {
    for (; count >= 255; count -= 255) out[end++] = 255;
    out[end++] = count;
  };
  const sequence = (to: number, distance: number, match: number): void => {
    const literals = to - from;
    out[end++] = (Math.min(literals, 15) << 4) | Math.min(Math.max(match, 0), 15);
    if (literals >= 15) long(literals - 15);
    out.set(bytes.subarray(from, to), end);
    end += literals;
    if (match < 0) return;
    out[end++] = distance & 255;
    out[end++] = distance >> 8;
    if (match >= 15) long(match - 15);
  };
  for (let at = 0; at < bytes.length - LAST_MATCH; at++) {
    const four = word(at);
    const hash = Math.imul(four, 0x9e3779b1) >>> (32 - HASH_BITS);
    const before = latest[hash];
    latest[hash] = at;
    if (before < 0 || at - before > FARTHEST || word(before) !== four) continue;
    let length = SHORTEST_MATCH;
    while (at + length < bytes.length - LAST_LITERALS && bytes[before + length] === bytes[at + length]) length++;
    sequence(at, at - before, length - SHORTEST_MATCH);
    from = at + length;
    at = from - 1;
  }
  sequence(bytes.length, 0, -1);
  return out.subarray(0, end);
}

/** The second byte of XXH32 of the descriptor, with seed 0 (github.com/Cyan4973/xxHash), of fewer than 4 bytes. */
function headerChecksum(bytes: readonly number[]): number {
  let hash = (0x165667b1 + bytes.length) | 0;
  for (const byte of bytes) {
    hash = (hash + Math.imul(byte, 0x165667b1)) | 0;
    hash = Math.imul((hash << 11) | (hash >>> 21), 0x9e3779b1);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca77);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae3d);
  return ((hash ^ (hash >>> 16)) >>> 8) & 255;
}
