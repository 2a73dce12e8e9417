import { OptionError } from "../errors";
import { shownValue } from "../table/shownValue";

const WORD = 2n ** 64n;

/**
 * A whole number in [0, n) from words of 64 random bits, by multiplication and, rarely, rejection (Lemire 2019, "Fast
 * random integer generation in an interval", algorithm 5; Julia's rule for ranges since 1.5).
 */
export function drawBelow(n: number, word: () => bigint): number {
  checkLimit(n);
  const count = BigInt(n);
  let product = word() * count;
  let low = product % WORD;
  if (low < count) {
    const fewest = (WORD - count) % count;
    while (low < fewest) {
      product = word() * count;
      low = product % WORD;
    }
  }
  return Number(product >> 64n);
}

/** @throws unless a whole number can be drawn below `n` */
export function checkLimit(n: number): void {
  if (!(Number.isInteger(n) && n >= 1 && n <= 2 ** 53))
    throw new OptionError(`a whole number is drawn below one from 1 to 2^53; got ${shownValue(n)}`);
}
