import { millsRatio } from "../distributions/millsRatio";
import { normalQuantile } from "../distributions/normalQuantile";
import { exp } from "../math/exp";
import { log } from "../math/log";
import { log1p } from "../math/log1p";
import { everywhere, type Link, namedLink } from "./link";

const LOG_ROOT_TWO_PI = 0.9189385332046727;
const INVERSE_ROOT_TWO_PI = 0.3989422804014327;
/** From here on the difference of the inverse of Mills' ratio from x is taken from its series. */
const FAR = 50;

/** μ = Φ(η), the standard normal distribution function. */
export function ProbitLink(): Link {
  return probit;
}

const probit = namedLink({
  name: "probit",
  link: normalQuantile,
  inverse(eta, out) {
    const density = INVERSE_ROOT_TWO_PI * exp(-0.5 * eta * eta);
    const tail = density * millsRatio(Math.abs(eta));
    out[0] = eta > 0 ? 1 - tail : tail;
    out[1] = eta > 0 ? tail : 1 - tail;
    out[2] = density;
    out[3] = -eta * density;
    out[4] = (eta * eta - 1) * density;
  },
  allows: everywhere,
  logarithms(eta, out) {
    const x = Math.abs(eta);
    const density = INVERSE_ROOT_TWO_PI * exp(-0.5 * x * x);
    const mills = millsRatio(x);
    const tail = density * mills;
    const far = eta > 0 ? 4 : 0;
    const near = 4 - far;
    const sign = eta > 0 ? -1 : 1;
    // Of the tail a = 1/mills, a − x and 1 − a(a − x) lose their digits to cancellation far out.
    const a = 1 / mills;
    const w = 1 / (x * x);
    const beyond = x < FAR ? a - x : (1 - w * (2 - w * (10 - 74 * w))) / x;
    const bend = -a * beyond;
    const rest = x < FAR ? 1 + bend : w * (1 - w * (6 - 50 * w));
    out[far] = -0.5 * x * x - LOG_ROOT_TWO_PI + log(mills);
    out[far + 1] = sign * a;
    out[far + 2] = bend;
    out[far + 3] = sign * -(bend * beyond + a * rest);
    const b = density / (1 - tail);
    const bendNear = -b * (b + x);
    out[near] = log1p(-tail);
    out[near + 1] = -sign * b;
    out[near + 2] = bendNear;
    out[near + 3] = -sign * -(bendNear * (b + x) + b * (1 + bendNear));
  },
});
