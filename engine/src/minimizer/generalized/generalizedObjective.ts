import type { LaplaceDeviance } from "../../deviance/generalized/laplaceDeviance";
import { gradient, type Hessian } from "../derivatives";
import type { Objective } from "../descent";
import type { SmoothFunction } from "../newton";

/** Steps of the differences of the gradient as parts of standard errors, of θ or its scale, and of φ. */
const FIXED_STEP = 0.05;
const THETA_STEP = 0.02;
const DISPERSION_STEP = 0.02;

/** The deviance of a generalized model as a function of its parameters (γ, θ, log φ). */
export class GeneralizedObjective implements Objective {
  readonly r2 = NaN;
  evaluations = 0;
  /** Called before every evaluation; may throw. */
  guard: (() => void) | undefined;

  constructor(readonly deviance: LaplaceDeviance) {}

  evaluate(x: Float64Array, derivative: boolean): number {
    this.guard?.();
    this.evaluations++;
    return this.deviance.evaluate(x, derivative);
  }

  /** The gradient at the last point that was evaluated with derivatives. */
  gradient(x: Float64Array): Float64Array {
    const { deviance } = this;
    const { freeFixed, fixedGradient, hasDispersion, dispersionSlope, design, traces, squares } = deviance;
    const { layout } = design;
    const result = new Float64Array(x.length);
    result.set(fixedGradient.subarray(0, freeFixed));
    const { degreesOfFreedom, sigma, logScale, r2 } = deviance;
    const subject = { traces, squares, degreesOfFreedom, sigma, logScale, r2 };
    const theta = x.subarray(freeFixed, freeFixed + layout.length);
    result.set(gradient({ deviance: subject, layout }, theta), freeFixed);
    if (hasDispersion) result[x.length - 1] = dispersionSlope;
    return result;
  }

  /** For Newton's method. */
  smooth(): SmoothFunction {
    return {
      evaluate: (x) => {
        const objective = this.evaluate(x, true);
        return {
          objective,
          gradient: Number.isNaN(objective) ? new Float64Array(x.length).fill(NaN) : this.gradient(x),
        };
      },
      hessian: (x) => this.hessian(x),
      hessianEvaluations: 4 * this.deviance.dimension,
    };
  }

  /**
   * The Hessian by differences of fourth order of the exact gradient; NaN where a point beside has no value. Afterwards
   * the deviance is evaluated at x again.
   */
  hessian(x: Float64Array): Hessian {
    return this.deviance.room.within(() => this.hessianWithin(x));
  }

  private hessianWithin(x: Float64Array): Hessian {
    const k = x.length;
    const matrix = new Float64Array(k * k);
    const before = this.evaluations;
    const steps = this.steps(x);
    for (let j = 0; j < k; j++) {
      const h = steps[j];
      const beside = (count: number): Float64Array => {
        const point = x.slice();
        point[j] += count * h;
        return Number.isNaN(this.evaluate(point, true)) ? new Float64Array(k).fill(NaN) : this.gradient(point);
      };
      const [a, b, c, d] = [beside(-2), beside(-1), beside(1), beside(2)];
      for (let i = 0; i < k; i++) matrix[i * k + j] = (8 * (c[i] - b[i]) - (d[i] - a[i])) / (12 * h);
    }
    for (let i = 0; i < k; i++)
      for (let j = 0; j < i; j++) matrix[i * k + j] = matrix[j * k + i] = 0.5 * (matrix[i * k + j] + matrix[j * k + i]);
    this.evaluate(x, true);
    return { matrix, evaluations: this.evaluations - before };
  }

  private steps(x: Float64Array): Float64Array {
    const { deviance } = this;
    const { freeFixed, fixedUnit, design } = deviance;
    const scales = deviance.thetaScale();
    return x.map((value, j) => {
      if (j < freeFixed) return FIXED_STEP * fixedUnit;
      const k = j - freeFixed;
      return k < design.layout.length ? THETA_STEP * Math.max(Math.abs(value), 0.5 * scales[k]) : DISPERSION_STEP;
    });
  }
}
