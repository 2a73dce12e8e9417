import { exp } from "../math/exp";
import { log } from "../math/log";
import { log1p } from "../math/log1p";
import { logBeta, logGamma } from "./logGamma";
import { upperGamma } from "./normal";

/** From an a of this size on, and of so many times b, the integrand is nearly that of a gamma distribution. */
const LARGE = 15;
const LARGER = 20;
/** Up to this ξ the coefficients below are enough. */
const NEAR = 0.5;
/** B₂ₖ/(2k)!, the coefficients of ½coth(s/2) − 1/s, for k = 1, 2, … */
const COTANGENT = [1 / 12, -1 / 720, 1 / 30240, -1 / 1209600, 1 / 47900160, -691 / 1307674368000, 1 / 74724249600];

/**
 * The regularised incomplete beta function I_x(a, b), a, b > 0. The relative error of a small value is about 1e-15
 * times the size of its logarithm; where both a and b are large, times the larger of them.
 * @param y 1 − x, where it is known to more digits than x has
 */
export function incompleteBeta(x: number, a: number, b: number, y = 1 - x): number {
  if (!(x >= 0 && y >= 0)) return NaN;
  if (x === 0 || y === 0) return x === 0 ? 0 : 1;
  return y * (a + b + 2) > b + 1 ? lowerPart(x, y, a, b) : 1 - lowerPart(y, x, b, a);
}

/** I_x(a, b) for an x below the bulk of the distribution. */
function lowerPart(x: number, y: number, a: number, b: number): number {
  const xi = y < 0.5 ? -log1p(-y) : -log(x);
  if (a >= LARGE && a >= LARGER * b && xi < NEAR) return nearlyGamma(xi, a, b);
  const logY = x < 0.5 ? log1p(-x) : log(y);
  return (exp(b * logY - a * xi - logBeta(a, b)) * betaFraction(x, a, b)) / a;
}

/**
 * I_x(a, b) of a large a. With x = e^−ξ, t = e^−s and T = a + (b − 1)/2 the integral is
 * ∫ e^−Ts s^(b−1) (sinh(s/2)/(s/2))^(b−1) ds from ξ on; the last factor is expanded in powers of s², which leaves
 * incomplete gamma functions of Tξ (Temme, SIAM J. Math. Anal. 18, 1987; DLMF 8.18.9).
 */
function nearlyGamma(xi: number, a: number, b: number): number {
  const T = a + (b - 1) / 2;
  const z = T * xi;
  const logGammaB = logGamma(b);
  let power = exp(b * log(z) - z - logGammaB);
  let gamma = upperGamma(b, z);
  let sum = gamma;
  const coefficients = [1];
  for (let n = 1; n <= COTANGENT.length; n++) {
    const s = b + 2 * n - 2;
    gamma = ((s + 1) * s * gamma + power * (s + 1 + z)) / (T * T);
    power *= xi * xi;
    let coefficient = 0;
    for (let k = 1; k <= n; k++) coefficient += COTANGENT[k - 1] * coefficients[n - k];
    coefficients.push((coefficient * (b - 1)) / (2 * n));
    sum += coefficients[n] * gamma;
    if (Math.abs(coefficients[n] * gamma) <= 1e-17 * Math.abs(sum)) break;
  }
  return exp(logGammaB - logBeta(a, b) - b * log(T)) * sum;
}

/** The continued fraction of I_x(a, b) (DLMF 8.17.22), by Lentz's method. */
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
