import type { LaplaceDeviance } from "../../deviance/generalized/laplaceDeviance";
import { log } from "../../math/log";
import type { TermDesign } from "../../matrices/blockProduct";
import type { CoreSystem } from "../../matrices/coreSystem";
import { findStrata } from "../../matrices/strata";
import { Descent } from "../descent";
import type { FitLog } from "../fitLog";
import { NOT_FINITE, newtonDescent } from "../newton";
import { Stopped } from "../stopped";
import { withZero } from "../withZero";
import { GeneralizedObjective } from "./generalizedObjective";
import type { GeneralizedStart } from "./generalizedStart";
import { JointStep } from "./jointStep";

/** A standard error of a fixed effect in its coordinate, as a part of θ: a step that matters as much. */
const UNIT = 0.2;
const MOST_EVALUATIONS = 40;
const MOST_REJECTIONS = 12;
const TOLERANCE = 1e-11;
/** Newton's method and surrogate steps take turns until neither finds more than {@link WORTHWHILE}. */
const TURNS = 3;
const WORTHWHILE = 1e-9;
/**
 * Diagonal elements of λ below this part of their scale are tried at 0, and stay there when the objective rises by no
 * more than that.
 */
const SMALL = 2e-3;
const ALLOWED_RISE = 1e-6;
const EVALUATIONS_AT_BOUNDARY = 6;
/** Starts whose objectives differ by no more than this have come to the same minimum. */
const SAME_MINIMUM = 1e-6;
/**
 * Where the first start ends in doubt, diagonal λ of these multiples of its θ, or of the size at which θ matters where
 * that is more, are tried; after a singular fit that is not in doubt otherwise the first of them only.
 */
const OTHER_STARTS = [3, 0.2, 10];
/** How many evaluations each of them may take. */
const MOST_FROM_OTHERS = 800;
const NOT_SETTLED = `better ones may be found from another start, which ${MOST_FROM_OTHERS} evaluations did not end`;

export interface GeneralizedMinimumOptions {
  readonly start: GeneralizedStart;
  /** θ to begin with instead of that of the start. */
  readonly theta?: Float64Array | undefined;
  readonly tolerance?: number;
  readonly relativeTolerance?: number;
  readonly maxEvaluations?: number | undefined;
  readonly log?: FitLog | undefined;
  /** Told of evaluations and the lowest objective so far; the minimisation ends where it returns true. */
  readonly watch?: ((evaluations: number, objective: number) => boolean) | undefined;
}

/** What of a design the surrogate of its deviance takes. */
export interface MinimizedDesign {
  readonly system: CoreSystem;
  readonly terms: readonly TermDesign[];
  /** The columns of X, none a combination of others. */
  readonly fixed: readonly Float64Array[];
}

/** Where the minimisation of a generalized deviance ended. */
export interface GeneralizedMinimum {
  /** γ, θ, log φ in the coordinates that the deviance has since. */
  readonly x: Float64Array;
  readonly objective: number;
  readonly evaluations: number;
  readonly decrement: number;
  readonly failure?: string;
  readonly starts: number;
  readonly agreeing: number;
  /** The last step of the first start, in γ. */
  readonly lastStep: Float64Array;
}

/**
 * The lowest minimum found of a generalized deviance over fixed effects, θ and dispersion at once: surrogate steps with
 * Anderson acceleration, and Newton's method on the exact gradient where they do not settle; other starts only where
 * that ends in doubt. The coordinates of the fixed effects are changed to such in which standard errors are comparable
 * with θ.
 */
export function generalizedMinimum(
  deviance: LaplaceDeviance,
  { system, terms, fixed }: MinimizedDesign,
  { start, theta, ...options }: GeneralizedMinimumOptions,
): GeneralizedMinimum {
  const minimizer = new GeneralizedMinimizer(deviance, { system, terms, fixed }, options);
  const first = minimizer.prepare({ ...start, theta: theta ?? start.theta });
  return minimizer.minimize(first, theta === undefined ? "moments" : "given");
}

/** {@link generalizedMinimum} for one response after the other, in the coordinates of the first. */
export class GeneralizedMinimizer {
  private readonly objective: GeneralizedObjective;
  private readonly descent: Descent;
  private readonly limit: number;
  private best: Float64Array;
  private value = Infinity;
  private decrement = NaN;
  private usedNewton = false;
  private failure: string | undefined;
  private readonly lastStep: Float64Array;
  /** Evaluations at which the present start is given up. */
  private bound = Infinity;
  private lowest: { readonly x: Float64Array; readonly value: number } | undefined;

