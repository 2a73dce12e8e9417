import { lessHalfPis } from "./halfPi";
import { cosineSeries, sineSeries } from "./sineSeries";

/** The first number above π/4 whose low word is 0. */
const QUARTER_PI = 0.7853984832763672;

/** The cosine of x in radians, error below 1 ulp for every x (FreeBSD's msun, s_cos.c). */
export function cos(x: number): number {
  const size = Math.abs(x);
  if (size < QUARTER_PI) return cosineSeries(x, 0);
  if (!(size < Infinity)) return NaN;
  const { value, tail, multiple } = lessHalfPis(x);
  switch (multiple & 3) {
    case 0:
      return cosineSeries(value, tail);
    case 1:
      return -sineSeries(value, tail);
    case 2:
      return -cosineSeries(value, tail);
    default:
      return sineSeries(value, tail);
  }
}
