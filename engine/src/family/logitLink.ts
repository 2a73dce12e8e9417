import { exp } from "../math/exp";
import { log } from "../math/log";
import { log1p } from "../math/log1p";
import { everywhere, type Link, namedLink } from "./link";

/** η = log(μ/(1 − μ)), the canonical link of Bernoulli and binomial responses: coefficients are log odds ratios. */
export function LogitLink(): Link {
  return logit;
}

/** μ alone, with the bits of the link. */
export function logistic(eta: number): number {
  const small = exp(-Math.abs(eta));
  const larger = 1 / (1 + small);
  return eta > 0 ? larger : small * larger;
}

const logit = namedLink({
  name: "logit",
  link: (mu) => log(mu / (1 - mu)),
  inverse(eta, out) {
    const small = exp(-Math.abs(eta));
    const larger = 1 / (1 + small);
    const smaller = small * larger;
    const mu = eta > 0 ? larger : smaller;
    const complement = eta > 0 ? smaller : larger;
    const slope = smaller * larger;
    out[0] = mu;
    out[1] = complement;
    out[2] = slope;
    out[3] = slope * (complement - mu);
    out[4] = slope * (1 - 6 * slope);
  },
  allows: everywhere,
  logarithms(eta, out) {
    const small = exp(-Math.abs(eta));
    const larger = 1 / (1 + small);
    const smaller = small * larger;
    const mu = eta > 0 ? larger : smaller;
    const complement = eta > 0 ? smaller : larger;
    const slope = smaller * larger;
    const rest = log1p(small);
    out[0] = Math.min(0, eta) - rest;
    out[1] = complement;
    out[4] = -Math.max(0, eta) - rest;
    out[5] = -mu;
    out[2] = out[6] = -slope;
    out[3] = out[7] = slope * (mu - complement);
  },
});
