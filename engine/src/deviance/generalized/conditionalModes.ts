import type { Kept } from "../../wasm/room";
import type { FixedEffects } from "./fixedEffects";
import type { RandomEffectsSystem } from "./randomEffectsSystem";
import type { WorkingRows } from "./workingRows";

/**
 * The log-determinant of the Laplace approximation is of first order in the error of the modes, so these are always
 * iterated until a Newton step promises less than this, and that step is taken; one with an old factor leaves more.
 */
const NEWTON = 1e-10;
const CHORD = 1e-16;
const NOTHING = 1e-20;
/** Below this a factor is kept for the steps that follow. */
const NEAR = 1e-3;
const MOST_STEPS = 200;
const SHORTEST = 1e-8;
const ROUNDING = 1e-12;

/**
 * Conditional modes ũ = argmin h(u) = Σ d + |u|² by Newton's method (penalised iteratively reweighted least squares;
 * Bates, "Computational methods for mixed models", lme4's vignette), with the fixed effects γ among them where asked.
 */
export class ConditionalModes {
  /** Σ d and |u|² at the modes. */
  deviance = NaN;
  penalty = NaN;
  /** A factor of I + ΛᵀZᵀW°ZΛ at or near the modes. */
  readonly l: Kept;
  /** In the order of elimination, q. */
  readonly effects: Kept;
  private readonly step: Kept;
  private readonly start: Float64Array;
  private readonly startGamma: Float64Array;
  private readonly gammaScore: Float64Array;
  private readonly gammaStep: Float64Array;

  /** All methods are for an open room. */
  constructor(
    private readonly system: RandomEffectsSystem,
    private readonly rows: WorkingRows,
    private readonly fixed: FixedEffects,
  ) {
    const { order: q, size, room } = system;
    this.effects = room.float64(q);
    this.l = room.scratch(size);
    this.step = room.scratch(q);
    this.start = new Float64Array(q);
    this.startGamma = new Float64Array(fixed.p);
    this.gammaScore = new Float64Array(fixed.p);
    this.gammaStep = new Float64Array(fixed.p);
  }

  get u(): Float64Array {
    return this.effects.array;
  }
  /** η at the modes, length n. */
  get eta(): Float64Array {
    return this.rows.eta;
  }

  /**
   * Iterates from the present u, if that fails from u = 0, if that fails too from the responses; false when no way
   * leads there.
   * @param gamma changed too where `joint`
   * @param enough a decrement whose step may be the last one; default that of modes without an error
   */
  find(gamma: Float64Array, phi: number, joint: boolean, enough = 0): boolean {
    if (joint) this.startGamma.set(gamma);
    this.fixed.linear(gamma);
    if (this.iterate(gamma, phi, joint, enough)) return true;
    if (joint) gamma.set(this.startGamma);
    this.u.fill(0);
    if (this.iterate(gamma, phi, joint, enough)) return true;
    if (joint) gamma.set(this.startGamma);
    return this.startFromResponse(gamma, phi, joint) && this.iterate(gamma, phi, joint, enough);
  }

  /** Random effects (and γ) by one weighted least-squares step from means near the responses: inside of most ranges. */
  private startFromResponse(gamma: Float64Array, phi: number, joint: boolean): boolean {
    const { eta, u, rows, system, fixed, l, step, gammaStep } = this;
    const { y, w, link, family } = rows.response;
    for (let i = 0; i < eta.length; i++) eta[i] = link.link(family.startingMean(y[i], w[i]));
    if (!(rows.evaluateHere(phi) < Infinity)) return false;
    const weights = rows.expectedWeights();
    fixed.linear(gamma);
    const fix = fixed.part.array;
    for (let i = 0; i < eta.length; i++) rows.g[i] -= weights.array[i] * (eta[i] - fix[i]);
    u.fill(0);
    if (Number.isNaN(system.factor(weights, l)) || (joint && !fixed.eliminate(weights, l))) return false;
    this.prepareStep(joint);
    u.set(step.array);
    if (joint) for (let c = 0; c < gamma.length; c++) gamma[c] += gammaStep[c];
    return true;
  }

