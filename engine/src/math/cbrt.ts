import { fromWords, highWord, lowWord } from "./words";

const SMALLEST_NORMAL = 2.2250738585072014e-308;
const TWO_TO_54 = 18014398509481984;
/** Added to a third of the high word to give that of the root, to 5 bits; the second one for numbers times 2⁵⁴. */
const THIRD = 715094163;
const THIRD_OF_SUBNORMAL = 696219795;

/**
 * The cube root, error below 0.667 ulp: 5 bits from a third of the exponent, 23 from a polynomial, 53 from a step of
 * Newton's method (FreeBSD's msun, s_cbrt.c).
 */
export function cbrt(x: number): number {
  const size = Math.abs(x);
  if (!(size > 0 && size < Infinity)) return x;
  const root = positiveRoot(size);
  return x < 0 ? -root : root;
}

function positiveRoot(x: number): number {
  const third =
    x < SMALLEST_NORMAL ? ((highWord(x * TWO_TO_54) / 3) | 0) + THIRD_OF_SUBNORMAL : ((highWord(x) / 3) | 0) + THIRD;
  const rough = fromWords(third, 0);
  const r = rough * rough * (rough / x);
  const better =
    rough *
    (1.87595182427177 +
      r * (-1.8849797954337717 + r * 1.6214297201053545) +
      r * r * r * (-0.758397934778766 + r * 0.14599619288661245));
  const t = roundedTo23Bits(better);
  const quotient = x / (t * t);
  return t + t * ((quotient - t) / (t + t + quotient));
}

/** So that the square is exact. */
function roundedTo23Bits(t: number): number {
  const low = lowWord(t);
  return fromWords(highWord(t) + (low < 0 ? 1 : 0), (low ^ 0x80000000) & 0xc0000000);
}
