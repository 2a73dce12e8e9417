import { assign } from "../linalg/assign";
import { pow } from "../math/pow";
import { Anderson } from "./anderson";

/** A function of θ to be minimised. */
export interface Objective {
  /** r² of the last evaluation. */
  readonly r2: number;
  /** The value at θ, NaN where there is none; with `derivative` also what {@link Step.match} reads. */
  evaluate(theta: Float64Array, derivative: boolean): number;
}

/** A surrogate of the objective near a point, and its minimiser. */
export interface Step {
  /** θ of the minimiser, canonical (diagonal ≥ 0). */
  readonly theta: Float64Array;
  /** By how much the surrogate falls from the current point to {@link theta}. */
  readonly decrement: number;
  /** False where θ falls short of the minimiser, so that the surrogate could fall further than by the decrement. */
  readonly isMinimiser?: boolean;
  /** Matches the surrogate to the objective just evaluated at θ; false when that cannot be done. */
  match(theta: Float64Array): boolean;
  /** Minimises the surrogate with a proximal term of weight μ ≥ 0; false when it has no minimum. */
  minimize(mu: number): boolean;
}

export interface DescentOptions {
  /** A step is taken for the last when the surrogate promises a further decrease below this. */
  readonly tolerance: number;
  /** … or below this part of the objective, … */
  readonly relativeTolerance?: number;
  /** … which is no more than this; default no limit. */
  readonly largestTolerance?: number;
  readonly maxEvaluations: number;
  /** From so many evaluations on a descent that is too slow to settle within the most is given up; default never. */
  readonly patience?: number;
  readonly maxRejections: number;
  /** The step is so good that its last point need not be evaluated. */
  readonly trustLastStep: boolean;
  /** Rounding error of the objective and of promised decreases, where it is more than a part of the objective. */
  readonly noise?: number;
  /** Up to how many times the length of a step its correction by Anderson acceleration is trusted; default 3. */
  readonly longest?: number;
  /** Told of every point that is accepted and its value. */
  readonly record?: Recorder | undefined;
}

export type Recorder = (theta: Float64Array, objective: number) => void;

const ANDERSON_DEPTH = 4;
/** Part of the promised decrease that a step must keep. */
const ARMIJO = 1e-4;
/** Relative rounding error allowed to the objective. */
const ROUNDING = 1e-12;
/** Decrease that one more step may be trusted to bring without a check by another one. */
const LAST_STEP = 1e-6;
/** … and the part of a larger one that it is trusted to leave. */
const LEFT_OVER = 0.1;
/** A descent may fall by so many times of what its next step promises. */
const REACH = 30;
/** A surrogate that is said to rise by more than this to its minimiser, and than rounding, was not minimised. */
const LARGEST_RISE = 1e-9;

/**
 * Minimises an objective by minimising surrogates of it, sped up by Anderson acceleration and kept honest by a proximal
 * term: a rejected extrapolation goes back to the plain step, a rejected step is shortened. Nothing is allocated.
 */
export class Descent {
  /** The lowest point found, its value and r². */
  readonly best: Float64Array;
  bestObjective = NaN;
  bestR2 = NaN;
  /** Evaluations, the first one included; rejected points among them. */
  evaluations = 0;
  rejections = 0;
  /** Promised further decrease at {@link best}. */
  decrement = NaN;
  /** Whether the last evaluation of the objective was at {@link best}. */
  endedAtBest = false;
  private readonly theta: Float64Array;
  private readonly anderson: Anderson;
  private mu = 0;
  private bar = Infinity;
  private most = 0;
  private limit = 0;

  constructor(
    private readonly objective: Objective,
    private readonly step: Step,
    length: number,
    private readonly options: DescentOptions,
  ) {
    this.best = new Float64Array(length);
    this.theta = new Float64Array(length);
    this.anderson = new Anderson(length, ANDERSON_DEPTH, options.longest);
  }

  /**
   * Begins anew at `start`; returns whether the descent settled within so many evaluations. Afterwards the fields tell
   * where it is.
   * @param limit most evaluations, the last one of the minimiser included
   * @param bar a value to fall below: what promises too little for that is given up
   */
  run(start: Float64Array, most = this.options.maxEvaluations, limit = Infinity, bar = Infinity): boolean {
    this.reset(start, most, limit);
    this.bar = bar;
    return this.descend(this.objective, this.step);
  }

  /** Like {@link run}, where other objects with equal results evaluate and match the first point. */
  runFrom(start: Float64Array, objective: Objective, step: Step, limit = Infinity): boolean {
    this.reset(start, this.options.maxEvaluations, limit);
    return this.descend(objective, step);
  }

  private reset(start: Float64Array, most: number, limit: number): void {
    this.most = Math.min(most, limit);
    this.limit = limit;
    this.anderson.clear();
    assign(this.theta, start);
    assign(this.best, start);
    this.bestObjective = Infinity;
    this.bestR2 = NaN;
    this.evaluations = 0;
    this.rejections = 0;
    this.decrement = Infinity;
    this.endedAtBest = false;
    this.mu = 0;
    this.bar = Infinity;
  }

