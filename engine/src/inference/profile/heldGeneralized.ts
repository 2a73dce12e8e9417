import type { LaplaceDeviance } from "../../deviance/generalized/laplaceDeviance";
import { exp } from "../../math/exp";
import { GeneralizedObjective } from "../../minimizer/generalized/generalizedObjective";
import { positiveInverse, quasiNewton } from "../../minimizer/generalized/quasiNewton";
import type { Guard } from "../../minimizer/stopped";
import type { GeneralizedLinearMixedModel } from "../../model/generalized/generalizedLinearMixedModel";
import { type Coordinate, identity, type PointParameters, type RestMinimizer } from "./coordinate";
import { positiveTheta } from "./positiveTheta";

/** A deviance of a model, and its minimum in the coordinates of that. */
export interface HeldSubject {
  readonly model: GeneralizedLinearMixedModel;
  readonly deviance: LaplaceDeviance;
  /** γ, θ, log φ. */
  readonly x: Float64Array;
  /** The Hessian of the deviance there. */
  readonly hessian: Float64Array;
  /** θ of the user's columns, from one of the deviance's. */
  readonly userTheta: (theta: Float64Array) => Float64Array;
}

/** What a profiled parameter holds fixed: at each of its values a weighted sum of the parameters of the deviance. */
export interface Hold {
  /** The weights at a value of the coordinate, and what the sum is there. */
  at(value: number): { readonly weights: Float64Array; readonly sum: number };
  /** The change of the sum, at its weights, for a unit of the coordinate, where the parameters are these. */
  rate(value: number, x: Float64Array): number;
  /** Why parameters do not have the value of the coordinate although they keep the sum. */
  broken?(value: number, x: Float64Array): string | undefined;
}

/** A sum with the same weights everywhere, which is the coordinate. */
export function fixedSum(weights: Float64Array): Hold {
  return { at: (value) => ({ weights, sum: value }), rate: () => 1 };
}

interface Held extends Partial<Pick<Coordinate, "value" | "derivative">> {
  readonly name: string;
  readonly estimate: number;
  readonly lower: number;
  readonly upper?: number;
  readonly hold: Hold;
  readonly guard: Guard | undefined;
}

/** The coordinate of a parameter that is held while all others are optimised. */
export function heldCoordinate(subject: HeldSubject, { hold, guard, ...held }: Held): Coordinate {
  const { x, hessian } = subject;
  const n = x.length;
  const inverse = positiveInverse(hessian, n);
  const { weights } = hold.at(held.estimate);
  const variance = dot(weights, times(inverse, weights)) / hold.rate(held.estimate, x) ** 2;
  return {
    ...identity,
    upper: Infinity,
    ...held,
    // Of −2 log-likelihood, so that a standard error is √(2·variance).
    scale: Math.sqrt(2 * variance),
    open: (use) => subject.deviance.room.within(() => use(new Rest(subject, inverse, hold, guard))),
  };
}

/** A λ of 0 is left by so much of its scale where it may no longer be the minimum. */
const NUDGE = 0.05;

/** Minimises over the directions that leave a weighted sum as it is. */
class Rest implements RestMinimizer {
  private readonly objective: GeneralizedObjective;
  /** What −2 log-likelihood has beyond the deviance. */
  private readonly constant: number;
  private x: Float64Array;

  constructor(
    private readonly subject: HeldSubject,
    private readonly inverse: Float64Array,
    private readonly hold: Hold,
    guard: Guard | undefined,
  ) {
    const { model, deviance, x } = subject;
    this.objective = new GeneralizedObjective(deviance);
    this.objective.guard = guard;
    this.x = x.slice();
    this.constant = -2 * model.loglikelihood - model.minimum.objective;
    this.restart();
  }

  /** Nothing is left of what was evaluated before, which several parameters may share. */
  restart(): void {
    const { x, deviance } = this.subject;
    this.x = x.slice();
    deviance.forget();
    deviance.evaluate(x, true);
  }

