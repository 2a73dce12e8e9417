import { exp } from "../math/exp";
import { log1pmx } from "../math/log1pmx";
import { pow } from "../math/pow";
import { checkParameter, type Distribution, distribution } from "./distribution";
import type { SingleDraws } from "./stream";

/** From this mean on Ahrens and Dieter's method is right. */
const LARGE = 10;
const FACTORIALS = [1, 1, 2, 6, 24, 120, 720, 5040, 40320, 362880];
const INVERSE_ROOT_TWO_PI = 0.3989422804014327;

/**
 * The Poisson distribution with mean λ (default 1), for {@link rand}: the numbers of Distributions.jl 0.25 from the
 * same stream, below λ = 10 by counting exponential waiting times, from there on by Ahrens & Dieter (1982), "Computer
 * generation of Poisson deviates from modified normal distributions", ACM Transactions on Mathematical Software 8.
 */
export function Poisson(λ = 1): Distribution {
  checkParameter("λ of Poisson is a finite number that is not negative", λ, (value) => value >= 0);
  return distribution("Poisson", { λ }, λ < LARGE ? (rng) => count(rng, λ) : modifiedNormal(λ));
}

/** One number from {@link Poisson} with a mean that is finite and not negative. */
export function poissonNumber(rng: SingleDraws, λ: number): number {
  return λ < LARGE ? count(rng, λ) : modifiedNormal(λ)(rng);
}

function count(rng: SingleDraws, λ: number): number {
  let n = 0;
  for (let time = rng.randexp(); time < λ; time += rng.randexp()) n++;
  return n;
}

/** Ahrens and Dieter's algorithm PD: a rounded normal number, mostly, corrected towards the Poisson distribution. */
function modifiedNormal(μ: number): (rng: SingleDraws) => number {
  const s = Math.sqrt(μ);
  const d = 6 * μ * μ;
  const L = Math.floor(μ - 1.1484);
  let known: Densities | undefined;
  return (rng) => {
    const G = μ + s * rng.randn();
    if (G >= 0) {
      const K = Math.floor(G);
      if (K >= L) return K;
      const U = rng.rand();
      const below = μ - K;
      if (d * U >= below * below * below) return K;
      const { px, py, fx, fy } = (known ??= densities(μ, s));
      if (fy(K) * (1 - U) <= py(K) * exp(px(K) - fx(K))) return K;
    }
    const { px, py, fx, fy } = (known ??= densities(μ, s));
    for (;;) {
      const E = rng.randexp();
      const U = 2 * rng.rand() - 1;
      const T = 1.8 + (U < 0 ? -E : E);
      if (T <= -0.6744) continue;
      const K = Math.floor(μ + s * T);
      if ((0.1069 / μ) * Math.abs(U) <= py(K) * exp(px(K) + E) - fy(K) * exp(fx(K) + E)) return K;
    }
  };
}

type Densities = ReturnType<typeof densities>;

/** The Poisson probability of K, py·exp(px), and the density of the rounded normal, fy·exp(fx): procedure F. */
function densities(μ: number, s: number) {
  const b1 = 1 / 24 / μ;
  const b2 = 0.3 * b1 * b1;
  const c3 = (1 / 7) * b1 * b2;
  const c2 = b2 - 15 * c3;
  const c1 = b1 - 6 * b2 + 45 * c3;
  const c0 = 1 - b1 + 3 * b2 - 15 * c3;
  const square = (K: number): number => ((K - μ + 0.5) / s) ** 2;
  return {
    px: (K: number): number => {
      if (K < LARGE) return -μ;
      const δ = 1 / 12 / K;
      return K * log1pmx((μ - K) / K) - (δ - 4.8 * δ * δ * δ);
    },
    py: (K: number): number => (K < LARGE ? pow(μ, K) / FACTORIALS[K] : INVERSE_ROOT_TWO_PI / Math.sqrt(K)),
    fx: (K: number): number => -square(K) / 2,
    fy: (K: number): number => (INVERSE_ROOT_TWO_PI / s) * (((c3 * square(K) + c2) * square(K) + c1) * square(K) + c0),
  };
}
