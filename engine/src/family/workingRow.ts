import { exp } from "../math/exp";
import { log1p } from "../math/log1p";
import type { Family } from "./family";
import type { Link } from "./link";

/**
 * What one observation of a family with a link contributes at its linear predictor: d = −2 log f without the family's
 * constant, and derivatives with respect to η. g = d′/2; the observed curvature is d″/2, the expected one its mean
 * (μ′)²/V·w/φ; they are the same for canonical links.
 */
export interface WorkingRow {
  /** Whether observed and expected curvature are the same. */
  readonly isCanonical: boolean;
  /**
   * Writes d, g, the observed curvature, its derivative, the expected curvature, its derivative, and μ; false, and d =
   * ∞, where η or μ is outside of its range.
   */
  at(y: number, w: number, eta: number, phi: number, out: Float64Array): boolean;
  /** Writes the derivatives in log φ of d, g and the observed curvature, and the second one of d. */
  inDispersion(y: number, w: number, eta: number, phi: number, out: Float64Array): void;
}

/** Number of values that {@link WorkingRow.at} writes. */
export const WORKING_VALUES = 7;

export function workingRow(family: Family, link: Link): WorkingRow {
  if (family.isProbability && link.logarithms !== undefined) return probabilityRow(link);
  if (link.name === "log") {
    if (family.name === "Poisson") return poissonLogRow();
    if (family.name === "Gamma") return gammaLogRow(family);
    if (family.name === "InverseGaussian") return inverseGaussianLogRow(family);
    if (family.name === "NegativeBinomial") return negativeBinomialLogRow(family);
  }
  return anyRow(family, link);
}

function write(
  out: Float64Array,
  d: number,
  g: number,
  observed: number,
  observedSlope: number,
  expected: number,
  expectedSlope: number,
  mu: number,
): boolean {
  out[0] = d;
  out[1] = g;
  out[2] = observed;
  out[3] = observedSlope;
  out[4] = expected;
  out[5] = expectedSlope;
  out[6] = mu;
  return d < Infinity;
}

/** By log μ and log(1 − μ), whose derivatives do not lose digits where μ is near 0 or 1. */
function probabilityRow(link: Link): WorkingRow {
  const mean = new Float64Array(5);
  const logs = new Float64Array(8);
  return {
    isCanonical: link.name === "logit",
    at(y, w, eta, _phi, out) {
      link.inverse(eta, mean);
      link.logarithms!(eta, logs);
      const not = 1 - y;
      const d = -2 * w * ((y === 0 ? 0 : y * logs[0]) + (not === 0 ? 0 : not * logs[4]));
      const r = logs[1] - logs[5];
      return write(
        out,
        d,
        -w * (y * logs[1] + not * logs[5]),
        -w * (y * logs[2] + not * logs[6]),
        -w * (y * logs[3] + not * logs[7]),
        w * mean[2] * r,
        w * (mean[3] * r + mean[2] * (logs[2] - logs[6])),
        mean[0],
      );
    },
    inDispersion: nothing,
  };
}

function nothing(_y: number, _w: number, _eta: number, _phi: number, out: Float64Array): void {
  out[0] = out[1] = out[2] = out[3] = 0;
}

function poissonLogRow(): WorkingRow {
  return {
    isCanonical: true,
    at(y, w, eta, _phi, out) {
      const mu = exp(eta);
      const x = w * mu;
      return write(out, 2 * (x - (y === 0 ? 0 : w * y * eta)), w * (mu - y), x, x, x, x, mu);
    },
    inDispersion: nothing,
  };
}

function gammaLogRow(family: Family): WorkingRow {
  return {
    isCanonical: false,
    at(y, w, eta, phi, out) {
      const mu = exp(eta);
      const s = w / phi;
      const x = (s * y) / mu;
      return write(out, finite(family.minusTwoLogDensity(y, w, mu, phi)), s - x, x, -x, s, 0, mu);
    },
    inDispersion: (y, w, eta, phi, out) => {
      const mu = exp(eta);
      const s = w / phi;
      const x = (s * y) / mu;
      dispersionOfFactor(family, y, w, mu, phi, s - x, x, out);
    },
  };
}

function inverseGaussianLogRow(family: Family): WorkingRow {
  return {
    isCanonical: false,
    at(y, w, eta, phi, out) {
      const mu = exp(eta);
      const s = w / (phi * mu);
      const x = (s * y) / mu;
      return write(out, finite(family.minusTwoLogDensity(y, w, mu, phi)), s - x, 2 * x - s, s - 4 * x, s, -s, mu);
    },
    inDispersion: (y, w, eta, phi, out) => {
      const mu = exp(eta);
      const s = w / (phi * mu);
      const x = (s * y) / mu;
      dispersionOfFactor(family, y, w, mu, phi, s - x, 2 * x - s, out);
    },
  };
}

