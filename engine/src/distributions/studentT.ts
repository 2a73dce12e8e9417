import { exp } from "../math/exp";
import { expm1 } from "../math/expm1";
import { log } from "../math/log";
import { log1p } from "../math/log1p";
import { incompleteBeta } from "./incompleteBeta";
import { logBeta } from "./logGamma";
import { chiSquaredUpper, twoSidedP } from "./normal";
import { normalQuantile } from "./normalQuantile";

/** Beyond this t/√ν the tail is the power t^−ν to the last digit, and squares would overflow. */
const FAR = 1e100;
/** Up to this t²/ν the density is flat to the last digit. */
const NO_CURVATURE = 1e-18;
/** Below this numbers have fewer digits. */
const SMALLEST = 2.2250738585072014e-308;
const MOST_STEPS = 200;

/**
 * Two-sided p-value P(|T| > |t|) of Student's t with ν > 0 degrees of freedom, not necessarily whole; normal for ν = ∞.
 * Relative error below 1e-12 down to 1e-300, for ν up to 1e10 and beyond.
 */
export function studentTwoSidedP(t: number, nu: number): number {
  if (nu === Infinity) return twoSidedP(t);
  if (!(nu > 0) || Number.isNaN(t)) return NaN;
  const ratio = Math.abs(t) / Math.sqrt(nu);
  const a = nu / 2;
  if (ratio > FAR) return exp(-nu * log(ratio) - logBeta(a, 0.5)) / a;
  const odds = ratio * ratio;
  return incompleteBeta(1 / (1 + odds), a, 0.5, odds / (1 + odds));
}

/**
 * Upper tail P(F > f) of Fisher's F distribution with ν₁ and ν₂ degrees of freedom, not necessarily whole. Relative
 * error below 1e-12 for a few numerator degrees of freedom, whatever ν₂ is.
 */
export function fisherUpper(f: number, nu1: number, nu2: number): number {
  if (!(nu1 > 0 && nu2 > 0) || Number.isNaN(f)) return NaN;
  if (nu2 === Infinity) return chiSquaredUpper(nu1 * f, nu1);
  if (f <= 0) return 1;
  const odds = (nu1 * f) / nu2;
  return odds === Infinity ? 0 : incompleteBeta(1 / (1 + odds), nu2 / 2, nu1 / 2, odds / (1 + odds));
}

/**
 * t with P(|T| ≤ t) = level for Student's t with ν > 0 degrees of freedom. Like {@link studentTailBound} to a relative
 * error of 1e-12, as far as a level near 1 says where it is.
 */
export function studentBound(level: number, nu: number): number {
  if (!(nu > 0 && level >= 0 && level <= 1)) return NaN;
  return level < 0.5 && nu !== Infinity ? centralBound(level, nu) : studentTailBound(1 - level, nu);
}

/**
 * t with P(|T| > t) = tail. As a function of s = log t, log P is concave and falls, so that Newton's method comes down
 * to the solution from above after its first step; it begins a little below.
 */
export function studentTailBound(tail: number, nu: number): number {
  if (!(nu > 0 && tail >= 0 && tail <= 1)) return NaN;
  if (tail === 0 || tail === 1) return tail === 0 ? Infinity : 0;
  if (nu === Infinity) return -normalQuantile(tail / 2);
  const z = -normalQuantile(Math.max(tail, SMALLEST) / 2);
  const logTail = log(tail);
  let s = Math.max(log(z), leastLogBound(logTail, nu));
  for (let step = 0; step < MOST_STEPS; step++) {
    const t = exp(s);
    if (t === Infinity) return Infinity;
    const p = studentTwoSidedP(t, nu);
    if (p < SMALLEST) break;
    const change = (log(p) - logTail) * (p / exp(s + logDensity(t, nu)));
    s += change;
    if (Math.abs(change) < 1e-15 || (step > 0 && change > 0)) break;
  }
  return exp(s);
}

/** A lower bound of log t, close to it where the tail is a power: P(|T| > t) ≥ (1 + t²/ν)^−ν/2 / (ν/2·B(ν/2, ½)). */
function leastLogBound(logTail: number, nu: number): number {
  const a = nu / 2;
  const logOfOnePlusOdds = -(logTail + log(a) + logBeta(a, 0.5)) / a;
  if (!(logOfOnePlusOdds > 0)) return -Infinity;
  const logOdds = logOfOnePlusOdds > 50 ? logOfOnePlusOdds : log(expm1(logOfOnePlusOdds));
  return (log(nu) + logOdds) / 2;
}

/** The same where most lies outside, from log P(|T| ≤ t), which is concave in s too, and from below. */
function centralBound(level: number, nu: number): number {
  const least = level * exp(-logDensity(0, nu));
  if ((least * least) / nu < NO_CURVATURE) return least;
  let s = log(least);
  for (let step = 0; step < MOST_STEPS; step++) {
    const t = exp(s);
    if (t === Infinity) return Infinity;
    const p = within(t, nu);
    const change = log(level / p) * (p / exp(s + logDensity(t, nu)));
    s += change;
    if (!(change > 1e-15)) break;
  }
  return exp(s);
}

/** P(|T| ≤ t). */
function within(t: number, nu: number): number {
  const ratio = t / Math.sqrt(nu);
  if (ratio > FAR) return 1 - studentTwoSidedP(t, nu);
  const odds = ratio * ratio;
  return incompleteBeta(odds / (1 + odds), 0.5, nu / 2, 1 / (1 + odds));
}

/** log of the density of |T| at t ≥ 0. */
function logDensity(t: number, nu: number): number {
  const ratio = t / Math.sqrt(nu);
  const log1pSquare = ratio > FAR ? 2 * log(ratio) : log1p(ratio * ratio);
  return (-(nu + 1) / 2) * log1pSquare - logBeta(nu / 2, 0.5) - log(nu / 4) / 2;
}
