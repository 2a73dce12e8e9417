import { exp } from "../math/exp";
import { log } from "../math/log";
import { pow } from "../math/pow";
import { integrate } from "./gaussLegendre";
import { logGamma } from "./logGamma";
import { normalLower } from "./normalLower";

/** Beyond so many standard deviations a normal density adds nothing to an integral. */
const REACH = 8.5;
const PANELS = 12;

/**
 * P(Q > q) of the studentized range Q of `means` independent normal means whose standard error has `dof` degrees of
 * freedom (∞ for a known one): the integral of Hartley (1942) over the χ density of the standard error, as R's ptukey.
 */
export function studentizedRangeUpper(q: number, means: number, dof: number): number {
  if (Number.isNaN(q + dof)) return NaN;
  if (!(q > 0)) return 1;
  if (dof === Infinity) return rangeUpper(q, means);
  const half = dof / 2;
  const scale = log(2) + half * log(half) - logGamma(half);
  const density = (s: number): number => exp(scale + (dof - 1) * log(s) - half * s * s);
  const spread = 12 / Math.sqrt(2 * dof);
  return Math.min(
    1,
    integrate((s) => density(s) * rangeUpper(q * s, means), Math.max(1e-12, 1 - spread), 1 + spread, PANELS),
  );
}

/** P(range > w) of independent standard normals: by the density of the largest, that the smallest is not within w. */
function rangeUpper(w: number, count: number): number {
  const above = (z: number): number =>
    exp(-0.5 * z * z) * (pow(normalLower(z), count - 1) - pow(normalLower(z) - normalLower(z - w), count - 1));
  const integral = integrate(above, -REACH, REACH, PANELS);
  return Math.max(0, Math.min(1, (count * integral) / Math.sqrt(2 * Math.PI)));
}
