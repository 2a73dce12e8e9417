import { logSeries } from "./log";
import { powerOfTwo } from "./scaled";
import { highWord, withoutLowWord } from "./words";

/** 1/log 2 = ONE_OVER_LN2_HIGH + ONE_OVER_LN2_LOW, the first of 20 bits. */
const ONE_OVER_LN2_HIGH = 1.4426950407214463;
const ONE_OVER_LN2_LOW = 1.6751713164886512e-10;
const SMALLEST_NORMAL = 2.2250738585072014e-308;
const TWO_TO_54 = 18014398509481984;
/** Carries into the bit above the fraction where 1 + f is √2 or more. */
const ABOVE_ROOT_TWO = 0x95f64;

/**
 * The logarithm to base 2, error below 1 ulp, exact for powers of 2; NaN below 0. As `log`, k + log(1 + f)/log 2, with
 * products and sums of two parts (FreeBSD's msun, e_log2.c).
 */
export function log2(x: number): number {
  if (!(x > 0 && x < Infinity)) return x === 0 ? -Infinity : x > 0 ? x : NaN;
  if (x < SMALLEST_NORMAL) return log2OfNormal(x * TWO_TO_54, -54);
  return log2OfNormal(x, 0);
}

/** log₂(2ⁿx) */
function log2OfNormal(x: number, n: number): number {
  const high = highWord(x);
  const exponent = (high >> 20) - 1023 + (((high & 0xfffff) + ABOVE_ROOT_TWO) >> 20);
  const f = x * powerOfTwo(-exponent) - 1;
  const k = n + exponent;
  const half = 0.5 * f * f;
  const s = f / (2 + f);
  const first = withoutLowWord(f - half);
  const second = f - first - half + s * (half + logSeries(s));
  const product = first * ONE_OVER_LN2_HIGH;
  const rest = (second + first) * ONE_OVER_LN2_LOW + second * ONE_OVER_LN2_HIGH;
  const sum = k + product;
  return rest + (k - sum + product) + sum;
}
