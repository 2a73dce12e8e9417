import { exp } from "../math/exp";
import { log } from "../math/log";
import { log1p } from "../math/log1p";
import { chiSquaredUpper, logGamma, twoSidedP } from "./normal";
import { normalQuantile } from "./normalQuantile";

/**
 * Two-sided p-value P(|T| > |t|) of Student's t with ν > 0 degrees of freedom, not necessarily whole; normal for ν = ∞.
 */
export function studentTwoSidedP(t: number, nu: number): number {
  if (nu === Infinity) return twoSidedP(t);
  if (!(nu > 0) || Number.isNaN(t)) return NaN;
  if (nu > NEARLY_INFINITE) return nearlyChiSquared(t * t, 1, nu);
  return incompleteBeta(nu / (nu + t * t), nu / 2, 0.5);
}

/** Upper tail P(F > f) of Fisher's F distribution with ν₁ and ν₂ degrees of freedom, not necessarily whole. */
export function fisherUpper(f: number, nu1: number, nu2: number): number {
  if (!(nu1 > 0 && nu2 > 0) || Number.isNaN(f)) return NaN;
  if (nu2 === Infinity) return chiSquaredUpper(nu1 * f, nu1);
  if (nu2 > NEARLY_INFINITE) return nearlyChiSquared(f, nu1, nu2);
  return f <= 0 ? 1 : incompleteBeta(nu2 / (nu2 + nu1 * f), nu2 / 2, nu1 / 2);
}

/**
 * From so many degrees of freedom on, where the incomplete beta function would lose digits, Bartlett's χ² has an error
 * below 1e-8.
 */
const NEARLY_INFINITE = 1e6;

/**
 * P(F > f) for large ν₂: (ν₂ + ν₁/2 − 1)·log(1 + ν₁f/ν₂) has nearly the distribution χ² with ν₁ (Bartlett, Proc. Camb.
 * Phil. Soc. 34, 1938).
 */
function nearlyChiSquared(f: number, nu1: number, nu2: number): number {
  return f <= 0 ? 1 : chiSquaredUpper((nu2 + nu1 / 2 - 1) * log1p((nu1 * f) / nu2), nu1);
}

/** t with P(|T| ≤ t) = level, by bisection and Newton's method. */
export function studentBound(level: number, nu: number): number {
  const z = -normalQuantile((1 - level) / 2);
  if (nu === Infinity) return z;
  if (!(nu > 0)) return NaN;
  let low = z;
  let high = 2 * z;
  while (studentTwoSidedP(high, nu) > 1 - level && high < 1e300) high *= 2;
  for (let step = 0; step < 200 && high - low > 1e-14 * high; step++) {
    const middle = (low + high) / 2;
    if (studentTwoSidedP(middle, nu) > 1 - level) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * The regularised incomplete beta function I_x(a, b) by its continued fraction (DLMF 8.17.22), relative error about
 * 1e-15 times the larger of a and b.
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (!(x > 0)) return x === 0 ? 0 : NaN;
  if (x >= 1) return 1;
  const scale = exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * log(x) + b * log1p(-x));
  if (x < (a + 1) / (a + b + 2)) return (scale * betaFraction(x, a, b)) / a;
  return 1 - (scale * betaFraction(1 - x, b, a)) / b;
}

/** Lentz's evaluation of the fraction. */
function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const away = (value: number): number => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let result = d;
  for (let m = 1; m < 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    result *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    const factor = c * d;
    result *= factor;
    if (Math.abs(factor - 1) < 1e-16) break;
  }
  return result;
}
