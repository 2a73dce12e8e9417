import type { Deviance } from "../deviance/deviance";
import type { Problem } from "../deviance/problem";
import { assign } from "../linalg/assign";
import { hessianEvaluations } from "./derivatives";
import { Descent, type Recorder } from "./descent";
import { Evaluation, SampledEvaluation, SharedStart } from "./evaluation";
import { InformationStep } from "./informationStep";
import type { Minimum } from "./minimum";
import { ModelledDescent } from "./modelled/modelledDescent";
import type { TraceMeasurements } from "./modelled/traceModel";
import { NO_STEP_LOWERS, NOT_FINITE, newton } from "./newton";
import type { Guard } from "./stopped";
import { Surrogate } from "./surrogate/surrogate";
import { withZero } from "./withZero";

export interface MinimizerOptions {
  /**
   * A point is taken for the optimum when the surrogate promises a further decrease below this, in units of the
   * deviance; default 1e-11.
   */
  readonly tolerance?: number;
  /** … or below this part of the objective; default 0. For objectives so costly that no evaluation should be wasted. */
  readonly relativeTolerance?: number;
  /**
   * Take the first step from sampled traces: for objectives so costly that an exact derivative far from the minimum is
   * a waste; default false.
   */
  readonly sampleFirst?: boolean;
  /**
   * The traces about the start of minimisations that share one, for objectives so costly that the derivative is to be
   * modelled.
   */
  readonly traces?: TraceMeasurements;
  /** Told of every point that is accepted and its objective. */
  readonly record?: Recorder;
  /** Called before evaluations; what it throws ends the minimisation. */
  readonly guard?: Guard;
}

const EVALUATIONS_BEFORE_NEWTON = 11;
const EVALUATIONS_AT_BOUNDARY = 6;
const REJECTIONS_BEFORE_NEWTON = 2;
/** Newton's method and surrogate steps take turns until neither finds more than {@link WORTHWHILE}. */
const TURNS = 4;
const WORTHWHILE = 1e-9;
/** Evaluations after which information steps take over from surrogate steps that are slow. */
const PATIENCE = 6;
const INFORMATION_ALONE = { maxEvaluations: 100, maxRejections: 20 };
/** … and with so many that are not enough Newton's method goes on where its Hessian is exact. */
const INFORMATION_BEFORE_NEWTON = { maxEvaluations: 50, maxRejections: 20 };
const TURNS_BEFORE_NEWTON = 2;
/** Steps along a ridge leave nearly all of the error, which corrections of many times their length cancel. */
const LONGEST_CORRECTION = 30;
/** What an information step may still promise at the end, however large the objective is. */
const INFORMATION_TOLERANCE = 1e-6;
/** An eigenvalue of the information below this part of the largest one is a saddle's. */
const SADDLE = -1e-6;
/** Surrogate steps know the scale at the boundary, so that a few of them leave a saddle there. */
const EVALUATIONS_AT_SADDLE = 4;

/**
 * Minimises the profiled deviance by surrogate steps; what they do not settle in a few evaluations goes to steps by the
 * average information, and what these do not to Newton's method, whose result a surrogate step checks, unless the core
 * is too large for its exact Hessian. The result is in the fields.
 */
export class Minimizer {
  /** θ of the last minimisation, canonical (diagonal ≥ 0). */
  readonly theta: Float64Array;
  objective = NaN;
  /** r² at {@link theta}. */
  r2 = NaN;
  /**
   * Evaluations of the deviance, with or without derivative; one at a start that was factored before is not counted.
   */
  evaluations = 0;
  /** Predicted further decrease of the objective, in its units. */
  decrement = NaN;
  failure: string | undefined = undefined;
  /** Whether Newton's method was needed, or information steps. */
  usedNewton = false;
  usedInformation = false;
  /** Whether the deviance of the problem is factored and solved at {@link theta}, up to the signs of columns of λ. */
  holdsSolution = false;
  private readonly descent: Descent;
  private readonly evaluation: Evaluation;
  private readonly surrogate: Surrogate;
  private readonly sampled: SampledEvaluation | undefined;
  private information: { readonly step: InformationStep; readonly descent: Descent } | undefined;
  private readonly hasExactHessian: boolean;
  private readonly modelled: ModelledDescent | undefined;
  private shared: SharedStart | undefined;
  private limit = Infinity;
  /** Told of every point that is accepted and its objective. */
  readonly record: Recorder | undefined;
  /** Called before evaluations. */
  readonly guard: Guard | undefined;

