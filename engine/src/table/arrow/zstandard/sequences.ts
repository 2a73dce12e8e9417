import { BackwardBits } from "./backwardBits";
import { type FSETable, fseTable, readFSETable, singleSymbol } from "./fseTable";
import { malformed } from "./malformed";

/** The tables of lengths of literals, offsets and lengths of matches, which blocks after may use again. */
export type SequenceTables = readonly [literals: FSETable, offsets: FSETable, matches: FSETable];

interface CodeKind {
  readonly mostAccuracy: number;
  readonly lastSymbol: number;
  readonly usual: FSETable;
}

/** `count` times `value`. */
const times = (count: number, value: number): number[] => Array<number>(count).fill(value);

/** The distributions that hold unless a block has its own (RFC 8878, 3.1.1.3.2.2). */
const KINDS: readonly CodeKind[] = [
  {
    mostAccuracy: 9,
    lastSymbol: 35,
    usual: fseTable([4, 3, ...times(11, 2), 1, 1, 1, ...times(9, 2), 3, 2, ...times(5, 1), ...times(4, -1)], 6),
  },
  {
    mostAccuracy: 8,
    lastSymbol: 31,
    usual: fseTable([...times(6, 1), 2, 2, 2, ...times(15, 1), ...times(5, -1)], 5),
  },
  {
    mostAccuracy: 9,
    lastSymbol: 52,
    usual: fseTable([1, 4, 3, ...times(6, 2), ...times(37, 1), ...times(7, -1)], 6),
  },
];

/** How many bits follow a code of a length, and the least length that it means. */
const LITERAL_BITS = [...times(16, 0), 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
const LITERAL_LEAST = leastOf(LITERAL_BITS, 0);
const MATCH_BITS = [...times(32, 0), 1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
const MATCH_LEAST = leastOf(MATCH_BITS, 3);

function leastOf(bits: readonly number[], first: number): number[] {
  let least = first;
  return bits.map((count) => (least += 1 << count) - (1 << count));
}

/** A sequence of a block as it is executed: literals, then a match. */
export type Execute = (literals: number, offset: number, match: number) => void;

/**
 * Reads the sequences of a block (RFC 8878, 3.1.1.3.2) and executes one after the other.
 * @param recent the three latest offsets, which are kept up
 * @param before the tables of the block before
 * @returns the tables of this block
 */
export function readSequences(
  bytes: Uint8Array,
  from: number,
  to: number,
  recent: Uint32Array,
  before: SequenceTables | undefined,
  execute: Execute,
): SequenceTables | undefined {
  const [count, start] = countOf(bytes, from, to);
  if (count === 0) {
    if (start !== to) throw malformed("a block goes on behind its end");
    return before;
  }
  const [tables, end] = readTables(bytes, start, to, before);
  const stream = new BackwardBits(bytes, end, to);
  const [literalTable, offsetTable, matchTable] = tables;
  let literalState = stream.read(literalTable.accuracy);
  let offsetState = stream.read(offsetTable.accuracy);
  let matchState = stream.read(matchTable.accuracy);
  for (let i = 0; i < count; i++) {
    const offsetBits = offsetTable.symbols[offsetState];
    // At most 24 bits are read at once.
    const high = offsetBits > 16 ? stream.read(offsetBits - 16) : 0;
    const offset = ((1 << offsetBits) >>> 0) + high * 65536 + stream.read(Math.min(offsetBits, 16));
    const matchCode = matchTable.symbols[matchState];
    const match = MATCH_LEAST[matchCode] + stream.read(MATCH_BITS[matchCode]);
    const literalCode = literalTable.symbols[literalState];
    const literals = LITERAL_LEAST[literalCode] + stream.read(LITERAL_BITS[literalCode]);
    if (stream.left < 0) throw malformed("sequences are longer than their bits");
    execute(literals, offsetOf(offset, literals, recent), match);
    if (i === count - 1) break;
    literalState = literalTable.bases[literalState] + stream.read(literalTable.bits[literalState]);
    matchState = matchTable.bases[matchState] + stream.read(matchTable.bits[matchState]);
    offsetState = offsetTable.bases[offsetState] + stream.read(offsetTable.bits[offsetState]);
  }
  if (stream.left !== 0) throw malformed("sequences do not end with their bits");
  return tables;
}

function countOf(bytes: Uint8Array, from: number, to: number): [count: number, end: number] {
  const [first, second, third] = [bytes[from], bytes[from + 1], bytes[from + 2]];
  const size = first < 128 ? 1 : first < 255 ? 2 : 3;
  if (from + size > to) throw malformed("a block ends too early");
  const count = size === 1 ? first : size === 2 ? ((first - 128) << 8) + second : second + (third << 8) + 0x7f00;
  return [count, from + size];
}

function readTables(
  bytes: Uint8Array,
  from: number,
  to: number,
  before: SequenceTables | undefined,
): [tables: SequenceTables, end: number] {
  const modes = from < to ? bytes[from] : 3;
  if ((modes & 3) !== 0) throw malformed("a block ends too early or has modes of another version");
  let end = from + 1;
  const tables = KINDS.map(({ mostAccuracy, lastSymbol, usual }, i) => {
    const mode = (modes >> (6 - 2 * i)) & 3;
    if (mode === 0) return usual;
    if (mode === 1) {
      if (end >= to || bytes[end] > lastSymbol) throw malformed("a code is none of its kind");
      return singleSymbol(bytes[end++]);
    }
    if (mode === 2) {
      const [table, next] = readFSETable(bytes, end, to, mostAccuracy, lastSymbol);
      end = next;
      return table;
    }
    if (before === undefined) throw malformed("a block uses the tables of one before it, and there is none");
    return before[i];
  });
  return [tables as unknown as SequenceTables, end];
}

/** The offset that a value means: 1, 2 and 3 are the recent ones, another one where no literal stands before. */
function offsetOf(value: number, literals: number, recent: Uint32Array): number {
  if (value === 1 && literals > 0) return recent[0];
  const which = value + (literals === 0 ? 0 : -1);
  const offset = value > 3 ? value - 3 : which === 3 ? recent[0] - 1 : recent[which];
  if (offset === 0) throw malformed("an offset is 0");
  if (value > 3 || which >= 2) recent[2] = recent[1];
  recent[1] = recent[0];
  recent[0] = offset;
  return offset;
}
