/** The function of src/math/exp.ts and its bits; see there for the method. */

const LN2_HIGH: f64 = 0.6931471803691238;
const LN2_LOW: f64 = 1.9082149292705877e-10;
const ONE_OVER_LN2: f64 = 1.4426950408889634;
const OVERFLOW: f64 = 709.782712893384;
const HALF_LN2: f64 = 0.3465735912322998;
const UNDERFLOW: f64 = -745.1332191019411;
const TWO_TO_MINUS_1000: f64 = 9.332636185032189e-302;

export function exp(x: f64): f64 {
  if (!(x <= OVERFLOW)) return x > OVERFLOW ? Infinity : NaN;
  if (x < UNDERFLOW) return 0;
  const size = abs(x);
  if (size < HALF_LN2) return size < 3.725290298461914e-9 ? 1 + x : 1 - (fraction(x) - x);
  if (x == 1) return 2.718281828459045;
  const k = <i32>(ONE_OVER_LN2 * x + (x < 0 ? -0.5 : 0.5));
  const high = x - <f64>k * LN2_HIGH;
  const low = <f64>k * LN2_LOW;
  const y = 1 - (low + fraction(high - low) - high);
  if (k > 1023) return y * 2 * powerOfTwo(k - 1);
  return k >= -1022 ? y * powerOfTwo(k) : y * powerOfTwo(k + 1000) * TWO_TO_MINUS_1000;
}

function fraction(r: f64): f64 {
  const t = r * r;
  const last = 0.00006613756321437934 + t * (-0.0000016533902205465252 + t * 4.1381367970572385e-8);
  const c = r - t * (0.16666666666666602 + t * (-0.0027777777777015593 + t * last));
  return (r * c) / (c - 2);
}

// @ts-ignore: decorator
@inline
function powerOfTwo(k: i32): f64 {
  return reinterpret<f64>(<u64>(1023 + k) << 52);
}
