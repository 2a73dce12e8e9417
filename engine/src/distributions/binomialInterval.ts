import { incompleteBeta } from "./incompleteBeta";
import { normalBound } from "./normalQuantile";

export type BinomialMethod = "wilson" | "clopper-pearson";

/**
 * An interval of the probability of which `successes` of `n` trials tell: Wilson's score interval, or the exact one of
 * Clopper and Pearson, which covers at least `level` (Brown, Cai & DasGupta, Statist. Sci. 16, 2001).
 */
export function binomialInterval(
  successes: number,
  n: number,
  level: number,
  method: BinomialMethod,
): [number, number] {
  if (method === "wilson") {
    const z = normalBound(level);
    const p = successes / n;
    const middle = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
    const reach = (z / (1 + (z * z) / n)) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
    return [successes === 0 ? 0 : middle - reach, successes === n ? 1 : middle + reach];
  }
  const tail = (1 - level) / 2;
  return [
    successes === 0 ? 0 : betaQuantile(tail, successes, n - successes + 1),
    successes === n ? 1 : betaQuantile(1 - tail, successes + 1, n - successes),
  ];
}

function betaQuantile(probability: number, a: number, b: number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (incompleteBeta(middle, a, b) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
