import { checkProbability, type Distribution, distribution } from "./distribution";

/**
 * The distribution of 1 with probability p (default ½) and 0 else, for {@link rand}: 1 where Distributions.jl draws
 * `true` from the same stream.
 */
export function Bernoulli(p = 0.5): Distribution {
  checkProbability("Bernoulli", p);
  return distribution("Bernoulli", { p }, (rng) => (rng.rand() <= p ? 1 : 0));
}
