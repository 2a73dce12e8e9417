import { logGamma } from "../distributions/logGamma";
import { log } from "../math/log";
import { log1pmx } from "../math/log1pmx";
import { type Family, noDispersion } from "./family";

/** Counts with V = μ. */
export const poissonFamily: Family = {
  name: "Poisson",
  defaultLink: "log",
  dispersion: "none",
  isProbability: false,
  allowsMean: (mu) => mu > 0,
  variance(mu, _complement, _phi, out) {
    out[0] = mu;
    out[1] = 1;
    out[2] = 0;
  },
  minusTwoLogDensity: (y, w, mu) => 2 * w * (mu - (y === 0 ? 0 : y * log(mu))),
  constant: (y, w) => 2 * w * logGamma(y + 1),
  dispersionDerivatives: noDispersion,
  unitDeviance: (y, mu) => (y === 0 ? 2 * mu : -2 * y * log1pmx((mu - y) / y)),
  startingMean: (y) => y + 0.1,
  responseRule: (y) => countRule("Poisson", y),
};

export function countRule(family: string, y: number): string | undefined {
  return Number.isInteger(y) && y >= 0 ? undefined : `the response of a ${family} model is a whole number from 0 on`;
}
