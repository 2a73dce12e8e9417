import { integrate } from "../../distributions/gaussLegendre";
import { WORKING_VALUES } from "../../family/workingRow";
import { exp } from "../../math/exp";
import { log } from "../../math/log";
import { observationsByLevel } from "../../matrices/blockProduct";
import type { LaplaceDeviance } from "./laplaceDeviance";

/** An integrand of less than e to the power of −½ of this, relative to its largest value, is left out. */
const NEGLIGIBLE = 80;
/** Relative errors of an integral of a level, and how often an interval is halved for it. */
const ACCURACY = 1e-9;
const MOST_HALVINGS = 30;
/** Steps of the trapezoidal rule to begin with, in standard deviations of the random effect. */
const STEP = 1;
const LOG_TWO_PI = 1.8378770664093454;

/**
 * −2 log-likelihood without the families' constants of a model with one random-effects term that has one column, at the
 * parameters where its deviance was evaluated last, NaN where that is none: the integral over the random effect of
 * every level by the trapezoidal rule, whose error falls exponentially for integrands like these (Trefethen & Weideman, SIAM Review 56,
 * 2014), and, where two steps of it differ, by halving intervals of Gauss and Legendre's rule until they agree. So
 * other than adaptive quadrature with a number of nodes it is right for integrands that are far from normal too.
 */
export function integratedDeviance(deviance: LaplaceDeviance): number {
  const { design, system, modes, rows, phi } = deviance;
  const [term] = design.terms;
  const { y, w } = design.response;
  const { pattern } = system;
  const values = system.values.array;
  const [eta, working, u] = [modes.eta, rows.w, modes.u];
  const byLevel = observationsByLevel(term);
  const out = new Float64Array(WORKING_VALUES);
  let total = 0;
  for (let level = 0, first = 0, end = 0; level < term.levels; level++, first = end) {
    while (end < byLevel.length && term.refs[byLevel[end]] === level) end++;
    const mode = u[pattern.place[level]];
    let information = 1;
    for (let j = first; j < end; j++) information += working[byLevel[j]] * values[byLevel[j]] ** 2;
    /** Σ d + u² where u is so far from the mode. */
    const exponent = (shift: number): number => {
      let sum = (mode + shift) ** 2;
      for (let j = first; j < end; j++) {
        const i = byLevel[j];
        if (!rows.row.at(y[i], w[i], eta[i] + values[i] * shift, phi, out)) return Infinity;
        sum += out[0];
      }
      return Number.isNaN(sum) ? Infinity : sum;
    };
    total += minusTwoLogIntegral(exponent, 1 / Math.sqrt(information)) + LOG_TWO_PI;
  }
  return total;
}

/**
 * −2 log ∫ exp(−½F) over the line.
 * @param exponent F, smallest near 0
 * @param spread about the standard deviation of the density that is proportional to the integrand
 */
function minusTwoLogIntegral(exponent: (at: number) => number, spread: number): number {
  const least = exponent(0);
  if (!(Math.abs(least) < Infinity && spread > 0)) return NaN;
  const integrand = (at: number): number => exp(0.5 * (least - exponent(at)));
  const coarse = trapezoidal(integrand, STEP * spread);
  // The points between those of the first step.
  const between = trapezoidal(integrand, STEP * spread, 0.5);
  const fine = 0.5 * (coarse + between);
  if (Math.abs(fine - coarse) <= ACCURACY * fine) return least - 2 * log(fine);
  const reach = (side: number): number => {
    let far = spread;
    while (exponent(side * far) - least < NEGLIGIBLE) far *= 2;
    return side * far;
  };
  const accuracy = ACCURACY * Math.max(fine, spread);
  const sum =
    halving(integrand, reach(-1), 0, accuracy, MOST_HALVINGS) +
    halving(integrand, 0, reach(1), accuracy, MOST_HALVINGS);
  return least - 2 * log(sum);
}

/** Step times the sum over the points (k + part)·step, from the middle outwards until they are negligible. */
function trapezoidal(integrand: (at: number) => number, step: number, part = 0): number {
  let sum = part === 0 ? integrand(0) : 0;
  for (const side of [-1, 1]) {
    for (let k = part === 0 ? 1 : part; ; k++) {
      const own = integrand(side * k * step);
      sum += own;
      if (!(own > 1e-17)) break;
    }
  }
  return step * sum;
}

/** An interval as a whole, or its halves where they differ from it. */
function halving(f: (x: number) => number, a: number, b: number, accuracy: number, left: number): number {
  const whole = integrate(f, a, b, 1);
  const halves = integrate(f, a, b, 2);
  if (left === 0 || !(Math.abs(whole - halves) > accuracy)) return halves;
  const middle = a + (b - a) / 2;
  return halving(f, a, middle, accuracy, left - 1) + halving(f, middle, b, accuracy, left - 1);
}
