import { checkParameter, type Distribution, distribution } from "./distribution";
import { gammaNumber } from "./gamma";
import { poissonNumber } from "./poisson";
import type { SingleDraws } from "./stream";

/**
 * The negative binomial distribution of the failures before the r-th success with probability p (default 1 and ½), mean
 * r(1 − p)/p, for {@link rand}: the numbers of Distributions.jl 0.25 from the same stream, a {@link Poisson} number
 * whose mean is drawn from {@link Gamma}. `{ family: NegativeBinomial() }` is the family of counts with the variance
 * μ + φμ²; a model estimates its dispersion φ = 1/r.
 */
export function NegativeBinomial(r = 1, p = 0.5): Distribution {
  checkParameter("r of NegativeBinomial is a positive number", r, (value) => value > 0);
  checkParameter("p of NegativeBinomial lies above 0 and up to 1", p, (value) => value > 0 && value <= 1);
  return distribution("NegativeBinomial", { r, p }, (rng) => negativeBinomialNumber(rng, r, (1 - p) / p));
}

/**
 * One number from {@link NegativeBinomial}; NaN where it is too large for one.
 * @param scale of the gamma numbers: the mean over the size
 */
export function negativeBinomialNumber(rng: SingleDraws, size: number, scale: number): number {
  const mean = scale === 0 ? 0 : gammaNumber(rng, size, scale);
  return Number.isFinite(mean) ? poissonNumber(rng, mean) : NaN;
}
