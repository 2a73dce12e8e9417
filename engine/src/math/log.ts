import { powerOfTwo } from "./scaled";
import { highWord } from "./words";

/** log 2 in two parts; multiples of the first one are exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const SMALLEST_NORMAL = 2.2250738585072014e-308;
const TWO_TO_54 = 18014398509481984;
/** Carries into the bit above the fraction where 1 + f is √2 or more. */
const ABOVE_ROOT_TWO = 0x95f64;

/**
 * The natural logarithm, error below 1 ulp; NaN below 0. With x = 2ᵏ(1 + f), √½ < 1 + f < √2, it is
 * k·log 2 + log(1 + f) (FreeBSD's msun, e_log.c).
 */
export function log(x: number): number {
  return x >= SMALLEST_NORMAL && x < Infinity ? logOfNormal(x, 0) : logOfOther(x);
}

function logOfOther(x: number): number {
  if (x === 0) return -Infinity;
  if (!(x > 0)) return NaN;
  return x === Infinity ? x : logOfNormal(x * TWO_TO_54, -54);
}

/** log(2ⁿx) */
function logOfNormal(x: number, n: number): number {
  const high = highWord(x);
  const fraction = high & 0xfffff;
  const exponent = (high >> 20) - 1023 + ((fraction + ABOVE_ROOT_TWO) >> 20);
  const f = x * powerOfTwo(-exponent) - 1;
  const k = n + exponent;
  if (((fraction + 2) & 0xfffff) < 3) return nearPowerOfTwo(f, k);
  const s = f / (2 + f);
  const rest = logSeries(s);
  if (fraction < 0x6147a || fraction > 0x6b851) return k * LN2_HIGH - (s * (f - rest) - k * LN2_LOW - f);
  const half = 0.5 * f * f;
  return k * LN2_HIGH - (half - (s * (half + rest) + k * LN2_LOW) - f);
}

/** log(2ᵏ(1 + f)) for |f| < 2⁻²⁰, three terms of the series. */
function nearPowerOfTwo(f: number, k: number): number {
  return k * LN2_HIGH - (f * f * (0.5 - 0.3333333333333333 * f) - k * LN2_LOW - f);
}

/** R of log(1 + f) = 2s + s·R, s = f/(2 + f), error below 2⁻⁵⁸. */
export function logSeries(s: number): number {
  const z = s * s;
  const w = z * z;
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  return (
    z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586))) + even
  );
}
