/**
 * The function of src/math/log.ts and its bits; see there for the method. The functions of this folder are written
 * twice because calls into JavaScript would cost normals 7 % and χ² variates 18 % of their time.
 */

const LN2_HIGH: f64 = 0.6931471803691238;
const LN2_LOW: f64 = 1.9082149292705877e-10;
const SMALLEST_NORMAL: f64 = 2.2250738585072014e-308;
const TWO_TO_54: f64 = 18014398509481984;
const ABOVE_ROOT_TWO: i32 = 0x95f64;

export function log(x: f64): f64 {
  if (!(x >= SMALLEST_NORMAL && x < Infinity)) {
    if (x == 0) return -Infinity;
    if (!(x > 0)) return NaN;
    return x == Infinity ? x : logOfNormal(x * TWO_TO_54, -54);
  }
  return logOfNormal(x, 0);
}

/** log(2ⁿx) */
function logOfNormal(x: f64, n: i32): f64 {
  const bits = reinterpret<u64>(x);
  const high = <i32>(bits >> 32);
  const fraction = high & 0xfffff;
  const exponent = (high >> 20) - 1023 + ((fraction + ABOVE_ROOT_TWO) >> 20);
  const f = reinterpret<f64>(bits - (<u64>exponent << 52)) - 1;
  const k = <f64>(n + exponent);
  if (((fraction + 2) & 0xfffff) < 3) return k * LN2_HIGH - (f * f * (0.5 - 0.3333333333333333 * f) - k * LN2_LOW - f);
  const s = f / (2 + f);
  const rest = logSeries(s);
  if (fraction < 0x6147a || fraction > 0x6b851) return k * LN2_HIGH - (s * (f - rest) - k * LN2_LOW - f);
  const half = 0.5 * f * f;
  return k * LN2_HIGH - (half - (s * (half + rest) + k * LN2_LOW) - f);
}

function logSeries(s: f64): f64 {
  const z = s * s;
  const w = z * z;
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const odd = 0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586);
  return z * (0.6666666666666735 + w * odd) + even;
}
