import { exp } from "../math/exp";
import { log } from "../math/log";
import { log1pmx } from "../math/log1pmx";
import { checkParameter, type Distribution, distribution } from "./distribution";
import type { SingleDraws } from "./stream";

/**
 * The gamma distribution with shape α and scale θ (default 1), mean αθ, for {@link rand}: the numbers of
 * Distributions.jl 0.25 from the same stream, by Marsaglia & Tsang (2000), "A simple method for generating gamma
 * variables", ACM Transactions on Mathematical Software 26 (several numbers of α = 1 are drawn one by one, not as an
 * array). `{ family: Gamma() }` is the family of positive responses whose standard deviation is proportional to the
 * mean; a model estimates its dispersion φ = 1/α.
 */
export function Gamma(α = 1, θ = 1): Distribution {
  checkParameter("α of Gamma is a positive number", α, (value) => value > 0);
  checkParameter("θ of Gamma is a positive number", θ, (value) => value > 0);
  return distribution("Gamma", { α, θ }, (rng) => gammaNumber(rng, α, θ));
}

/** One number from {@link Gamma}; 0 where it is too small for a number. */
export function gammaNumber(rng: SingleDraws, shape: number, scale: number): number {
  if (shape === 1) return scale * rng.randexp();
  if (shape > 1) return cubed(rng, shape, scale);
  // A gamma number of shape α + 1 times U^(1/α), where −log U is a standard exponential number.
  const larger = cubed(rng, shape + 1, scale);
  return larger * exp(-rng.randexp() / shape);
}

/** Marsaglia and Tsang's method: the cube of a normal number about 1, mostly accepted at first sight; shape ≥ 1. */
function cubed(rng: SingleDraws, shape: number, scale: number): number {
  const d = shape - 1 / 3;
  const c = 1 / (3 * Math.sqrt(d));
  for (;;) {
    let x: number;
    let root: number;
    do {
      x = rng.randn();
      root = 1 + c * x;
    } while (root <= 0);
    const v = root * root * root;
    const u = rng.rand();
    const square = x * x;
    if (u < 1 - 0.0331 * square * square || log(u) < square / 2 + d * log1pmx(v - 1)) return v * (d * scale);
  }
}