  constructor(
    readonly problem: Problem,
    private readonly options: MinimizerOptions = {},
  ) {
    const { tolerance = 1e-11, relativeTolerance = 0, sampleFirst = false, traces, record, guard } = options;
    const { layout, deviance, strata } = problem;
    this.record = record;
    this.guard = guard;
    this.theta = new Float64Array(layout.length);
    this.evaluation = new Evaluation(layout, deviance, guard);
    this.surrogate = new Surrogate(layout, deviance, strata);
    if (sampleFirst) this.sampled = new SampledEvaluation(this.evaluation);
    this.hasExactHessian = hessianEvaluations(problem) === 0;
    this.descent = new Descent(this.evaluation, this.surrogate, layout.length, {
      tolerance,
      relativeTolerance,
      maxEvaluations: EVALUATIONS_BEFORE_NEWTON,
      ...(!this.hasExactHessian && { patience: PATIENCE }),
      maxRejections: REJECTIONS_BEFORE_NEWTON,
      trustLastStep: false,
      record,
    });
    if (traces !== undefined) this.modelled = new ModelledDescent(problem, traces);
  }

  /**
   * Minimises for the response that the deviance holds.
   * @param start θ to begin with
   * @param factored a deviance of the same system and response, already factored at `start` with traces, whose work is
   *   shared by many responses
   * @param limit most evaluations, for a minimisation without `factored`
   */
  minimize(start: Float64Array, factored?: Deviance, limit = Infinity): void {
    const { descent, modelled } = this;
    this.failure = undefined;
    this.usedNewton = false;
    this.usedInformation = false;
    this.limit = limit;
    this.evaluations = 0;
    let settled: boolean;
    if (factored === undefined) {
      settled = this.sampled === undefined ? this.descend(start) : this.descendFromSample(start, this.sampled);
    } else {
      if (this.shared === undefined || !this.shared.isOf(factored, start))
        this.shared = new SharedStart(this.problem, factored, start);
      if (modelled?.run(start, this.shared)) {
        this.evaluations = modelled.evaluations - 1;
        this.take(modelled.descent);
        this.problem.layout.makeDiagonalNonNegative(this.theta);
        return;
      }
      settled = descent.runFrom(start, this.shared, this.shared);
      this.evaluations = (modelled?.evaluations ?? 0) - 1 + descent.evaluations;
    }
    this.take(descent);
    if (!settled && !this.isSpent) settled = this.goOn();
    if (!settled && this.isSpent)
      this.failure = `the search was cut off by maxfeval = ${limit}: allow more evaluations`;
    this.problem.layout.makeDiagonalNonNegative(this.theta);
  }

  /**
   * Minimises from a start only as long as the end may be lower than a value; returns whether it is. What
   * {@link evaluations} counts goes on.
   */
  explore(start: Float64Array, bar: number, limit: number): boolean {
    this.failure = undefined;
    this.usedNewton = false;
    this.usedInformation = false;
    this.limit = limit;
    this.evaluations = 0;
    const { descent } = this;
    const settled = descent.run(start, undefined, limit, bar);
    this.evaluations = descent.evaluations;
    this.take(descent);
    if (!settled && !this.isSpent && descent.mayFallBelow(bar)) this.goOn();
    this.problem.layout.makeDiagonalNonNegative(this.theta);
    return this.failure === undefined && this.objective < bar;
  }

  /** What surrogate steps have not settled: other steps from their best point. */
  private goOn(): boolean {
    if (this.inform()) return true;
    if (!this.hasExactHessian || this.isSpent) return false;
    this.failure = undefined;
    return this.settlesAtBoundary() || this.settle();
  }

  /** Whether no evaluation is left. */
  get isSpent(): boolean {
    return this.evaluations >= this.limit;
  }

  private descend(start: Float64Array, most?: number): boolean {
    const settled = this.descent.run(start, most, this.limit - this.evaluations);
    this.evaluations += this.descent.evaluations;
    return settled;
  }

  /** Begins with sampled traces; without them where that does not go down all the way to an exact derivative. */
  private descendFromSample(start: Float64Array, sampled: SampledEvaluation): boolean {
    const { descent, evaluation, surrogate } = this;
    evaluation.derivatives = 0;
    const settled = descent.runFrom(start, sampled, surrogate, this.limit);
    this.evaluations = descent.evaluations;
    if (!sampled.wasSampled || (settled && descent.rejections === 0 && evaluation.derivatives > 0)) return settled;
    return !this.isSpent && this.descend(start);
  }

