import { lessHalfPis } from "./halfPi";
import { cosineSeries, sineSeries } from "./sineSeries";

/** The first number above π/4 whose low word is 0. */
const QUARTER_PI = 0.7853984832763672;

/** The sine of x in radians, error below 1 ulp for every x (FreeBSD's msun, s_sin.c). */
export function sin(x: number): number {
  const size = Math.abs(x);
  if (size < QUARTER_PI) return sineSeries(x, 0);
  if (!(size < Infinity)) return NaN;
  const { value, tail, multiple } = lessHalfPis(x);
  switch (multiple & 3) {
    case 0:
      return sineSeries(value, tail);
    case 1:
      return cosineSeries(value, tail);
    case 2:
      return -sineSeries(value, tail);
    default:
      return -cosineSeries(value, tail);
  }
}
