import { everywhere, type Link, namedLink } from "./link";

/** η = μ. */
export function IdentityLink(): Link {
  return identity;
}

const identity = namedLink({
  name: "identity",
  link: (mu) => mu,
  inverse(eta, out) {
    out[0] = eta;
    out[1] = 1 - eta;
    out[2] = 1;
    out[3] = out[4] = 0;
  },
  allows: everywhere,
});
