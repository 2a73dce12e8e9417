import { digammaLessLog, trigamma } from "../distributions/digamma";
import { log } from "../math/log";
import { log1pmx } from "../math/log1pmx";
import { stirlingError } from "../math/stirlingError";
import type { Family } from "./family";

const LOG_TWO_PI = 1.8378770664093453;

/** Positive responses with V = μ²; φ is the squared coefficient of variation, 1/φ the shape. */
export const gammaFamily: Family = {
  name: "Gamma",
  defaultLink: "inverse",
  dispersion: "factor",
  isProbability: false,
  allowsMean: (mu) => mu > 0,
  variance(mu, _complement, _phi, out) {
    out[0] = mu * mu;
    out[1] = 2 * mu;
    out[2] = 2;
  },
  minusTwoLogDensity(y, w, mu, phi) {
    const shape = w / phi;
    return shape * excess(y, mu) - log(shape) + LOG_TWO_PI + 2 * stirlingError(shape);
  },
  constant: (y) => 2 * log(y),
  dispersionDerivatives(y, w, mu, phi, out) {
    const shape = w / phi;
    out[0] = -shape * (excess(y, mu) + 2 * digammaLessLog(shape));
    out[1] = -out[0] + 2 * shape * (shape * trigamma(shape) - 1);
  },
  unitDeviance: excess,
  startingMean: (y) => y,
  responseRule: (y) => positiveRule("gamma", y),
};

/** 2(y/μ − 1 − log(y/μ)) */
function excess(y: number, mu: number): number {
  return -2 * log1pmx((y - mu) / mu);
}

export function positiveRule(family: string, y: number): string | undefined {
  return y > 0 ? undefined : `the response of ${family} models is positive`;
}