  at(value: number): { objective: number; slope: number; failure?: string } {
    const { objective, hold, inverse } = this;
    const { weights, sum } = hold.at(value);
    // Tangent to the minima: the change of all parameters for a unit of the sum.
    const image = times(inverse, weights);
    const variance = dot(weights, image);
    const part = (sum - dot(weights, this.x)) / variance;
    const origin = this.nudged(
      this.x.map((own, j) => own + part * image[j]),
      weights,
    );
    const basis = directionsBeside(weights);
    const pointOf = (z: Float64Array): Float64Array =>
      origin.map((own, j) => basis.reduce((total, direction, c) => total + z[c] * direction[j], own));
    let whole: Float64Array = new Float64Array(origin.length);
    const evaluate = (z: Float64Array) => {
      const x = pointOf(z);
      const own = objective.evaluate(x, true);
      if (Number.isNaN(own)) return { value: NaN, gradient: new Float64Array(basis.length).fill(NaN) };
      whole = objective.gradient(x);
      return { value: own, gradient: Float64Array.from(basis, (direction) => dot(direction, whole)) };
    };
    const end = quasiNewton(evaluate, new Float64Array(basis.length), this.innerInverse(basis));
    const x = pointOf(end.at);
    const failure = end.failure ?? hold.broken?.(value, x);
    if (failure === undefined) {
      // The last evaluation may have been a rejected one.
      evaluate(end.at);
      this.x = x;
    }
    return {
      objective: end.value + this.constant,
      slope: (dot(whole, image) * hold.rate(value, x)) / variance,
      ...(failure === undefined ? {} : { failure }),
    };
  }

  parameters(): PointParameters {
    const { model, deviance, userTheta } = this.subject;
    const { data, coefnames } = model;
    const { layout, kept } = data;
    const { freeFixed } = deviance;
    const beta = new Float64Array(coefnames.length).fill(-0);
    const rows = model.coefficientRows();
    kept.forEach((index, j) => (beta[index] = dot(rows[j], this.x.subarray(0, freeFixed))));
    const own = this.x.slice(freeFixed, freeFixed + layout.length);
    const dispersion = deviance.hasDispersion ? { dispersion: exp(this.x[this.x.length - 1]) } : {};
    return { beta, sigma: 1, ...dispersion, theta: positiveTheta(layout, userTheta(own)) };
  }

  private innerInverse(basis: readonly Float64Array[]): Float64Array {
    const { hessian } = this.subject;
    const images = basis.map((direction) => times(hessian, direction));
    const inner = Float64Array.from(basis.flatMap((a) => images.map((b) => dot(a, b))));
    return positiveInverse(inner, basis.length);
  }

  /** A variance of 0, where the deviance is stationary, need not be the minimum any more. */
  private nudged(x: Float64Array, weights: Float64Array): Float64Array {
    const { deviance, model } = this.subject;
    const scales = deviance.thetaScale();
    for (const j of model.data.layout.diagonal()) {
      const at = deviance.freeFixed + j;
      if (x[at] === 0 && weights[at] === 0) x[at] = NUDGE * scales[j];
    }
    return x;
  }
}

/** Directions that span what leaves a weighted sum as it is: one for each parameter but that of the largest weight. */
function directionsBeside(weights: Float64Array): Float64Array[] {
  const pivot = weights.reduce((best, weight, j) => (Math.abs(weight) > Math.abs(weights[best]) ? j : best), 0);
  return [...weights.keys()]
    .filter((j) => j !== pivot)
    .map((j) => {
      const direction = new Float64Array(weights.length);
      direction[j] = 1;
      direction[pivot] = -weights[j] / weights[pivot];
      return direction;
    });
}

function times(matrix: Float64Array, x: Float64Array): Float64Array {
  const n = x.length;
  return x.map((_, i) => dot(x, matrix.subarray(i * n, (i + 1) * n)));
}

function dot(a: Float64Array, b: ArrayLike<number>): number {
  let sum = 0;
  for (let j = 0; j < b.length; j++) sum += a[j] * b[j];
  return sum;
}
