import { scaled } from "./scaled";

/** log 2 in two parts; multiples of the first one are exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const OVERFLOW = 709.782712893384;
/** The first number above ½·log 2 whose low word is 0. */
const HALF_LN2 = 0.3465735912322998;
const UNDERFLOW = -745.1332191019411;

/**
 * eˣ, error below 1 ulp. With x = k·log 2 + r, |r| ≤ ½·log 2, it is 2ᵏ·eʳ, eʳ a rational function of r (FreeBSD's msun,
 * e_exp.c).
 */
export function exp(x: number): number {
  if (!(x <= OVERFLOW)) return x > OVERFLOW ? Infinity : NaN;
  if (x < UNDERFLOW) return 0;
  const size = Math.abs(x);
  if (size < HALF_LN2) return size < 3.725290298461914e-9 ? 1 + x : 1 - (fraction(x) - x);
  if (x === 1) return Math.E;
  const k = (Math.LOG2E * x + (x < 0 ? -0.5 : 0.5)) | 0;
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  return scaled(1 - (low + fraction(high - low) - high), k);
}

/** r·c/(c − 2) with eʳ = 1 + r − r·c/(c − 2), |r| ≤ ½·log 2, error below 2⁻⁵⁹. */
function fraction(r: number): number {
  const t = r * r;
  const last = 0.00006613756321437934 + t * (-0.0000016533902205465252 + t * 4.1381367970572385e-8);
  const c = r - t * (0.16666666666666602 + t * (-0.0027777777777015593 + t * last));
  return (r * c) / (c - 2);
}
