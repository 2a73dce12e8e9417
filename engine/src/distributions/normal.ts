import { exp } from "../math/exp";
import { log } from "../math/log";
import { logGamma } from "./logGamma";

/*
 * The distributions are kept by hand: those of @stdlib bring 233 packages for what are 300 lines here, and jStat's
 * bound of t is wrong in the third digit at 1e9 degrees of freedom.
 */

/** Two-sided p-value P(|Z| > |z|) of a standard normal Z, relative error below 1e-13 down to 1e-300. */
export function twoSidedP(z: number): number {
  return erfc(Math.abs(z) / Math.SQRT2);
}

/** Upper tail P(X > x) of the χ² distribution with `dof` degrees of freedom. */
export function chiSquaredUpper(x: number, dof: number): number {
  return x <= 0 ? 1 : upperGamma(dof / 2, x / 2);
}

/** erfc(x) = Γ(1/2, x²)/√π for x ≥ 0. */
function erfc(x: number): number {
  return x === 0 ? 1 : upperGamma(0.5, x * x);
}

/**
 * The regularised upper incomplete gamma function Q(a, x): a power series below a + 1, the continued fraction
 * of Legendre above (DLMF 8.7.1 and 8.9.2).
 */
export function upperGamma(a: number, x: number): number {
  if (!(x >= 0)) return NaN;
  if (x === Infinity) return 0;
  const scale = exp(-x + a * log(x) - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; term > 1e-17 * sum; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return 1 - scale * sum;
  }
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let fraction = d;
  for (let i = 1; i < 10000; i++) {
    const an = -i * (i - a);
    b += 2;
    d = 1 / (Math.abs(an * d + b) < tiny ? tiny : an * d + b);
    c = Math.abs(b + an / c) < tiny ? tiny : b + an / c;
    const factor = c * d;
    fraction *= factor;
    if (Math.abs(factor - 1) < 1e-16) break;
  }
  return scale * fraction;
}