/** With m = φμ: g = w(μ − y)/(1 + m), observed curvature wμ(1 + φy)/(1 + m)². */
function negativeBinomialLogRow(family: Family): WorkingRow {
  return {
    isCanonical: false,
    at(y, w, eta, phi, out) {
      const mu = exp(eta);
      if (!(mu < Infinity)) return write(out, Infinity, NaN, NaN, NaN, NaN, NaN, mu);
      const m = phi * mu;
      const expected = (w * mu) / (1 + m);
      const observed = (expected * (1 + phi * y)) / (1 + m);
      const d = mu > 0 ? family.minusTwoLogDensity(y, w, mu, phi) : underflown(family, y, w, eta, phi);
      return write(
        out,
        d,
        (w * (mu - y)) / (1 + m),
        observed,
        (observed * (1 - m)) / (1 + m),
        expected,
        expected / (1 + m),
        mu,
      );
    },
    inDispersion(y, w, eta, phi, out) {
      const mu = exp(eta);
      const m = phi * mu;
      const gradient = (w * (mu - y)) / (1 + m);
      const observed = (w * mu * (1 + phi * y)) / (1 + m) ** 2;
      const derivatives = dispersionOf(family, y, w, mu, phi);
      out[0] = derivatives[0];
      out[1] = (-gradient * m) / (1 + m);
      out[2] = observed * ((phi * y) / (1 + phi * y) - (2 * m) / (1 + m));
      out[3] = derivatives[1];
    },
  };
}

/** −2 log f of the negative binomial where μ is too small for a number and 1 + φμ is 1. */
function underflown(family: Family, y: number, w: number, eta: number, phi: number): number {
  if (y === 0) return 0;
  return family.minusTwoLogDensity(y, w, 1, phi) - 2 * w * (y * eta + (y + 1 / phi) * log1p(phi));
}

/**
 * By the variance function: with r = μ′/V, g = −(w/φ)(y − μ)r, the observed curvature (w/φ)(μ′r − (y − μ)r′), the
 * expected one (w/φ)μ′r.
 */
function anyRow(family: Family, link: Link): WorkingRow {
  const mean = new Float64Array(5);
  const v = new Float64Array(3);
  const isFactor = family.dispersion === "factor";
  return {
    isCanonical: family.name === "Normal" && link.name === "identity",
    at(y, w, eta, phi, out) {
      if (!link.allows(eta, y)) return write(out, Infinity, NaN, NaN, NaN, NaN, NaN, NaN);
      link.inverse(eta, mean);
      const mu = mean[0];
      const m1 = mean[2];
      const m2 = mean[3];
      if (!family.allowsMean(mu)) return write(out, Infinity, NaN, NaN, NaN, NaN, NaN, mu);
      family.variance(mu, mean[1], phi, v);
      const s = isFactor ? w / phi : w;
      const r = m1 / v[0];
      const r1 = m2 / v[0] - r * r * v[1];
      const r2 = mean[4] / v[0] - (3 * m2 * r * v[1]) / v[0] - m1 * r * r * v[2] + 2 * r * r * r * v[1] * v[1];
      const rest = y - mu;
      return write(
        out,
        finite(family.minusTwoLogDensity(y, w, mu, phi)),
        -s * rest * r,
        s * (m1 * r - rest * r1),
        s * (m2 * r + 2 * m1 * r1 - rest * r2),
        s * m1 * r,
        s * (m2 * r + m1 * r1),
        mu,
      );
    },
    inDispersion(y, w, eta, phi, out) {
      link.inverse(eta, mean);
      const [mu, complement, m1, m2] = mean;
      family.variance(mu, complement, phi, v);
      const s = isFactor ? w / phi : w;
      const r = m1 / v[0];
      const r1 = m2 / v[0] - r * r * v[1];
      const rest = y - mu;
      if (isFactor) {
        dispersionOfFactor(family, y, w, mu, phi, -s * rest * r, s * (m1 * r - rest * r1), out);
        return;
      }
      // V = μ + φμ²: ∂V/∂log φ = φμ², ∂V′/∂log φ = 2φμ.
      const part = (phi * mu * mu) / v[0];
      const derivatives = dispersionOf(family, y, w, mu, phi);
      const r1InPhi = (-m2 / v[0]) * part - r * r * 2 * phi * mu + 2 * r * r * v[1] * part;
      out[0] = derivatives[0];
      out[1] = s * rest * r * part;
      out[2] = s * (-m1 * r * part - rest * r1InPhi);
      out[3] = derivatives[1];
    },
  };
}

const derivatives = new Float64Array(2);

function dispersionOf(family: Family, y: number, w: number, mu: number, phi: number): Float64Array {
  family.dispersionDerivatives(y, w, mu, phi, derivatives);
  return derivatives;
}

/** g and the curvature are proportional to 1/φ. */
function dispersionOfFactor(
  family: Family,
  y: number,
  w: number,
  mu: number,
  phi: number,
  gradient: number,
  curvature: number,
  out: Float64Array,
): void {
  const [first, second] = dispersionOf(family, y, w, mu, phi);
  out[0] = first;
  out[1] = -gradient;
  out[2] = -curvature;
  out[3] = second;
}

/** Not a number where it overflows: outside of what can be computed. */
function finite(d: number): number {
  return Number.isFinite(d) ? d : Infinity;
}
