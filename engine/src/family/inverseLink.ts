import { type Link, namedLink } from "./link";

/** η = 1/μ, positive; the canonical link of gamma responses. */
export function InverseLink(): Link {
  return inverseLink;
}

const inverseLink = namedLink({
  name: "inverse",
  link: (mu) => 1 / mu,
  inverse(eta, out) {
    const mu = 1 / eta;
    out[0] = mu;
    out[1] = 1 - mu;
    out[2] = -mu * mu;
    out[3] = 2 * mu * mu * mu;
    out[4] = -6 * mu * mu * mu * mu;
  },
  allows: (eta) => eta > 0,
});
