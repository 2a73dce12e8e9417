import { log } from "../math/log";
import type { Family } from "./family";
import { positiveRule } from "./gammaFamily";

const LOG_TWO_PI = 1.8378770664093453;

/** Positive responses with V = μ³; 1/φ is the parameter λ. */
export const inverseGaussianFamily: Family = {
  name: "InverseGaussian",
  defaultLink: "log",
  dispersion: "factor",
  isProbability: false,
  allowsMean: (mu) => mu > 0,
  variance(mu, _complement, _phi, out) {
    out[0] = mu * mu * mu;
    out[1] = 3 * mu * mu;
    out[2] = 6 * mu;
  },
  minusTwoLogDensity: (y, w, mu, phi) => (w / phi) * excess(y, mu) + log(phi / w) + LOG_TWO_PI,
  constant: (y) => 3 * log(y),
  dispersionDerivatives(y, w, mu, phi, out) {
    out[1] = (w / phi) * excess(y, mu);
    out[0] = 1 - out[1];
  },
  unitDeviance: excess,
  startingMean: (y) => y,
  responseRule: (y) => positiveRule("inverse Gaussian", y),
};

/** (y − μ)²/(y·μ²) */
function excess(y: number, mu: number): number {
  const part = (y - mu) / mu;
  return (part * part) / y;
}
