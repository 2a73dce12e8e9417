import { BackwardBits } from "./backwardBits";
import { type HuffmanTable, readHuffmanTable } from "./huffmanTable";
import { malformed } from "./malformed";

/** The literals of a block, the code that blocks after it may use again, and where their section ends. */
export interface Literals {
  readonly bytes: Uint8Array;
  readonly code: HuffmanTable | undefined;
  readonly end: number;
}

/** Bytes of the header and bits of a size, by the two bits that say how a code's literals are stored. */
const HEADER = [3, 3, 4, 5];
const SIZE_BITS = [10, 10, 14, 18];

/**
 * Reads the literals of a block (RFC 8878, 3.1.1.3.1).
 * @param before the code of the block before
 * @param most bytes of a block
 */
export function readLiterals(
  bytes: Uint8Array,
  from: number,
  to: number,
  before: HuffmanTable | undefined,
  most: number,
): Literals {
  if (from + headerSize(bytes[from]) > to) throw malformed("a block ends too early");
  const kind = bytes[from] & 3;
  return kind < 2 ? plainLiterals(bytes, from, to, before, most) : codedLiterals(bytes, from, to, before, most);
}

function headerSize(first: number): number {
  const format = (first >> 2) & 3;
  if ((first & 3) >= 2) return HEADER[format];
  return [1, 2, 1, 3][format];
}

/** Literals as they are, or one that repeats. */
function plainLiterals(
  bytes: Uint8Array,
  from: number,
  to: number,
  code: HuffmanTable | undefined,
  most: number,
): Literals {
  const first = bytes[from];
  const start = from + headerSize(first);
  const size =
    start - from === 1
      ? first >> 3
      : (first >> 4) | (bytes[from + 1] << 4) | (start - from === 3 ? bytes[from + 2] << 12 : 0);
  const repeats = (first & 3) === 1;
  const end = start + (repeats ? 1 : size);
  if (end > to || size > most) throw malformed("literals are longer than their block");
  return { bytes: repeats ? new Uint8Array(size).fill(bytes[start]) : bytes.subarray(start, end), code, end };
}

/** Literals in a prefix code, in one stream or in four. */
function codedLiterals(
  bytes: Uint8Array,
  from: number,
  to: number,
  before: HuffmanTable | undefined,
  most: number,
): Literals {
  const format = (bytes[from] >> 2) & 3;
  const width = SIZE_BITS[format];
  let head = 0;
  for (let i = HEADER[format] - 1; i >= 0; i--) head = head * 256 + bytes[from + i];
  const size = Math.floor(head / 16) % (1 << width);
  const end = from + HEADER[format] + Math.floor(head / (1 << (4 + width)));
  if (end > to || size > most) throw malformed("literals are longer than their block");
  const described = (bytes[from] & 3) === 2;
  const [code, start] = described
    ? readHuffmanTable(bytes, from + HEADER[format], end)
    : [before, from + HEADER[format]];
  if (code === undefined) throw malformed("a block uses the code of one before it, and there is none");
  const out = new Uint8Array(size);
  if (format === 0) decode(out, code, bytes, start, end);
  else decodeFour(out, code, bytes, start, end);
  return { bytes: out, code, end };
}

function decodeFour(out: Uint8Array, code: HuffmanTable, bytes: Uint8Array, from: number, to: number): void {
  const part = (out.length + 3) >> 2;
  if (from + 6 > to || 3 * part > out.length) throw malformed("four streams of literals are too short");
  let start = from + 6;
  for (let i = 0; i < 4; i++) {
    const end = i === 3 ? to : start + (bytes[from + 2 * i] | (bytes[from + 2 * i + 1] << 8));
    if (end > to) throw malformed("literals are longer than their block");
    decode(out.subarray(i * part, i === 3 ? out.length : (i + 1) * part), code, bytes, start, end);
    start = end;
  }
}

/** Fills `out` with the symbols of a stream, which has to end there. */
function decode(out: Uint8Array, code: HuffmanTable, bytes: Uint8Array, from: number, to: number): void {
  const { longest, symbols, bits } = code;
  const stream = new BackwardBits(bytes, from, to);
  for (let i = 0; i < out.length; i++) {
    const next = stream.peek(longest);
    out[i] = symbols[next];
    stream.left -= bits[next];
  }
  if (stream.left !== 0) throw malformed("literals do not end with their bits");
}
