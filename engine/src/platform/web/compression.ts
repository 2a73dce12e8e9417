import { Gunzip } from "fflate";
import type { Compression } from "../contract";

/** Bytes that are unpacked at once, so that what would be too much is known early. */
const AT_ONCE = 1 << 16;
/** What follows the deflated bytes: their CRC-32 and how many they were, modulo 2³². */
const TRAILER = 8;
/** Nothing is deflated as this byte and a 0, and its trailer is zeros, so that without the last one it looks whole. */
const NOTHING = 3;

const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

/** One of the files that a gzip file consists of. */
class Member {
  private length = 0;
  private crc = 0xffffffff;

  add(bytes: Uint8Array): void {
    this.length += bytes.length;
    let { crc } = this;
    for (const byte of bytes) crc = CRC[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
    this.crc = crc;
  }

  /** @param end - where its trailer ends @throws if that tells of other bytes, which the library does not look at */
  check(packed: Uint8Array, end: number): void {
    const at = packed.byteOffset + end - TRAILER;
    if (end < TRAILER) throw new Error("unexpected end of file");
    const trailer = new DataView(packed.buffer, at, TRAILER);
    if (trailer.getUint32(0, true) !== (this.crc ^ 0xffffffff) >>> 0) throw new Error("incorrect data check");
    if (trailer.getUint32(4, true) !== this.length >>> 0) throw new Error("incorrect length check");
    if (this.length === 0 && packed[end - TRAILER - 1] === NOTHING) throw new Error("unexpected end of file");
  }
}

function gunzip(packed: Uint8Array, most: number): Uint8Array {
  const parts: Uint8Array[] = [];
  let length = 0;
  let member = new Member();
  const unpacking = new Gunzip((part) => {
    length += part.length;
    if (length > most) throw new Error(`it would be more than ${most} bytes`);
    member.add(part);
    parts.push(part);
  });
  unpacking.onmember = (offset) => {
    member.check(packed, offset);
    member = new Member();
  };
  for (let at = 0; at < packed.length; at += AT_ONCE)
    unpacking.push(packed.subarray(at, at + AT_ONCE), at + AT_ONCE >= packed.length);
  member.check(packed, packed.length);
  return joined(parts, length);
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** No browser lets a program unpack Zstandard at once. */
export const compression: Compression = { gunzip, unzstd: undefined };
