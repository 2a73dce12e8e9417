import { logGamma } from "../distributions/logGamma";
import { log } from "../math/log";
import { log1p } from "../math/log1p";
import { log1pmx } from "../math/log1pmx";
import { type Family, noDispersion } from "./family";

/** Proportions y of successes in w trials, V = μ(1 − μ). */
export const binomialFamily: Family = {
  name: "Binomial",
  defaultLink: "logit",
  dispersion: "none",
  isProbability: true,
  allowsMean: (mu) => mu >= 0 && mu <= 1,
  variance(mu, complement, _phi, out) {
    out[0] = mu * complement;
    out[1] = complement - mu;
    out[2] = -2;
  },
  minusTwoLogDensity: (y, w, mu) => -2 * w * ((y === 0 ? 0 : y * log(mu)) + (y === 1 ? 0 : (1 - y) * log1p(-mu))),
  constant: (y, w) => -2 * logChoose(w, Math.round(w * y)),
  dispersionDerivatives: noDispersion,
  unitDeviance(y, mu, complement) {
    if (y === 0) return mu < 0.5 ? -2 * log1p(-mu) : -2 * log(complement);
    if (y === 1) return mu > 0.5 ? -2 * log1p(-complement) : -2 * log(mu);
    return -2 * (y * log1pmx((mu - y) / y) + (1 - y) * log1pmx((y - mu) / (1 - y)));
  },
  startingMean: (y, w) => (w * y + 0.5) / (w + 1),
  responseRule(y, w) {
    if (!(Number.isInteger(w) && w >= 1)) return "the trials of a binomial model are positive whole numbers";
    if (!(y >= 0 && y <= 1)) return "the response of a binomial model is a proportion between 0 and 1";
    if (Math.abs(w * y - Math.round(w * y)) > 1e-6 * Math.max(1, w * Number.EPSILON * 1e10))
      return "proportion times trials is a whole number of successes in a binomial model";
    return undefined;
  },
};

/** log of the number of ways to choose k of n. */
function logChoose(n: number, k: number): number {
  if (k === 0 || k === n) return 0;
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
}
