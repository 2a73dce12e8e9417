import { exp } from "../math/exp";
import { log } from "../math/log";
import { everywhere, type Link, namedLink } from "./link";

/** η = log μ, the canonical link of Poisson responses: coefficients are log ratios of means. */
export function LogLink(): Link {
  return logLink;
}

const logLink = namedLink({
  name: "log",
  link: log,
  inverse(eta, out) {
    const mu = exp(eta);
    out[0] = out[2] = out[3] = out[4] = mu;
    out[1] = 1 - mu;
  },
  allows: everywhere,
});
