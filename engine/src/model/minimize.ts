import { assign } from "../linalg/assign";
import type { CovarianceLayout } from "./covarianceLayout";
import { Descent, type Objective, type Step } from "./descent";
import type { Deviance } from "./deviance";
import { newton } from "./newton";
import type { Strata } from "./strata";
import { Surrogate } from "./surrogate";
import { withZero } from "./withZero";

/** The covariance part of a problem: the deviance, how θ fills λ, and what is known of the design. */
export interface Problem {
  readonly deviance: Deviance;
  readonly layout: CovarianceLayout;
  readonly strata: Strata;
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

export interface MinimizerOptions {
  /** A point is taken for the optimum when the surrogate promises a further decrease below this, in units of the deviance; default 1e-11. */
  readonly tolerance?: number;
  /** … or below this part of the objective; default 0. For objectives so costly that no evaluation should be wasted. */
  readonly relativeTolerance?: number;
}

const EVALUATIONS_BEFORE_NEWTON = 11;
const REJECTIONS_BEFORE_NEWTON = 3;
/** Newton's method and surrogate steps take turns until neither finds more than {@link WORTHWHILE}. */
const TURNS = 4;
const WORTHWHILE = 1e-9;

/**
 * Minimises the profiled deviance by surrogate steps; what they do not settle in a few evaluations goes to Newton's
 * method, whose result a surrogate step checks. The result is in the fields, so that nothing is allocated.
 */
export class Minimizer {
  /** θ of the last minimisation, canonical (diagonal ≥ 0). */
  readonly theta: Float64Array;
  objective = NaN;
  /** r² at {@link theta}. */
  r2 = NaN;
  /** Evaluations of the deviance, with or without derivative; one at a start that was factored before is not counted. */
  evaluations = 0;
  /** Predicted further decrease of the objective, in its units. */
  decrement = NaN;
  failure: string | undefined = undefined;
  /** Whether Newton's method was needed. */
  usedNewton = false;
  /** Whether the deviance of the problem is factored and solved at {@link theta}, up to the signs of columns of λ. */
  holdsSolution = false;
  private readonly descent: Descent;
  private shared: SharedStart | undefined;

  constructor(readonly problem: Problem, { tolerance = 1e-11, relativeTolerance = 0 }: MinimizerOptions = {}) {
    const { layout, deviance, strata } = problem;
    this.theta = new Float64Array(layout.length);
    this.descent = new Descent(new Evaluation(layout, deviance), new Surrogate(layout, deviance, strata), layout.length,
      { tolerance, relativeTolerance, maxEvaluations: EVALUATIONS_BEFORE_NEWTON, maxRejections: REJECTIONS_BEFORE_NEWTON, trustLastStep: false });
  }

  /**
   * Minimises for the response that the deviance holds.
   * @param start θ to begin with
   * @param factored a deviance of the same system and response, already factored at `start` with traces, whose work is shared by many responses
   */
  minimize(start: Float64Array, factored?: Deviance): void {
    const { descent } = this;
    let settled: boolean;
    if (factored === undefined) {
      settled = descent.run(start);
    } else {
      if (this.shared === undefined || !this.shared.isOf(factored, start)) this.shared = new SharedStart(this.problem, factored, start);
      settled = descent.runFrom(start, this.shared, this.shared);
    }
    this.evaluations = factored === undefined ? descent.evaluations : descent.evaluations - 1;
    this.failure = undefined;
    this.usedNewton = !settled;
    this.take();
    if (!settled && !this.settlesAtBoundary()) this.settle();
    this.problem.layout.makeDiagonalNonNegative(this.theta);
  }

  /** A copy of the result that later minimisations leave alone. */
  minimum(): Minimum {
    const { theta, objective, evaluations, decrement, failure } = this;
    return { theta: theta.slice(), objective, evaluations, decrement, ...(failure === undefined ? {} : { failure }) };
  }

  private take(): void {
    const { descent } = this;
    assign(this.theta, descent.best);
    this.objective = descent.bestObjective;
    this.r2 = descent.bestR2;
    this.decrement = descent.decrement;
    this.holdsSolution = descent.endedAtBest;
  }

  /**
   * Steps that creep along are often on their way to λ with a zero on the diagonal, which they would reach after many
   * more: whether that, the smallest element being put there at once, is where the minimum is.
   */
  private settlesAtBoundary(): boolean {
    const { descent, theta } = this;
    const { layout } = this.problem;
    let smallest = -1;
    for (let i = 0; i < theta.length; i++) {
      const { row, column } = layout.position[i];
      if (row === column && theta[i] !== 0 && (smallest < 0 || Math.abs(theta[i]) < Math.abs(theta[smallest]))) smallest = i;
    }
    if (smallest < 0) return false;
    const { block, row } = layout.position[smallest];
    const settled = descent.run(withZero(layout, theta, block, row));
    this.evaluations += descent.evaluations;
    if (!settled || !(descent.bestObjective <= this.objective)) {
      this.holdsSolution = false;
      return false;
    }
    this.take();
    this.usedNewton = false;
    return true;
  }

  /** Newton's method and surrogate steps in turn, from the best point so far. */
  private settle(): void {
    const { problem, descent, theta } = this;
    for (let turn = 0; turn < TURNS; turn++) {
      const result = newton(problem, theta);
      this.evaluations += result.evaluations;
      this.failure = result.failure;
      if (!Number.isFinite(result.objective)) return;
      const before = result.objective;
      const settled = descent.run(result.theta);
      this.evaluations += descent.evaluations;
      if (settled) this.failure = undefined;
      if (descent.bestObjective < Infinity) this.take();
      if (!(before - this.objective > WORTHWHILE)) return;
    }
  }
}

/** The deviance as a function of θ. */
class Evaluation implements Objective {
  constructor(private readonly layout: CovarianceLayout, private readonly deviance: Deviance) {}

  get r2(): number {
    return this.deviance.r2;
  }

  evaluate(theta: Float64Array, derivative: boolean): number {
    const { layout, deviance } = this;
    layout.fill(deviance.lambdas, theta);
    return deviance.factor(derivative) ? deviance.solve(derivative) : NaN;
  }
}

/** The first point of many minimisations: its factorization and all of the surrogate that does not depend on the response are made once. */
class SharedStart implements Objective, Step {
  private readonly surrogate: Surrogate;
  private readonly start: Float64Array;
  private readonly matched: boolean;

  constructor({ layout, strata }: Problem, private readonly deviance: Deviance, start: Float64Array) {
    this.start = start.slice();
    this.surrogate = new Surrogate(layout, deviance, strata);
    this.matched = this.surrogate.matchTraces(start);
  }

  isOf(deviance: Deviance, start: Float64Array): boolean {
    if (deviance !== this.deviance) return false;
    for (let i = 0; i < start.length; i++) if (start[i] !== this.start[i]) return false;
    return true;
  }

  get r2(): number {
    return this.deviance.r2;
  }

  get theta(): Float64Array {
    return this.surrogate.theta;
  }

  get decrement(): number {
    return this.surrogate.decrement;
  }

  evaluate(): number {
    return this.deviance.solve(true);
  }

  match(): boolean {
    if (this.matched) this.surrogate.matchSquares();
    return this.matched;
  }

  minimize(mu: number): boolean {
    return this.surrogate.minimize(mu);
  }
}