  private descend(firstObjective: Objective, firstStep: Step): boolean {
    const { theta, anderson } = this;
    const { maxRejections, trustLastStep, noise = 0, patience = Infinity } = this.options;
    const shared = firstStep !== this.step;
    let objective = firstObjective;
    let step = firstStep;
    let accelerated = false;
    let previousDecrement = Infinity;
    let previousRate = 1;
    while (this.evaluations < this.most && this.rejections < maxRejections) {
      const value = objective.evaluate(theta, true);
      this.evaluations++;
      if (!this.acceptable(value, accelerated, step.decrement)) {
        this.endedAtBest = false;
        if (this.evaluations === 1) return false;
        if (this.atRounding(value)) return true;
        if (!this.retreat(step, accelerated)) return false;
        accelerated = false;
        continue;
      }
      if (this.evaluations > 1 && !accelerated)
        this.adjust((this.bestObjective - value) / step.decrement, step.decrement);
      const first = shared && this.evaluations === 1;
      this.keep(value, objective.r2);
      this.endedAtBest = !first;
      step = first ? firstStep : this.step;
      objective = this.objective;
      if (!step.match(theta) || !step.minimize(this.mu)) return false;
      const tolerance = this.tolerance();
      const decrement = (this.decrement = step.decrement * (1 + this.mu));
      if (!(decrement >= -Math.max(LARGEST_RISE, this.rounding()))) return false;
      if (!this.mayFallBelow(this.bar)) return false;
      const isMinimiser = step.isMinimiser !== false;
      if (decrement < Math.max(0.1 * tolerance, noise)) {
        if (trustLastStep) assign(this.best, step.theta);
        return isMinimiser;
      }
      const rate = Math.max(1e-3, Math.min(1, decrement / previousDecrement));
      if (this.evaluations >= patience && !this.mayStillSettle(Math.min(rate, previousRate))) return false;
      previousRate = rate;
      if (first || this.mu > 0) {
        assign(theta, step.theta);
        accelerated = false;
      } else {
        accelerated = anderson.extrapolate(theta, step.theta);
      }
      if (
        !trustLastStep &&
        isMinimiser &&
        this.mu === 0 &&
        (decrement < LAST_STEP || tolerance > LAST_STEP) &&
        decrement * (decrement < LAST_STEP ? rate : Math.max(rate, LEFT_OVER)) < tolerance
      ) {
        this.finish();
        return true;
      }
      previousDecrement = decrement;
    }
    return false;
  }

  /** Whether what is promised may lead from the best value to one below another. */
  mayFallBelow(bar: number): boolean {
    return this.bestObjective - REACH * this.decrement <= bar;
  }

  /** Whether the decrement can fall below the tolerance in the evaluations left, at twice the rate in digits. */
  private mayStillSettle(rate: number): boolean {
    return this.decrement * pow(rate, 2 * (this.most - this.evaluations)) <= this.tolerance();
  }

  private tolerance(): number {
    const { tolerance, relativeTolerance = 0, largestTolerance = Infinity } = this.options;
    if (!(relativeTolerance > 0)) return tolerance;
    return Math.max(tolerance, Math.min(largestTolerance, relativeTolerance * Math.abs(this.bestObjective)));
  }

  /** Whether a value may replace the best one: an extrapolation must not raise it, a step must keep its promise. */
  private acceptable(value: number, accelerated: boolean, promised: number): boolean {
    if (this.evaluations === 1) return value - value === 0;
    return value <= this.bestObjective + this.rounding() - (accelerated ? 0 : ARMIJO * promised);
  }

  /** Rounding error allowed to the best value. */
  private rounding(): number {
    return Math.max(ROUNDING * (1 + Math.abs(this.bestObjective)), this.options.noise ?? 0);
  }

  /** Whether a rejected value differs from the best one by no more than rounding, with nothing left to gain. */
  private atRounding(value: number): boolean {
    return this.decrement < 10 * this.tolerance() && Math.abs(value - this.bestObjective) < 10 * this.rounding();
  }

  private keep(value: number, r2: number): void {
    assign(this.best, this.theta);
    this.bestObjective = value;
    this.bestR2 = r2;
    this.options.record?.(this.best, value);
  }

  /** From the best point again: the plain step instead of the extrapolation, or a shorter step. */
  private retreat(step: Step, accelerated: boolean): boolean {
    this.rejections++;
    this.anderson.clear();
    if (!accelerated) {
      this.mu = this.mu === 0 ? 1 : 4 * this.mu;
      if (!step.minimize(this.mu)) return false;
    }
    assign(this.theta, step.theta);
    return true;
  }

  /** Levenberg-like: a step that keeps its promise needs no proximal term, one that does not needs more. */
  private adjust(ratio: number, decrement: number): void {
    const { mu } = this;
    let next = mu;
    if (mu > 0) next = ratio > 0.7 ? (mu <= 0.3 ? 0 : mu / 4) : ratio < 0.25 ? 2 * mu : mu;
    else if (ratio < 0.1 && decrement > 1e-9) next = 0.5;
    if (next === mu) return;
    this.mu = next;
    this.anderson.clear();
  }

  /** The last point is only evaluated, and kept unless it is higher. */
  private finish(): void {
    if (this.evaluations >= this.limit) return;
    const value = this.objective.evaluate(this.theta, false);
    this.evaluations++;
    this.endedAtBest = value <= this.bestObjective + ROUNDING * Math.abs(this.bestObjective);
    if (this.endedAtBest) this.keep(value, this.objective.r2);
  }
}
