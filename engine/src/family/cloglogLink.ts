import { exp } from "../math/exp";
import { expm1 } from "../math/expm1";
import { log } from "../math/log";
import { log1p } from "../math/log1p";
import { everywhere, type Link, namedLink } from "./link";

/** Below this e^η the series of x/(1 − e⁻ˣ) is exact to the last digit. */
const SERIES = 0.25;
/** Above it e to this power overflows. */
const OVERFLOW = 700;

/** η = log(−log(1 − μ)): coefficients are log hazard ratios of events that are seen in intervals of time. */
export function CloglogLink(): Link {
  return cloglog;
}

const cloglog = namedLink({
  name: "cloglog",
  link: (mu) => log(-log1p(-mu)),
  inverse(eta, out) {
    const hazard = exp(eta);
    const complement = exp(-hazard);
    out[0] = -expm1(-hazard);
    out[1] = complement;
    const slope = complement === 0 ? 0 : hazard * complement;
    out[2] = slope;
    out[3] = slope === 0 ? 0 : slope * (1 - hazard);
    out[4] = slope === 0 ? 0 : slope * (1 - 3 * hazard + hazard * hazard);
  },
  allows: everywhere,
  logarithms(eta, out) {
    const hazard = exp(eta);
    out[4] = out[5] = out[6] = out[7] = -hazard;
    if (hazard > OVERFLOW) {
      out[0] = out[1] = out[2] = out[3] = 0;
      return;
    }
    // q = e^η/(exp(e^η) − 1) is the first derivative of log μ; 1 − t = 1 − q − e^η makes the others.
    const lessOne = hazard < SERIES ? -excess(hazard) : 1 - hazard / -expm1(-hazard);
    const t = 1 - lessOne;
    const q = hazard < 1 ? t - hazard : hazard / expm1(hazard);
    const first = q * lessOne;
    out[0] = hazard < SERIES ? eta - log(t) : log(-expm1(-hazard));
    out[1] = q;
    out[2] = first;
    out[3] = first * lessOne - q * t * (lessOne + hazard);
  },
});

/** x/(1 − e⁻ˣ) − 1 for small x, from Bernoulli numbers (DLMF 24.2.1). */
function excess(x: number): number {
  const w = x * x;
  return 0.5 * x + w * (1 / 12 - w * (1 / 720 - w * (1 / 30240 - w * (1 / 1209600 - w / 47900160))));
}
