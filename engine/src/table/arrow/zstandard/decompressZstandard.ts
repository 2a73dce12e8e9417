import type { HuffmanTable } from "./huffmanTable";
import { readLiterals } from "./literals";
import { malformed } from "./malformed";
import { readSequences, type SequenceTables } from "./sequences";
import { xxHash64 } from "./xxHash64";

const MAGIC = 0xfd2fb528;
/** Any of the sixteen from here on. */
const SKIPPABLE = 0x184d2a50;
const MOST_OF_A_BLOCK = 1 << 17;
const FIRST_OFFSETS = [1, 4, 8];

/** What the blocks of a frame hand on. */
interface Frame {
  /** Where it begins in the output. */
  readonly start: number;
  readonly recent: Uint32Array;
  code: HuffmanTable | undefined;
  tables: SequenceTables | undefined;
}

/**
 * Decompresses Zstandard frames (RFC 8878), for hosts that have no decoder. Dictionaries are refused.
 *
 * Kept by hand because damaged bytes must end soon and in an error: fzstd 0.1.1 runs for ever on one in a thousand,
 * takes seconds for a few kilobytes of others, and returns bytes where a stream does not end with its bits.
 * @param length of what comes out
 * @throws for bytes that are no such frames or give another length
 */
export function decompressZstandard(bytes: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length);
  let end = 0;
  let at = 0;
  while (at < bytes.length) {
    const magic = uint(bytes, at, 4);
    if (magic >>> 4 === SKIPPABLE >>> 4) {
      at += 8 + uint(bytes, at + 4, 4);
      if (at > bytes.length) throw malformed("they end too early");
    } else if (magic === MAGIC) [at, end] = readFrame(bytes, at + 4, out, end);
    else throw malformed("a frame begins with other bytes");
  }
  if (end !== length) throw malformed(`they hold ${end} bytes instead of ${length}`);
  return out;
}

/** A number of some bytes, the lowest first. */
function uint(bytes: Uint8Array, at: number, size: number): number {
  if (at + size > bytes.length) throw malformed("they end too early");
  let value = 0;
  for (let i = size - 1; i >= 0; i--) value = value * 256 + bytes[at + i];
  return value;
}

/** Returns where the frame ends in the input and in the output. */
function readFrame(bytes: Uint8Array, from: number, out: Uint8Array, start: number): [at: number, end: number] {
  const flags = uint(bytes, from, 1);
  const [hasOneSegment, isReserved, hasChecksum] = [32, 8, 4].map((bit) => (flags & bit) !== 0);
  if (isReserved) throw malformed("they are of another version");
  const dictionaryBytes = [0, 1, 2, 4][flags & 3];
  const sizeBytes = [hasOneSegment ? 1 : 0, 2, 4, 8][flags >> 6];
  let at = from + (hasOneSegment ? 1 : 2);
  if (uint(bytes, at, dictionaryBytes) !== 0) throw malformed("they need a dictionary");
  at += dictionaryBytes;
  const size = uint(bytes, at, sizeBytes) + (sizeBytes === 2 ? 256 : 0);
  at += sizeBytes;
  const frame: Frame = { start, recent: Uint32Array.from(FIRST_OFFSETS), code: undefined, tables: undefined };
  let end = start;
  for (let isLast = false; !isLast; ) {
    const head = uint(bytes, at, 3);
    isLast = (head & 1) === 1;
    [at, end] = readBlock(bytes, at + 3, head >> 3, (head >> 1) & 3, out, end, frame);
  }
  if (sizeBytes > 0 && end - start !== size) throw malformed(`a frame holds ${end - start} bytes instead of ${size}`);
  if (!hasChecksum) return [at, end];
  if (uint(bytes, at, 4) !== Number(xxHash64(out.subarray(start, end)) & 0xffffffffn))
    throw malformed("a frame has another checksum");
  return [at + 4, end];
}

function readBlock(
  bytes: Uint8Array,
  from: number,
  size: number,
  kind: number,
  out: Uint8Array,
  start: number,
  frame: Frame,
): [at: number, end: number] {
  const repeats = kind === 1;
  const to = from + (repeats ? 1 : size);
  if (to > bytes.length) throw malformed("they end too early");
  if (size > MOST_OF_A_BLOCK) throw malformed(`a block of ${size} bytes`);
  if (kind === 3) throw malformed("they are of another version");
  if (kind === 2) return [to, readCompressed(bytes, from, to, out, start, frame)];
  const end = within(out, start + size);
  if (repeats) out.fill(bytes[from], start, end);
  else out.set(bytes.subarray(from, to), start);
  return [to, end];
}

/** A block of literals and of sequences, each of which copies some literals and then what came before. */
function readCompressed(
  bytes: Uint8Array,
  from: number,
  to: number,
  out: Uint8Array,
  start: number,
  frame: Frame,
): number {
  const { bytes: literals, code, end: next } = readLiterals(bytes, from, to, frame.code, MOST_OF_A_BLOCK);
  frame.code = code;
  const most = Math.min(out.length, start + MOST_OF_A_BLOCK);
  let used = 0;
  let end = start;
  frame.tables = readSequences(bytes, next, to, frame.recent, frame.tables, (count, offset, match) => {
    if (used + count > literals.length) throw malformed("a block has too few literals");
    if (end + count + match > most) throw malformed(`they hold more than ${out.length} bytes`);
    for (let i = 0; i < count; i++) out[end++] = literals[used++];
    if (offset > end - frame.start) throw malformed("a match lies before the beginning");
    // A match may overlap what it makes.
    for (let i = 0; i < match; i++, end++) out[end] = out[end - offset];
  });
  const last = end + literals.length - used;
  if (last > most) throw malformed(`they hold more than ${out.length} bytes`);
  out.set(literals.subarray(used), end);
  return last;
}

function within(out: Uint8Array, end: number): number {
  if (end > out.length) throw malformed(`they hold more than ${out.length} bytes`);
  return end;
}
