/** The function of src/math/log1p.ts and its bits; see there for the method. */

const LN2_HIGH: f64 = 0.6931471803691238;
const LN2_LOW: f64 = 1.9082149292705877e-10;
const TWO_TO_MINUS_54: f64 = 5.551115123125783e-17;
const TWO_TO_MINUS_29: f64 = 1.862645149230957e-9;
const TWO_TO_53: f64 = 9007199254740992;

export function log1p(x: f64): f64 {
  if (!(x > -1 && x < Infinity)) return x == -1 ? -Infinity : x > -1 ? x : NaN;
  const size = abs(x);
  if (size < TWO_TO_MINUS_29) return size < TWO_TO_MINUS_54 ? x : x - x * x * 0.5;
  if (x > -0.292893648147583 && x < 0.4142136573791504) {
    const half = 0.5 * x * x;
    const s = x / (2 + x);
    return x - (half - s * (half + series(s * s)));
  }
  const u = x < TWO_TO_53 ? 1 + x : x;
  const bits = reinterpret<u64>(u);
  const high = <i32>(bits >> 32);
  const fraction = high & 0xfffff;
  const exponent = (high >> 20) - 1023;
  const lost: f64 = x >= TWO_TO_53 ? 0 : exponent > 0 ? 1 - (u - x) : x - (u - 1);
  const above = fraction < 0x6a09e ? exponent : exponent + 1;
  const f = reinterpret<f64>(bits - (<u64>above << 52)) - 1;
  const k = <f64>above;
  const correction = k * LN2_LOW + lost / u;
  const half = 0.5 * f * f;
  if (fraction == 0 || fraction > 0xffffc) {
    if (f == 0) return k * LN2_HIGH + correction;
    return k * LN2_HIGH - (half * (1 - 0.6666666666666666 * f) - correction - f);
  }
  const s = f / (2 + f);
  return k * LN2_HIGH - (half - (s * (half + series(s * s)) + correction) - f);
}

function series(z: f64): f64 {
  const last = 0.22222198432149784 + z * (0.1818357216161805 + z * (0.15313837699209373 + z * 0.14798198605116586));
  return z * (0.6666666666666735 + z * (0.3999999999940942 + z * (0.2857142874366239 + z * last)));
}
