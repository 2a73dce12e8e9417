import { digamma, trigamma } from "../distributions/digamma";
import { logGamma } from "../distributions/logGamma";
import { log } from "../math/log";
import { log1p } from "../math/log1p";
import { log1pmx } from "../math/log1pmx";
import type { Family } from "./family";
import { countRule } from "./poissonFamily";

/** Up to so large a count sums over the numbers below it replace differences of log Γ and its derivatives. */
const FEW = 200;

/** Counts with V = μ + φμ²; 1/φ is the size r, and φ → 0 the Poisson distribution. */
export const negativeBinomialFamily: Family = {
  name: "NegativeBinomial",
  defaultLink: "log",
  dispersion: "within",
  isProbability: false,
  allowsMean: (mu) => mu > 0,
  variance(mu, _complement, phi, out) {
    out[0] = mu + phi * mu * mu;
    out[1] = 1 + 2 * phi * mu;
    out[2] = 2 * phi;
  },
  minusTwoLogDensity: (y, w, mu, phi) =>
    -2 * w * (logRising(y, phi) + (y === 0 ? 0 : y * log(mu)) - (y + 1 / phi) * log1p(phi * mu)),
  constant: (y, w) => 2 * w * logGamma(y + 1),
  dispersionDerivatives(y, w, mu, phi, out) {
    const r = 1 / phi;
    const slope = harmonic(y, r) - log1p(phi * mu) + (mu - y) / (r + mu);
    const bend = squareHarmonic(y, r) + mu / (r * (r + mu)) - (mu - y) / (r + mu) ** 2;
    out[0] = 2 * w * r * slope;
    out[1] = -out[0] - 2 * w * r * r * bend;
  },
  unitDeviance(y, mu, _complement, phi) {
    const r = 1 / phi;
    const poisson = y === 0 ? 0 : -y * log1pmx((mu - y) / y);
    return 2 * (y === 0 ? r * log1p(mu / r) : poisson + (y + r) * log1pmx((mu - y) / (y + r)));
  },
  startingMean: (y) => y + 1 / 6,
  responseRule: (y) => countRule("negative binomial", y),
};

/** log Γ(y + r) − log Γ(r) − y·log r, r = 1/φ: Σ log(1 + kφ) over k below y. */
function logRising(y: number, phi: number): number {
  const r = 1 / phi;
  if (y > FEW) return logGamma(y + r) - logGamma(r) - y * log(r);
  let sum = 0;
  for (let k = 1; k < y; k++) sum += log1p(k * phi);
  return sum;
}

/** ψ(y + r) − ψ(r) */
function harmonic(y: number, r: number): number {
  if (y > FEW) return digamma(y + r) - digamma(r);
  let sum = 0;
  for (let k = 0; k < y; k++) sum += 1 / (r + k);
  return sum;
}

/** ψ′(y + r) − ψ′(r) */
function squareHarmonic(y: number, r: number): number {
  if (y > FEW) return trigamma(y + r) - trigamma(r);
  let sum = 0;
  for (let k = 0; k < y; k++) sum -= 1 / (r + k) ** 2;
  return sum;
}
