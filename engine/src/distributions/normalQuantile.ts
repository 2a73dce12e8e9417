import { exp } from "../math/exp";
import { log } from "../math/log";
import { twoSidedP } from "./normal";

/** z with P(Z ≤ z) = p for a standard normal Z; ±∞ at 0 and 1, NaN outside of them. */
export function normalQuantile(p: number): number {
  return p <= 0.5 ? -upperPoint(p) : upperPoint(1 - p);
}

/** The n probabilities (i − ½)/n at which the sorted values of a sample stand against quantiles (Hazen 1914). */
export function probabilityPoints(n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => (i + 0.5) / n);
}

/**
 * z ≥ 0 with P(Z > z) = tail. The logarithm of the tail is concave in z and the start lies above the solution, from
 * where Newton's method falls to it without leaping past.
 */
function upperPoint(tail: number): number {
  if (!(tail >= 0)) return NaN;
  if (tail === 0) return Infinity;
  let z = Math.sqrt(-2 * log(2 * tail)) || 0;
  for (let step = 0; step < 50 && z > 0; step++) {
    const p = twoSidedP(z);
    const change = (log(p / (2 * tail)) * p) / (Math.sqrt(2 / Math.PI) * exp((-z * z) / 2));
    z = Math.max(0, z + change);
    if (Math.abs(change) <= 1e-15 * z) break;
  }
  return z;
}

/** z with P(|Z| ≤ z) = level for a standard normal Z. */
export function normalBound(level: number): number {
  return -normalQuantile((1 - level) / 2);
}
