import { checkParameter, type Distribution, distribution } from "./distribution";
import type { SingleDraws } from "./stream";

/**
 * The inverse Gaussian distribution with mean μ and shape λ (default 1), variance μ³/λ, for {@link rand}: from the same
 * draws as Distributions.jl 0.25, by Michael, Schucany & Haas (1976), "Generating random variates using transformations
 * with multiple roots", The American Statistician 30. The smaller root is computed without a difference, so that it
 * keeps its digits where μ/λ is large. `{ family: InverseGaussian() }` is the family of positive responses with the
 * variance φμ³; a model estimates its dispersion φ = 1/λ.
 */
export function InverseGaussian(μ = 1, λ = 1): Distribution {
  checkParameter("μ of InverseGaussian is a positive number", μ, (value) => value > 0);
  checkParameter("λ of InverseGaussian is a positive number", λ, (value) => value > 0);
  return distribution("InverseGaussian", { μ, λ }, (rng) => inverseGaussianNumber(rng, μ, λ));
}

/** One number from {@link InverseGaussian}. */
export function inverseGaussianNumber(rng: SingleDraws, mean: number, shape: number): number {
  const z = rng.randn();
  const a = (mean / shape) * ((z * z) / 2);
  // The roots of λ(x − μ)²/(μ²x) = z² are μ/r and μr; the smaller one is taken with probability μ/(μ + μ/r).
  const r = 1 + a + Math.sqrt(a * (2 + a));
  return rng.rand() < r / (1 + r) ? mean / r : mean * r;
}
