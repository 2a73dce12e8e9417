import { malformed } from "./malformed";

/**
 * What a state of finite-state entropy says: its symbol, and how many bits lead from which number to the next state.
 */
export interface FSETable {
  /** log₂ of the number of states. */
  readonly accuracy: number;
  readonly symbols: Uint8Array;
  readonly bits: Uint8Array;
  readonly bases: Uint16Array;
}

/** The table of one state, which says one symbol without any bit. */
export function singleSymbol(symbol: number): FSETable {
  return { accuracy: 0, symbols: Uint8Array.of(symbol), bits: new Uint8Array(1), bases: new Uint16Array(1) };
}

/**
 * The table of a distribution (RFC 8878, 4.1.1).
 * @param counts states of each symbol, as many as 2^accuracy in all; −1 is one state that takes all bits anew
 */
export function fseTable(counts: readonly number[], accuracy: number): FSETable {
  const size = 1 << accuracy;
  const symbols = new Uint8Array(size);
  const next = Uint16Array.from(counts, Math.abs);
  let high = size;
  counts.forEach((count, symbol) => {
    if (count === -1) symbols[--high] = symbol;
  });
  const step = (size >> 1) + (size >> 3) + 3;
  let place = 0;
  counts.forEach((count, symbol) => {
    for (let i = 0; i < count; i++) {
      symbols[place] = symbol;
      do place = (place + step) & (size - 1);
      while (place >= high);
    }
  });
  const bits = new Uint8Array(size);
  const bases = new Uint16Array(size);
  for (let state = 0; state < size; state++) {
    const number = next[symbols[state]]++;
    bits[state] = accuracy - (31 - Math.clz32(number));
    bases[state] = (number << bits[state]) - size;
  }
  return { accuracy, symbols, bits, bases };
}

/**
 * Reads the description of a table (RFC 8878, 4.1.1).
 * @returns the table, and where its description ends
 */
export function readFSETable(
  bytes: Uint8Array,
  from: number,
  to: number,
  mostAccuracy: number,
  lastSymbol: number,
): [table: FSETable, end: number] {
  let at = 8 * from;
  const peek = (count: number): number => {
    const byte = at >> 3;
    const word = (bytes[byte] ?? 0) | ((bytes[byte + 1] ?? 0) << 8) | ((bytes[byte + 2] ?? 0) << 16);
    return (word >> (at & 7)) & ((1 << count) - 1);
  };
  const accuracy = peek(4) + 5;
  at += 4;
  if (accuracy > mostAccuracy) throw malformed(`a table of accuracy ${accuracy} instead of at most ${mostAccuracy}`);
  const counts: number[] = [];
  let left = 1 << accuracy;
  while (left > 0) {
    if (counts.length > lastSymbol) throw malformed("a table has too many symbols");
    // A number from 0 to left + 1 takes one bit less where it is below the powers of two that are not needed.
    const width = 32 - Math.clz32(left + 1);
    const spare = (1 << width) - 2 - left;
    const short = peek(width - 1);
    const long = peek(width);
    const value = short < spare ? short : long < 1 << (width - 1) ? long : long - spare;
    at += short < spare ? width - 1 : width;
    const count = value - 1;
    left -= Math.abs(count);
    counts.push(count);
    for (let repeat = count === 0 ? 3 : 0; repeat === 3; at += 2) {
      repeat = peek(2);
      for (let i = 0; i < repeat; i++) counts.push(0);
      if (counts.length > lastSymbol + 1) throw malformed("a table has too many symbols");
    }
  }
  const end = (at + 7) >> 3;
  if (left < 0 || end > to) throw malformed("a table ends too early");
  return [fseTable(counts, accuracy), end];
}