  /** A copy of the result that later minimisations leave alone. */
  minimum(): Minimum {
    const { theta, objective, evaluations, decrement, failure } = this;
    return { theta: theta.slice(), objective, evaluations, decrement, ...(failure === undefined ? {} : { failure }) };
  }

  private take(descent: Descent): void {
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
      if (row === column && theta[i] !== 0 && (smallest < 0 || Math.abs(theta[i]) < Math.abs(theta[smallest])))
        smallest = i;
    }
    if (smallest < 0) return false;
    const { block, row } = layout.position[smallest];
    const settled = this.descend(withZero(layout, theta, block, row), EVALUATIONS_AT_BOUNDARY);
    if (!settled || !(descent.bestObjective <= this.objective)) {
      this.holdsSolution = false;
      return false;
    }
    this.take(descent);
    return true;
  }

  /**
   * Goes on from where information steps have settled by Newton's method: its Hessian shows saddles and slopes along
   * ridges that theirs does not.
   */
  confirm(): void {
    const before = this.objective;
    this.settle();
    if (this.isSpent && !(before - this.objective > WORTHWHILE)) this.failure = undefined;
    this.usedNewton = false;
    this.problem.layout.makeDiagonalNonNegative(this.theta);
  }

  /** Information steps, and surrogate steps to leave saddles, from the best point; false when they do not settle. */
  private inform(): boolean {
    const { descent, theta, hasExactHessian } = this;
    const information = (this.information ??= this.informationDescent());
    this.usedInformation = true;
    for (let turn = 0; turn < (hasExactHessian ? TURNS_BEFORE_NEWTON : TURNS) && !this.isSpent; turn++) {
      const before = this.objective;
      const settled = information.descent.run(theta, undefined, this.limit - this.evaluations);
      this.evaluations += information.descent.evaluations;
      if (!(information.descent.bestObjective < Infinity)) {
        this.failure = NOT_FINITE;
        return false;
      }
      this.take(information.descent);
      if (settled && !(information.step.lowest < SADDLE)) return true;
      if (this.isSpent || (turn > 0 && !(before - this.objective > WORTHWHILE))) break;
      const here = this.objective;
      const isDown = this.descend(theta, EVALUATIONS_AT_SADDLE);
      if (descent.bestObjective <= here) this.take(descent);
      else this.holdsSolution = false;
      if (isDown && !(here - this.objective > WORTHWHILE)) return true;
    }
    this.failure = NO_STEP_LOWERS;
    return false;
  }

  private informationDescent(): { readonly step: InformationStep; readonly descent: Descent } {
    const { tolerance = 1e-11, relativeTolerance = 0, record } = this.options;
    const step = new InformationStep(this.problem);
    const descent = new Descent(this.evaluation, step, this.problem.layout.length, {
      tolerance,
      relativeTolerance,
      largestTolerance: INFORMATION_TOLERANCE,
      ...(this.hasExactHessian ? INFORMATION_BEFORE_NEWTON : INFORMATION_ALONE),
      trustLastStep: false,
      longest: LONGEST_CORRECTION,
      record,
    });
    return { step, descent };
  }

  /** Newton's method and surrogate steps in turn, from the best point so far; false when they do not settle. */
  private settle(): boolean {
    const { problem, descent, theta, record } = this;
    this.usedNewton = true;
    for (let turn = 0; turn < TURNS && !this.isSpent; turn++) {
      const result = newton(problem, theta, { maxEvaluations: this.limit - this.evaluations, record });
      this.evaluations += result.evaluations;
      this.failure = result.failure;
      if (!Number.isFinite(result.objective)) return false;
      const before = result.objective;
      if (this.isSpent) {
        this.takePoint(result);
        return result.failure === undefined;
      }
      if (this.descend(result.theta)) this.failure = undefined;
      if (descent.bestObjective < Infinity) this.take(descent);
      if (!(before - this.objective > WORTHWHILE)) return this.failure === undefined;
    }
    return this.failure === undefined;
  }

  private takePoint({ theta, objective, decrement }: Minimum): void {
    assign(this.theta, theta);
    this.objective = objective;
    this.r2 = NaN;
    this.decrement = decrement;
    this.holdsSolution = false;
  }
}