  constructor(
    private readonly deviance: LaplaceDeviance,
    { system, terms, fixed }: MinimizedDesign,
    private readonly options: Omit<GeneralizedMinimumOptions, "start" | "theta"> = {},
  ) {
    const { tolerance = TOLERANCE, relativeTolerance = 0, maxEvaluations = Infinity, log: fitLog, watch } = options;
    const { dimension, freeFixed, design } = deviance;
    const { length } = design.layout;
    this.limit = maxEvaluations;
    // The grand mean of a linear model is a stratum of its own; here the fixed effects are free parameters.
    const none = new Int32Array(0);
    const found = findStrata(terms, fixed, system, false);
    const strata = { terms: found.terms.map((term) => ({ ...term, inMean: none })), mean: none };
    this.objective = new GeneralizedObjective(deviance);
    if (watch)
      this.objective.guard = () => {
        const { lowest } = this;
        if (lowest !== undefined && watch(this.objective.evaluations, lowest.value)) throw new Stopped();
      };
    this.best = new Float64Array(dimension);
    this.lastStep = new Float64Array(dimension);
    this.descent = new Descent(this.objective, new JointStep(deviance, system, strata), dimension, {
      tolerance,
      relativeTolerance,
      maxEvaluations: MOST_EVALUATIONS,
      maxRejections: MOST_REJECTIONS,
      trustLastStep: false,
      record: (x, value) => {
        for (let j = 0; j < dimension; j++) this.lastStep[j] = x[j] - this.best[j];
        this.best.set(x);
        if (watch && !(value >= (this.lowest?.value ?? Infinity))) this.lowest = { x: x.slice(), value };
        fitLog?.add(x.subarray(freeFixed, freeFixed + length), value);
      },
    });
  }

  /** The lowest minimum from x = (γ, θ, log φ) on. */
  minimize(origin: Float64Array, name = "given"): GeneralizedMinimum {
    const { deviance, options, objective } = this;
    objective.evaluations = 0;
    const ends: { x: Float64Array; value: number; decrement: number; failure: string | undefined }[] = [];
    let lastStep: Float64Array | undefined;
    const starts: { readonly x: Float64Array; readonly name: string }[] = [{ x: origin, name }];
    for (let index = 0; index < starts.length; index++) {
      options.log?.begin(starts[index].name);
      if (index > 0) deviance.forget();
      this.bound = index > 0 ? objective.evaluations + MOST_FROM_OTHERS : Infinity;
      const isStopped = !this.finishes(() => this.run(starts[index].x));
      lastStep ??= this.lastStep.slice(0, deviance.freeFixed);
      ends.push({ x: this.best.slice(), value: this.value, decrement: this.decrement, failure: this.failure });
      if (isStopped || objective.evaluations >= this.limit) break;
      if (index === 0) starts.push(...this.otherStarts(origin));
    }
    const lowest = ends.reduce((one, other) => (other.value < one.value ? other : one));
    const settled = ends.find((end) => end.failure === undefined && end.value - lowest.value <= SAME_MINIMUM);
    const { x, value, decrement, failure } = settled ?? lowest;
    return {
      x,
      objective: value,
      decrement,
      evaluations: objective.evaluations,
      ...(failure === undefined ? {} : { failure }),
      starts: ends.length,
      agreeing: ends.filter((end) => end.value - value <= SAME_MINIMUM).length,
      lastStep: lastStep!,
    };
  }

  /** The first point, with the modes among the unknowns once, in coordinates that are comparable with θ. */
  prepare({ gamma, theta, phi }: GeneralizedStart): Float64Array {
    const { deviance } = this;
    const { dimension, freeFixed, design, hasDispersion } = deviance;
    deviance.gamma.set(gamma);
    const diagonal = design.layout.diagonal();
    const size = Math.sqrt(diagonal.reduce((sum, j) => sum + theta[j] ** 2, 0) / diagonal.length);
    deviance.prepare(theta, phi, UNIT * (size > 0 ? size : 1));
    const x = new Float64Array(dimension);
    x.set(deviance.gamma.subarray(0, freeFixed));
    x.set(theta, freeFixed);
    if (hasDispersion) x[freeFixed + design.layout.length] = log(phi);
    return x;
  }

