import { log } from "../math/log";
import { log1p } from "../math/log1p";
import { stirlingError } from "../math/stirlingError";
import { checkParameter, checkProbability, type Distribution, distribution } from "./distribution";
import type { SingleDraws } from "./stream";

/** Up to so many successes, or failures, expected they are waited for. */
const FEW = 10;

/**
 * The number of successes in n trials (default 1) of probability p (default ½), for {@link rand}: the numbers of
 * Distributions.jl 0.25 from the same stream. Up to 10 successes or failures expected these are waited for (Devroye
 * 1980, "Generating the maximum of independent identically distributed random variables"); else by Kachitvichyanukul &
 * Schmeiser (1988), "Binomial random variate generation", Communications of the ACM 31, whose step 5.3 has the signs
 * that Distributions.jl has since 0.25.124.
 */
export function Binomial(n = 1, p = 0.5): Distribution {
  checkParameter(
    "n of Binomial is a whole number that is not negative",
    n,
    (value) => value >= 0 && Number.isSafeInteger(value),
  );
  checkProbability("Binomial", p);
  const r = p <= 0.5 ? p : 1 - p;
  const rarer = r * n <= FEW ? (rng: SingleDraws) => waited(rng, n, r) : accepting(n, r);
  return distribution("Binomial", { n, p }, p <= 0.5 ? rarer : (rng) => n - rarer(rng));
}

/** One number from {@link Binomial} with n trials and a probability p. */
export function binomialNumber(rng: SingleDraws, n: number, p: number): number {
  const r = p <= 0.5 ? p : 1 - p;
  const rarer = r * n <= FEW ? waited(rng, n, r) : accepting(n, r)(rng);
  return p <= 0.5 ? rarer : n - rarer;
}

/** Waits for one success after the other, r ≤ ½. */
function waited(rng: SingleDraws, n: number, r: number): number {
  const scale = -1 / log1p(-r);
  let successes = 0;
  for (let trials = 0; ; successes++) {
    const wait = rng.randexp() * scale;
    if (wait > n) return successes;
    trials += Math.ceil(wait);
    if (trials > n) return successes;
  }
}

/** Kachitvichyanukul and Schmeiser's algorithm BTPE, its names and steps, r ≤ ½. */
function accepting(n: number, r: number): (rng: SingleDraws) => number {
  const q = 1 - r;
  const nrq = n * r * q;
  const fM = (n + 1) * r;
  const M = Math.floor(fM);
  const p1 = Math.floor(2.195 * Math.sqrt(nrq) - 4.6 * q) + 0.5;
  const xM = M + 0.5;
  const xL = xM - p1;
  const xR = xM + p1;
  const c = 0.134 + 20.5 / (15.3 + M);
  const exponent = (a: number): number => a * (1 + 0.5 * a);
  const λL = exponent((fM - xL) / (fM - xL * r));
  const λR = exponent((xR - fM) / (xR * q));
  const p2 = p1 * (1 + 2 * c);
  const p3 = p2 + c / λL;
  const p4 = p3 + c / λR;

  /**
   * Steps 2 to 4: a proposal from a parallelogram or an exponential tail, and its height; undefined where there is
   * none.
   */
  const propose = (u: number, v: number): { y: number; height: number } | undefined => {
    if (u <= p2) {
      const x = xL + (u - p1) / c;
      const height = v * c + 1 - Math.abs(M - x + 0.5) / p1;
      return height > 1 ? undefined : { y: Math.floor(x), height };
    }
    if (u <= p3) {
      const y = Math.floor(xL + log(v) / λL);
      return y < 0 ? undefined : { y, height: v * ((u - p2) * λL) };
    }
    const y = Math.floor(xR - log(v) / λR);
    return y > n ? undefined : { y, height: v * ((u - p3) * λR) };
  };

  /** Step 5: whether a proposal lies under the binomial probabilities, relative to that of M. */
  const isUnder = (y: number, height: number): boolean => {
    const k = Math.abs(y - M);
    if (k <= 20 || k >= 0.5 * nrq - 1) return height <= ratio(y);
    const ρ = (k / nrq) * ((k * (k / 3 + 0.625) + 1 / 6) / nrq + 0.5);
    const t = -(k * k) / (2 * nrq);
    const A = log(height);
    if (A < t - ρ) return true;
    return A <= t + ρ && A <= logRatio(y);
  };
  const ratio = (y: number): number => {
    const s = r / q;
    const a = s * (n + 1);
    let F = 1;
    for (let i = M + 1; i <= y; i++) F *= a / i - s;
    for (let i = y + 1; i <= M; i++) F /= a / i - s;
    return F;
  };
  const logRatio = (y: number): number => {
    const [x1, f1, z, w] = [y + 1, M + 1, n + 1 - M, n - y + 1];
    return (
      xM * log(f1 / x1) +
      (n - M + 0.5) * log(z / w) +
      (y - M) * log((w * r) / (x1 * q)) +
      stirlingError(f1) +
      stirlingError(z) -
      stirlingError(x1) -
      stirlingError(w)
    );
  };

  return (rng) => {
    for (;;) {
      const u = p4 * rng.rand();
      const v = rng.rand();
      // Step 1: under the triangle every proposal is accepted.
      if (u <= p1) return Math.floor(xM - p1 * v + u);
      const proposal = propose(u, v);
      if (proposal !== undefined && isUnder(proposal.y, proposal.height)) return proposal.y;
    }
  };
}
