import { largeRemainder, type Remainder } from "./largeRemainder";
import { highWord } from "./words";

const TWO_OVER_PI = 0.6366197723675814;
/** π/2 in parts of 33 bits, each with all that follows it. */
const FIRST = 1.5707963267341256;
const AFTER_FIRST = 6.077100506506192e-11;
const SECOND = 6.077100506303966e-11;
const AFTER_SECOND = 2.0222662487959506e-21;
const THIRD = 2.0222662487111665e-21;
const AFTER_THIRD = 8.4784276603689e-32;

/** About 2²⁰·π/2: below, multiples of a part of π/2 are exact. */
const LARGE = 1647100;

const remainder: Remainder = { value: 0, tail: 0, multiple: 0 };

/**
 * x less the nearest multiple of π/2, for π/4 < |x| < ∞, in an object that the next call overwrites: π/2 is taken in as
 * many parts as cancellation asks for (FreeBSD's msun, e_rem_pio2.c).
 */
export function lessHalfPis(x: number): Remainder {
  const size = Math.abs(x);
  if (size < LARGE) subtractParts(size);
  else largeRemainder(size, remainder);
  if (x < 0) {
    remainder.value = -remainder.value;
    remainder.tail = -remainder.tail;
    remainder.multiple = -remainder.multiple;
  }
  return remainder;
}

function subtractParts(x: number): void {
  const n = Math.floor(x * TWO_OVER_PI + 0.5);
  const exponent = highWord(x) >> 20;
  let r = x - n * FIRST;
  let w = n * AFTER_FIRST;
  if (exponent - exponentOf(r - w) > 16) {
    let before = r;
    r = before - n * SECOND;
    w = n * AFTER_SECOND - (before - r - n * SECOND);
    if (exponent - exponentOf(r - w) > 49) {
      before = r;
      r = before - n * THIRD;
      w = n * AFTER_THIRD - (before - r - n * THIRD);
    }
  }
  remainder.value = r - w;
  remainder.tail = r - remainder.value - w;
  remainder.multiple = n;
}

function exponentOf(x: number): number {
  return (highWord(x) >> 20) & 0x7ff;
}