  /** Where to begin again after the first start. */
  private otherStarts(origin: Float64Array): { x: Float64Array; name: string }[] {
    const { deviance, best, value, failure, usedNewton } = this;
    const { freeFixed, design } = deviance;
    const isInDoubt = failure !== undefined || usedNewton;
    const diagonal = design.layout.diagonal();
    if (!isInDoubt && !diagonal.some((j) => best[freeFixed + j] === 0)) return [];
    const scales = value < Infinity ? deviance.thetaScale() : new Float64Array(design.layout.length);
    return (isInDoubt ? OTHER_STARTS : OTHER_STARTS.slice(0, 1)).map((scale) => {
      const x = origin.slice();
      x.fill(0, freeFixed, freeFixed + design.layout.length);
      for (const j of diagonal) x[freeFixed + j] = scale * Math.max(Math.abs(origin[freeFixed + j]), scales[j]);
      return { x, name: `${scale}·identity` };
    });
  }

  /** False where a reader has stopped the computation, after which the lowest point is the best. */
  private finishes(compute: () => void): boolean {
    try {
      compute();
      return true;
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      const { x, value } = this.lowest!;
      this.best.set(x);
      this.value = value;
      this.decrement = NaN;
      this.failure = "the fit was stopped";
      this.objective.guard = undefined;
      this.makeCanonical();
      return false;
    }
  }

  private get left(): number {
    return Math.min(this.limit, this.bound) - this.objective.evaluations;
  }

  private run(start: Float64Array): void {
    this.usedNewton = false;
    this.failure = undefined;
    this.value = Infinity;
    this.best.set(start);
    let settled = this.descend(start);
    if (!settled && this.left > 0) settled = this.settle();
    if (!settled && this.left <= 0)
      this.failure =
        this.bound < this.limit
          ? NOT_SETTLED
          : `the search was cut off by maxfeval = ${this.limit}: allow more evaluations`;
    this.snap();
    this.makeCanonical();
  }

  private descend(start: Float64Array, most?: number): boolean {
    const { descent } = this;
    const settled = descent.run(start, most, this.left);
    this.best.set(descent.best);
    this.value = descent.bestObjective;
    this.decrement = descent.decrement;
    return settled && descent.bestObjective < Infinity;
  }

  private settle(): boolean {
    this.usedNewton = true;
    if (!(this.value < Infinity)) {
      this.failure = NOT_FINITE;
      return false;
    }
    for (let turn = 0; turn < TURNS && this.left > 0; turn++) {
      const found = newtonDescent(this.objective.smooth(), this.best.slice(), { maxEvaluations: this.left });
      this.failure = found.failure;
      const before = found.objective;
      if (this.left > 0 && this.descend(found.theta)) this.failure = undefined;
      if (!(this.value <= before)) {
        this.best.set(found.theta);
        this.value = found.objective;
        this.decrement = found.decrement;
      }
      if (!(before - this.value > WORTHWHILE)) return this.failure === undefined;
    }
    return this.failure === undefined;
  }

  /** Sets diagonal elements of λ that are nearly 0 to 0 where the objective hardly notices, as the linear fit does. */
  private snap(): void {
    const { deviance, objective } = this;
    const { freeFixed, design } = deviance;
    const { layout } = design;
    if (!(this.value < Infinity)) return;
    const scales = deviance.thetaScale();
    for (let b = 0; b < layout.blocks.length; b++) {
      const { size, offset } = layout.blocks[b];
      for (let row = 0, at = offset; row < size; at += size - row, row++) {
        const element = this.best[freeFixed + at];
        if (element === 0 || Math.abs(element) >= SMALL * scales[at] || this.left <= 0) continue;
        const trial = this.best.slice();
        const theta = trial.subarray(freeFixed, freeFixed + layout.length);
        theta.set(withZero(layout, theta.slice(), b, row));
        const value = objective.evaluate(trial, false);
        if (!(value <= this.value + ALLOWED_RISE)) continue;
        const before = { x: this.best.slice(), value: this.value, decrement: this.decrement };
        // The fixed effects and the other variances follow.
        this.descend(trial, EVALUATIONS_AT_BOUNDARY);
        if (this.value <= before.value + ALLOWED_RISE) continue;
        this.best.set(before.x);
        this.value = before.value;
        this.decrement = before.decrement;
      }
    }
  }

  private makeCanonical(): void {
    const { freeFixed, design } = this.deviance;
    design.layout.makeDiagonalNonNegative(this.best.subarray(freeFixed, freeFixed + design.layout.length));
  }
}
