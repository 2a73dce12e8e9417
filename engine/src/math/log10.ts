import { log } from "./log";
import { powerOfTwo } from "./scaled";
import { highWord } from "./words";

/** log₁₀2 in two parts. */
const LOG10_OF_2_HIGH = 0.30102999566361177;
const LOG10_OF_2_LOW = 3.694239077158931e-13;
const SMALLEST_NORMAL = 2.2250738585072014e-308;
const TWO_TO_54 = 18014398509481984;

/**
 * The logarithm to base 10, exact for 1, 10 … 10²²; NaN below 0. With x = 2ᵏz it is k·log₁₀2 + log(z)/log 10
 * (fdlibm 5.3, e_log10.c).
 */
export function log10(x: number): number {
  if (!(x > 0 && x < Infinity)) return x === 0 ? -Infinity : x > 0 ? x : NaN;
  const isSubnormal = x < SMALLEST_NORMAL;
  const normal = isSubnormal ? x * TWO_TO_54 : x;
  const shift = isSubnormal ? -54 : 0;
  const exponent = (highWord(normal) >> 20) - 1023 + shift;
  // z lies in [½, 1) where x < 1, else in [1, 2).
  const k = exponent < 0 ? exponent + 1 : exponent;
  const z = normal * powerOfTwo(shift - k);
  return k * LOG10_OF_2_LOW + Math.LOG10E * log(z) + k * LOG10_OF_2_HIGH;
}
