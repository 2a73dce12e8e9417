import { scaled } from "./scaled";
import { highWord, withHighWord } from "./words";

/** An argument less a multiple of π/2, `value` + `tail`; of the multiple only the remainder by 4 counts. */
export interface Remainder {
  value: number;
  tail: number;
  multiple: number;
}

/** Enough for the largest double, whose bits stand up to 1024 places before the point. */
const BITS = 1280n;
/** Places behind the point that remain: 53 of the value, as many of its tail, and 62 that cancellation can take. */
const PLACES = 256;
const DIGIT = 24;
const DIGITS = 5;

interface Constants {
  /** 2/π · 2¹²⁸⁰. */
  readonly inverse: bigint;
  /** π/2 in digits of 24 bits. */
  readonly halfPi: readonly number[];
}

let constants: Constants | undefined;

/**
 * What is left of a large x after the nearest multiple of π/2: the product with 2/π in whole numbers (Payne and Hanek
 * 1983), that with π/2 in digits to base 2²⁴ on the grid of x, so that the sum is rounded as in FreeBSD's msun,
 * k_rem_pio2.c.
 */
export function largeRemainder(x: number, remainder: Remainder): void {
  const { inverse, halfPi } = (constants ??= computeConstants());
  const high = highWord(x);
  const exponent = (high >> 20) - 1075;
  const mantissa = BigInt(withHighWord(x, (high & 0xfffff) | (1075 << 20)));
  const quarters = (mantissa * inverse) >> (BITS - BigInt(PLACES + exponent));
  const multiple = (quarters + (1n << BigInt(PLACES - 1))) >> BigInt(PLACES);
  const rest = quarters - (multiple << BigInt(PLACES));
  const digits = digitsOf(rest < 0n ? -rest : rest, ((exponent + 53) % DIGIT) - DIGIT);
  const products = digits.map((_, i) =>
    halfPi.slice(0, i + 1).reduce((sum, digit, k) => sum + digit * digits[i - k], 0),
  );
  const value = products.reduceRight((sum, product) => sum + product, 0);
  const tail = products.slice(1).reduce((sum, product) => sum + product, products[0] - value);
  remainder.value = rest < 0n ? -value : value;
  remainder.tail = rest < 0n ? -tail : tail;
  remainder.multiple = Number(multiple & 3n);
}

/**
 * The first digits that are not 0, to base 2²⁴, of a number in units of 2⁻²⁵⁶; the first one ends `first` places from
 * the point.
 */
function digitsOf(value: bigint, first: number): number[] {
  const digits: number[] = [];
  for (let place = first; digits.length < DIGITS && place > -PLACES; place -= DIGIT) {
    const digit = Number((value >> BigInt(PLACES + place)) & 0xffffffn);
    if (digit !== 0 || digits.length > 0) digits.push(scaled(digit, place));
  }
  return digits;
}

/** π by Machin's formula, π/4 = 4·arctan(1/5) − arctan(1/239). */
function computeConstants(): Constants {
  const one = 1n << (BITS + 64n);
  const halfPi = 8n * inverseArctangent(5n, one) - 2n * inverseArctangent(239n, one);
  return { inverse: (one << BITS) / halfPi, halfPi: digitsOf(halfPi >> (BITS + 64n - BigInt(PLACES)), -22) };
}

/** arctan(1/x) in units of 1/one. */
function inverseArctangent(x: bigint, one: bigint): bigint {
  let power = one / x;
  let sum = power;
  for (let k = 3n; power !== 0n; k += 2n) {
    power /= -(x * x);
    sum += power / k;
  }
  return sum;
}
