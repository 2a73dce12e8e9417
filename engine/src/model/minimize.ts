import { Anderson } from "./anderson";
import { BalancedStep } from "./balancedStep";
import type { CovarianceLayout } from "./covarianceLayout";
import { newton } from "./newton";
import type { Deviance } from "./deviance";

/** The covariance part of a problem: the deviance and how θ fills λ. */
export interface Problem {
  readonly deviance: Deviance;
  readonly layout: CovarianceLayout;
}

/** Where a minimisation ended. */
export interface Minimum {
  readonly theta: Float64Array;
  readonly objective: number;
  /** Evaluations of the deviance (with or without derivative). */
  readonly evaluations: number;
  /** Predicted further decrease of the objective, in its units. */
  readonly decrement: number;
  /** Absent when converged. */
  readonly failure?: string;
}

/** A step is taken for converged when the surrogate promises a further decrease below this, in units of the deviance. */
const TOLERANCE = 1e-11;
const EVALUATIONS_BEFORE_NEWTON = 15;
const REJECTIONS_BEFORE_NEWTON = 3;

/**
 * Minimises the profiled deviance by balanced steps, sped up by Anderson acceleration and kept honest by a proximal term;
 * what that does not settle in a few evaluations goes to Newton's method.
 */
export class Minimizer {
  private readonly step: BalancedStep;
  private readonly anderson: Anderson;
  private readonly theta: Float64Array;
  private readonly best: Float64Array;

  /** @param relativeTolerance promised decreases below this part of the deviance end the search too; for costly evaluations */
  constructor(private readonly problem: Problem, private readonly relativeTolerance = 0) {
    const { layout, deviance } = problem;
    this.step = new BalancedStep(layout, deviance);
    this.anderson = new Anderson(layout.length, 4);
    this.theta = new Float64Array(layout.length);
    this.best = new Float64Array(layout.length);
  }

  /**
   * Minimises for the response that the deviance holds.
   * @param start θ to begin with
   * @param factored a deviance of the same system and response, already factored at `start` with traces, whose work is shared by many responses
   */
  minimize(start: Float64Array, factored?: Deviance): Minimum {
    const { step, anderson, theta, best } = this;
    const firstStep = factored ? this.stepOf(factored) : step;
    let objective = NaN;
    let bestObjective = Infinity;
    let previousDecrement = Infinity;
    let evaluations = 0;
    let rejections = 0;
    let mu = 0;
    let accelerated = false;
    let current = step;
    anderson.clear();
    theta.set(start);
    while (evaluations < EVALUATIONS_BEFORE_NEWTON && rejections < REJECTIONS_BEFORE_NEWTON) {
      const first = evaluations === 0 && factored !== undefined;
      objective = first ? factored.solve(true) : this.evaluate(theta, true);
      evaluations++;
      if (evaluations > 1 && !(objective <= bestObjective + 1e-12 * (1 + Math.abs(bestObjective)) - (accelerated ? 0 : 1e-4 * current.decrement))) {
        if (current.decrement < 10 * TOLERANCE && Math.abs(objective - bestObjective) < 1e-11 * (1 + Math.abs(bestObjective))) break;
        rejections++;
        anderson.clear();
        if (!accelerated) {
          mu = mu === 0 ? 1 : 4 * mu;
          if (!current.minimize(mu)) break;
        }
        accelerated = false;
        theta.set(current.theta);
        continue;
      }
      if (!accelerated && evaluations > 1) mu = this.adjust(mu, (bestObjective - objective) / current.decrement, current.decrement);
      best.set(theta);
      bestObjective = objective;
      current = first ? firstStep : step;
      if (!current.match(theta) || !current.minimize(mu)) break;
      const decrement = current.decrement * (1 + mu);
      if (decrement < 0.1 * TOLERANCE) return this.result(best, bestObjective, evaluations, decrement);
      const rate = Math.max(1e-3, Math.min(1, decrement / previousDecrement));
      accelerated = anderson.extrapolate(theta, current.theta, !first && mu === 0);
      if (mu === 0 && decrement * rate < Math.max(TOLERANCE, this.relativeTolerance * Math.abs(bestObjective))) {
        const last = this.evaluate(theta, false);
        if (last <= bestObjective + 1e-12 * Math.abs(bestObjective)) return this.result(theta, last, evaluations + 1, decrement);
        return this.result(best, bestObjective, evaluations + 1, decrement);
      }
      previousDecrement = decrement;
    }
    return newton(this.problem, Number.isFinite(bestObjective) ? best : start, evaluations);
  }

  private evaluate(theta: Float64Array, derivative: boolean): number {
    const { deviance, layout } = this.problem;
    layout.fill(deviance.lambdas, theta);
    return deviance.factor(derivative) ? deviance.solve(derivative) : NaN;
  }

  /** Levenberg-like: a step that keeps its promise needs no proximal term, one that does not needs more. */
  private adjust(mu: number, ratio: number, decrement: number): number {
    let next = mu;
    if (mu > 0) next = ratio > 0.7 ? (mu <= 0.3 ? 0 : mu / 4) : ratio < 0.25 ? 2 * mu : mu;
    else if (ratio < 0.1 && decrement > 1e-9) next = 0.5;
    if (next !== mu) this.anderson.clear();
    return next;
  }

  private stepOf(factored: Deviance): BalancedStep {
    if (this.shared?.deviance !== factored) this.shared = { deviance: factored, step: new BalancedStep(this.problem.layout, factored) };
    return this.shared.step;
  }
  private shared: { deviance: Deviance; step: BalancedStep } | undefined;

  private result(theta: Float64Array, objective: number, evaluations: number, decrement: number): Minimum {
    const canonical = theta.slice();
    this.problem.layout.makeDiagonalNonNegative(canonical);
    return { theta: canonical, objective, evaluations, decrement };
  }
}
