import { type Link, namedLink } from "./link";

/** η = √μ, which makes the variance of counts constant; η stays above 0 where the response does. */
export function SqrtLink(): Link {
  return sqrtLink;
}

const sqrtLink = namedLink({
  name: "sqrt",
  link: Math.sqrt,
  inverse(eta, out) {
    out[0] = eta * eta;
    out[1] = 1 - out[0];
    out[2] = 2 * eta;
    out[3] = 2;
    out[4] = 0;
  },
  allows: (eta, y) => eta > 0 || y === 0,
});
