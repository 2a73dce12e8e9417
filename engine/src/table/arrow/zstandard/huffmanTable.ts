import { BackwardBits } from "./backwardBits";
import { readFSETable } from "./fseTable";
import { malformed } from "./malformed";

/** A prefix code: which symbol the next `longest` bits begin with, and how many of them are its own. */
export interface HuffmanTable {
  readonly longest: number;
  readonly symbols: Uint8Array;
  readonly bits: Uint8Array;
}

const MOST_BITS = 11;
const MOST_SYMBOLS = 256;
const MOST_ACCURACY = 6;

/** Reads the description of a prefix code (RFC 8878, 4.2.1) and returns where it ends. */
export function readHuffmanTable(bytes: Uint8Array, from: number, to: number): [table: HuffmanTable, end: number] {
  if (from >= to) throw malformed("a block ends too early");
  const head = bytes[from];
  const count = head - 127;
  const end = from + 1 + (head < 128 ? head : (count + 1) >> 1);
  if (end > to) throw malformed("a block ends too early");
  const weights =
    head < 128
      ? compressedWeights(bytes, from + 1, end)
      : Array.from({ length: count }, (_, i) => (bytes[from + 1 + (i >> 1)] >> (i % 2 === 0 ? 4 : 0)) & 15);
  return [huffmanTable(weights), end];
}

/** Weights by finite-state entropy, of two states in turn. */
function compressedWeights(bytes: Uint8Array, from: number, to: number): number[] {
  const [table, start] = readFSETable(bytes, from, to, MOST_ACCURACY, MOST_BITS + 1);
  const stream = new BackwardBits(bytes, start, to);
  const states = [stream.read(table.accuracy), stream.read(table.accuracy)];
  if (stream.left < 0) throw malformed("a code ends too early");
  const weights: number[] = [];
  for (let turn = 0; ; turn = 1 - turn) {
    if (weights.length >= MOST_SYMBOLS - 2) throw malformed("a code has too many symbols");
    const state = states[turn];
    weights.push(table.symbols[state]);
    states[turn] = table.bases[state] + stream.read(table.bits[state]);
    if (stream.left < 0) {
      weights.push(table.symbols[states[1 - turn]]);
      return weights;
    }
  }
}

/** The code of these weights and the one that is left out: what lacks to a power of two. */
function huffmanTable(weights: readonly number[]): HuffmanTable {
  const sum = weights.reduce((total, weight) => total + ((1 << weight) >> 1), 0);
  const longest = 32 - Math.clz32(sum);
  const rest = (1 << longest) - sum;
  if (sum === 0 || longest > MOST_BITS || (rest & (rest - 1)) !== 0) throw malformed("a code is not complete");
  const all = [...weights, 32 - Math.clz32(rest)];
  const symbols = new Uint8Array(1 << longest);
  const bits = new Uint8Array(1 << longest);
  let place = 0;
  for (let weight = 1; weight <= longest; weight++)
    all.forEach((own, symbol) => {
      if (own !== weight) return;
      const next = place + (1 << (weight - 1));
      symbols.fill(symbol, place, next);
      bits.fill(longest + 1 - weight, place, next);
      place = next;
    });
  return { longest, symbols, bits };
}
