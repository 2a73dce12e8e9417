import { log } from "../math/log";
import { log1p } from "../math/log1p";

/** From here on Stirling's series has its full precision. */
const LARGE = 12;
const HALF_LOG_2PI = 0.5 * log(2 * Math.PI);

/** log Γ(a) for a ≥ 0 by Stirling's series after shifting a above 12 (DLMF 5.11.1); NaN below. */
export function logGamma(a: number): number {
  if (a < 0) return NaN;
  let shift = 0;
  let z = a;
  while (z < LARGE) shift -= log(z++);
  return shift + (z - 0.5) * log(z) - z + HALF_LOG_2PI + stirlingSeries(z);
}

/**
 * log B(a, b) for a, b > 0. Where an argument is large, what Γ(a)Γ(b) and Γ(a + b) have in common is taken out before
 * anything is computed, so that the absolute error stays that of a result of this size (DiDonato & Morris, ACM Trans.
 * Math. Softw. 18, 1992).
 */
export function logBeta(a: number, b: number): number {
  const [p, q] = a < b ? [a, b] : [b, a];
  const part = p / (p + q);
  if (p >= LARGE)
    return (
      HALF_LOG_2PI -
      0.5 * log(q) +
      (stirlingSeries(p) + stirlingSeries(q) - stirlingSeries(p + q)) +
      (p - 0.5) * log(part) +
      q * log1p(-part)
    );
  if (q >= LARGE)
    return logGamma(p) + (stirlingSeries(q) - stirlingSeries(p + q)) + p - p * log(p + q) + (q - 0.5) * log1p(-part);
  return logGamma(p) + logGamma(q) - logGamma(p + q);
}

/** log Γ(z) without its leading terms (z − ½)·log z − z + ½·log 2π, for z ≥ 12. */
function stirlingSeries(z: number): number {
  const w = 1 / (z * z);
  return (1 / 12 - w * (1 / 360 - w * (1 / 1260 - w * (1 / 1680 - w * (1 / 1188 - (w * 691) / 360360))))) / z;
}
