import { powerOfTwo, scaled } from "./scaled";

/** log 2 in two parts; multiples of the first one are exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const OVERFLOW = 709.782712893384;
/** The first number above ½·log 2 whose low word is 0. */
const HALF_LN2 = 0.3465735912322998;
const TWO_TO_MINUS_54 = 5.551115123125783e-17;
/** From here on down the result is −1. */
const ALL_LOST = -38.81622314453125;

/**
 * eˣ − 1, error below 1 ulp. With x = k·log 2 + r, |r| ≤ ½·log 2, it is 2ᵏ(eʳ − 1) + (2ᵏ − 1), eʳ − 1 a rational
 * function of r (FreeBSD's msun, s_expm1.c).
 */
export function expm1(x: number): number {
  if (!(x <= OVERFLOW)) return x > OVERFLOW ? Infinity : NaN;
  if (x <= ALL_LOST) return -1;
  const size = Math.abs(x);
  if (size < HALF_LN2) {
    if (size < TWO_TO_MINUS_54) return x;
    const square = 0.5 * x * x;
    return x - (x * fraction(x) - square);
  }
  const k = (Math.LOG2E * x + (x < 0 ? -0.5 : 0.5)) | 0;
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const lost = high - r - low;
  // eʳ⁺ˡᵒˢᵗ − 1 = r − rest.
  const rest = r * (fraction(r) - lost) - lost - r * (0.5 * r);
  if (k === -1) return 0.5 * (r - rest) - 0.5;
  if (k === 1) return r < -0.25 ? -2 * (rest - (r + 0.5)) : 1 + 2 * (r - rest);
  if (k <= -2 || k > 56) return scaled(1 - (rest - r), k) - 1;
  if (k < 20) return scaled(1 - powerOfTwo(-k) - (rest - r), k);
  return scaled(r - (rest + powerOfTwo(-k)) + 1, k);
}

/** e with eʳ − 1 = r + ½r² − r·e, |r| ≤ ½·log 2. */
function fraction(r: number): number {
  const half = 0.5 * r;
  const square = r * half;
  const last = -0.0000793650757867488 + square * (0.000004008217827329362 + square * -2.0109921818362437e-7);
  const series = 1 + square * (-0.03333333333333313 + square * (0.0015873015872548146 + square * last));
  const t = 3 - series * half;
  return square * ((series - t) / (6 - r * t));
}
