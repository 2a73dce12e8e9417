import { lessHalfPis } from "./halfPi";
import { withoutLowWord } from "./words";

/** The first number above π/4 whose low word is 0. */
const QUARTER_PI = 0.7853984832763672;
const TWO_TO_MINUS_28 = 3.725290298461914e-9;
/** From here on tan(x) = (1 − t)/(1 + t), t = tan(π/4 − x). */
const NEAR_QUARTER_PI = 0.6743354797363281;
const PI_OVER_4 = 0.7853981633974483;
const AFTER_PI_OVER_4 = 3.061616997868383e-17;

/** The tangent of x in radians, error below 1 ulp for every x (FreeBSD's msun, s_tan.c and k_tan.c). */
export function tan(x: number): number {
  const size = Math.abs(x);
  if (size < QUARTER_PI) return tangent(x, 0, 1);
  if (!(size < Infinity)) return NaN;
  const { value, tail, multiple } = lessHalfPis(x);
  return tangent(value, tail, (multiple & 1) === 0 ? 1 : -1);
}

/** tan(x + tail), or, for the power −1, −1/tan(x + tail); |x| ≤ π/4. */
function tangent(x: number, tail: number, power: 1 | -1): number {
  const size = Math.abs(x);
  if (size < TWO_TO_MINUS_28) return power === 1 ? x : minusInverse(x, tail);
  if (size < NEAR_QUARTER_PI) {
    const rest = beyond(x, tail);
    return power === 1 ? x + rest : minusInverse(x, rest);
  }
  const apart = x < 0 ? PI_OVER_4 + x + (AFTER_PI_OVER_4 + tail) : PI_OVER_4 - x + (AFTER_PI_OVER_4 - tail);
  const rest = beyond(apart, 0);
  const w = apart + rest;
  const value = power - 2 * (apart - ((w * w) / (w + power) - rest));
  return x < 0 ? -value : value;
}

/** tan(x + tail) − x. */
function beyond(x: number, tail: number): number {
  const z = x * x;
  const w = z * z;
  const even =
    0.13333333333320124 +
    w *
      (0.021869488294859542 +
        w *
          (0.0035920791075913124 +
            w * (0.0005880412408202641 + w * (0.00007817944429395571 + w * -0.000018558637485527546))));
  const odd =
    0.05396825397622605 +
    w *
      (0.0088632398235993 +
        w *
          (0.0014562094543252903 +
            w * (0.0002464631348184699 + w * (0.00007140724913826082 + w * 0.00002590730518636337))));
  const cube = z * x;
  return tail + z * (cube * (even + z * odd) + tail) + 0.3333333333333341 * cube;
}

/** −1/(x + rest), error below 1 ulp. */
function minusInverse(x: number, rest: number): number {
  const sum = x + rest;
  const first = withoutLowWord(sum);
  const second = rest - (first - x);
  const inverse = -1 / sum;
  const rough = withoutLowWord(inverse);
  return rough + inverse * (1 + rough * first + rough * second);
}
