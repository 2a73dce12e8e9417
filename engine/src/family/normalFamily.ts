import { log } from "../math/log";
import type { Family } from "./family";

const LOG_TWO_PI = 1.8378770664093453;

/** Responses of any sign with V = 1, φ = σ²; with the identity link the linear mixed model. */
export const normalFamily: Family = {
  name: "Normal",
  defaultLink: "identity",
  dispersion: "factor",
  isProbability: false,
  allowsMean: Number.isFinite,
  variance(_mu, _complement, _phi, out) {
    out[0] = 1;
    out[1] = out[2] = 0;
  },
  minusTwoLogDensity: (y, w, mu, phi) => (w / phi) * (y - mu) ** 2 + log(phi / w) + LOG_TWO_PI,
  constant: () => 0,
  dispersionDerivatives(y, w, mu, phi, out) {
    out[1] = (w / phi) * (y - mu) ** 2;
    out[0] = 1 - out[1];
  },
  unitDeviance: (y, mu) => (y - mu) ** 2,
  startingMean: (y) => y,
  responseRule: (y) => (Number.isFinite(y) ? undefined : "the response of a normal model is a finite number"),
};