  private iterate(gamma: Float64Array, phi: number, joint: boolean, enough: number): boolean {
    const { system, rows, l } = this;
    let h = this.evaluate(gamma, phi, joint);
    if (!(h < Infinity)) return false;
    let keepsFactor = false;
    for (let iteration = 0; iteration < MOST_STEPS; iteration++) {
      const weights = rows.newtonWeights();
      if (!keepsFactor) {
        if (Number.isNaN(system.factor(weights, l))) return false;
        if (joint && !this.fixed.eliminate(weights, l)) return false;
      }
      const decrement = this.prepareStep(joint);
      if (!(decrement >= 0)) return false;
      if (decrement < NOTHING) return true;
      const length = this.move(gamma, phi, joint, h);
      if (length === 0) return decrement < NEWTON;
      h = this.deviance + this.penalty;
      const isNewton = !keepsFactor && weights === rows.observed;
      if (decrement < (isNewton ? NEWTON : CHORD) || decrement < enough) return true;
      keepsFactor = length === 1 && decrement < NEAR && weights === rows.observed;
    }
    return false;
  }

  /** Σ d + |u|² at u and γ, which is another than before where `joint`. */
  private evaluate(gamma: Float64Array, phi: number, joint: boolean): number {
    const { u, rows, system, fixed, effects } = this;
    if (joint) fixed.linear(gamma);
    system.addEffects(effects, fixed.part, rows.predictor);
    this.deviance = rows.evaluateHere(phi);
    let penalty = 0;
    for (let j = 0; j < u.length; j++) penalty += u[j] * u[j];
    this.penalty = penalty;
    return this.deviance + penalty;
  }

  /** The Newton step in u (and γ) from the gradient at the rows; returns its decrement. */
  private prepareStep(joint: boolean): number {
    const { system, rows, fixed, u, l, gammaScore, gammaStep } = this;
    const { order: q } = system;
    system.crossProduct(rows.score, this.step);
    const step = this.step.array;
    for (let j = 0; j < q; j++) step[j] = -(step[j] + u[j]);
    system.solveLower(l, this.step);
    let decrement = 0;
    for (let j = 0; j < q; j++) decrement += step[j] * step[j];
    if (joint) {
      const { cross, p, stride } = fixed;
      fixed.product(rows.score, gammaScore);
      for (let c = 0; c < p; c++) {
        let sum = -gammaScore[c];
        for (let j = 0; j < q; j++) sum -= cross[j * stride + c] * step[j];
        gammaStep[c] = gammaScore[c] = sum;
      }
      fixed.solve(gammaStep);
      for (let c = 0; c < p; c++) {
        decrement += gammaStep[c] * gammaScore[c];
        for (let j = 0; j < q; j++) step[j] -= cross[j * stride + c] * gammaStep[c];
      }
    }
    system.solveUpper(l, this.step);
    return decrement;
  }

  /** Goes along the step, a part of it where h would rise; returns the part, 0 where none lowers h. */
  private move(gamma: Float64Array, phi: number, joint: boolean, h: number): number {
    const { u, start, startGamma, gammaStep } = this;
    const step = this.step.array;
    const origin = joint ? gamma.slice() : startGamma;
    start.set(u);
    const highest = h + ROUNDING * (1 + Math.abs(h));
    for (let length = 1; length > SHORTEST; length *= 0.5) {
      for (let j = 0; j < u.length; j++) u[j] = start[j] + length * step[j];
      if (joint) for (let c = 0; c < gamma.length; c++) gamma[c] = origin[c] + length * gammaStep[c];
      if (this.evaluate(gamma, phi, joint) <= highest) return length;
    }
    u.set(start);
    if (joint) gamma.set(origin);
    this.evaluate(gamma, phi, joint);
    return 0;
  }
}
