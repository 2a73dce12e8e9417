import { powerOfTwo } from "./scaled";
import { highWord } from "./words";

/** log 2 in two parts; multiples of the first one are exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const TWO_TO_MINUS_54 = 5.551115123125783e-17;
const TWO_TO_MINUS_29 = 1.862645149230957e-9;
const TWO_TO_53 = 9007199254740992;

/**
 * log(1 + x), error below 1 ulp; NaN below −1. As log(u) of u = 1 + x rounded, corrected by (1 + x − u)/u, and without
 * this way round between √½ and √2 (FreeBSD's msun, s_log1p.c).
 */
export function log1p(x: number): number {
  if (!(x > -1 && x < Infinity)) return x === -1 ? -Infinity : x > -1 ? x : NaN;
  const size = Math.abs(x);
  if (size < TWO_TO_MINUS_29) return size < TWO_TO_MINUS_54 ? x : x - x * x * 0.5;
  if (x > -0.292893648147583 && x < 0.4142136573791504) {
    const half = 0.5 * x * x;
    const s = x / (2 + x);
    return x - (half - s * (half + series(s * s)));
  }
  const u = x < TWO_TO_53 ? 1 + x : x;
  const high = highWord(u);
  const fraction = high & 0xfffff;
  const exponent = (high >> 20) - 1023;
  const lost = x >= TWO_TO_53 ? 0 : exponent > 0 ? 1 - (u - x) : x - (u - 1);
  const k = fraction < 0x6a09e ? exponent : exponent + 1;
  const f = u * powerOfTwo(-k) - 1;
  const correction = k * LN2_LOW + lost / u;
  const half = 0.5 * f * f;
  if (fraction === 0 || fraction > 0xffffc) {
    if (f === 0) return k * LN2_HIGH + correction;
    return k * LN2_HIGH - (half * (1 - 0.6666666666666666 * f) - correction - f);
  }
  const s = f / (2 + f);
  return k * LN2_HIGH - (half - (s * (half + series(s * s)) + correction) - f);
}

/** R of log(1 + f) = 2s + s·R by z = s², s = f/(2 + f). */
function series(z: number): number {
  const last = 0.22222198432149784 + z * (0.1818357216161805 + z * (0.15313837699209373 + z * 0.14798198605116586));
  return z * (0.6666666666666735 + z * (0.3999999999940942 + z * (0.2857142874366239 + z * last)));
}
