import { fma } from "../math/fma";
import { checkParameter, type Distribution, distribution } from "./distribution";

/**
 * The normal distribution with mean μ (default 0) and standard deviation σ (default 1), for {@link rand}: the numbers
 * of Distributions.jl from the same stream, μ + σ·`randn` rounded once. Several at once are an array of normals, which
 * has other numbers than single draws from 13 (MersenneTwister) or 7 (Xoshiro) on.
 */
export function Normal(μ = 0, σ = 1): Distribution {
  checkParameter("μ of Normal is a finite number", μ, () => true);
  checkParameter("σ of Normal is a finite number that is not negative", σ, (value) => value >= 0);
  return distribution(
    "Normal",
    { μ, σ },
    (rng) => fma(σ, rng.randn(), μ),
    (rng, out) => {
      rng.randnFill(out);
      for (let i = 0; i < out.length; i++) out[i] = fma(σ, out[i], μ);
    },
  );
}
