import { symmetricEigen } from "../../linalg/symmetricEigen";
import type { SmoothFunction } from "../../minimizer/newton";
import { type Constraint, inFree, jacobianOf, wholePoint, without } from "./constraint";
import type { ProfilePoint } from "./coordinate";
import { congruence } from "./jointDeviance";
import type { Path } from "./path";

/** The minimum over what is free, and where it lies. */
export interface RestrictedMinimum extends ProfilePoint {
  readonly point: Float64Array;
}

/**
 * A further decrease is taken off the objective instead of being stepped to where what the Hessian may err in it is
 * less than this.
 */
const TOLERANCE = 1e-9;
/** A Hessian that missed less of the last change of the gradient is not trusted more. */
const LEAST_MISSED = 1e-3;
const MOST_EVALUATIONS = 12;
const MOST_RISES = 2;
/** A correction that is nearly orthogonal to the step would be divided by nearly nothing. */
const DOUBTFUL = 0.03;

/**
 * Minimises over the rest where a Hessian costs many evaluations: that of the estimates, or what stands for it, is
 * corrected by the secants between all points that were evaluated, also those of other values of the coordinate (the
 * symmetric rank-one update; Nocedal & Wright, Numerical Optimization, 2nd ed. 2006, §6.2).
 */
export class SecantMinimizer {
  private readonly matrix: Float64Array;
  /** Part of the last change of the gradient that the Hessian did not foresee, which it has learnt since. */
  private missed = 1;
  private last: { readonly point: Float64Array; readonly gradient: Float64Array } | undefined;

  /** @param hessian of the objective at the estimates or nearly so, n × n, row-major */
  constructor(
    private readonly objective: Pick<SmoothFunction, "evaluate">,
    private readonly constraint: Constraint,
    hessian: Float64Array,
  ) {
    this.matrix = hessian.slice();
  }

  /** Undefined where the steps do not settle. */
  minimum(path: Path, at: number): RestrictedMinimum | undefined {
    const { constraint } = this;
    let free = path.guess(at);
    let best = { objective: Infinity, free, point: free, gradient: free };
    let rises = 0;
    for (let evaluations = 0; evaluations < MOST_EVALUATIONS; evaluations++) {
      const point = wholePoint(constraint, free, at);
      const found = this.evaluate(point);
      if (found === undefined) return undefined;
      // A step that raises the objective has taught the Hessian what it did not know.
      if (found.objective <= best.objective + TOLERANCE) best = { ...found, free, point };
      else if (++rises > MOST_RISES) return undefined;
      const { step, decrement, slope } = this.step(best.point, best.gradient, at);
      free = best.free.map((value, i) => value + step[i]);
      if (decrement * this.missed < TOLERANCE)
        return { objective: best.objective - decrement, slope, point: wholePoint(constraint, free, at) };
    }
    return undefined;
  }

  private evaluate(point: Float64Array): { objective: number; gradient: Float64Array } | undefined {
    const { objective, gradient } = this.objective.evaluate(point);
    if (!Number.isFinite(objective)) return undefined;
    if (this.last !== undefined) this.learn(this.last, point, gradient);
    this.last = { point, gradient: gradient.slice() };
    return { objective, gradient };
  }

  private learn(
    last: { point: Float64Array; gradient: Float64Array },
    point: Float64Array,
    gradient: Float64Array,
  ): void {
    const { matrix } = this;
    const n = point.length;
    const moved = point.map((value, i) => value - last.point[i]);
    const missed = gradient.map(
      (value, i) => value - last.gradient[i] - moved.reduce((sum, own, j) => sum + matrix[i * n + j] * own, 0),
    );
    const change = gradient.map((value, i) => value - last.gradient[i]);
    this.missed = Math.min(1, Math.max(LEAST_MISSED, length(missed) / length(change)));
    const along = missed.reduce((sum, value, i) => sum + value * moved[i], 0);
    if (!(Math.abs(along) > DOUBTFUL * length(missed) * length(moved))) return;
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) matrix[i * n + j] += (missed[i] * missed[j]) / along;
  }

  /** Newton's step in what is free, the decrease that it promises, and the slope in the coordinate behind it. */
  private step(
    point: Float64Array,
    gradient: Float64Array,
    at: number,
  ): { step: Float64Array; decrement: number; slope: number } {
    const { constraint, matrix } = this;
    const { missing } = constraint;
    const n = point.length;
    const jacobian = jacobianOf(constraint, point, at);
    const slopes = inFree(gradient, jacobian);
    const all = congruence(matrix, jacobian, n, n);
    constraint.addBend(all, point, gradient, at);
    const own = without(slopes, missing);
    const k = n - 1;
    const values = new Float64Array(k);
    const vectors = new Float64Array(k * k);
    const hessian = all.filter((_, index) => Math.floor(index / n) !== missing && index % n !== missing);
    symmetricEigen(hessian, values, vectors, k);
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const step = new Float64Array(k);
    let decrement = 0;
    for (let j = 0; j < k; j++) {
      let slope = 0;
      for (let i = 0; i < k; i++) slope += vectors[i * k + j] * own[i];
      const bend = Math.max(Math.abs(values[j]), 1e-10 * largest);
      decrement += slope ** 2 / bend / 2;
      for (let i = 0; i < k; i++) step[i] -= (slope / bend) * vectors[i * k + j];
    }
    const beside = without(all.subarray(missing * n, (missing + 1) * n), missing);
    const slope = slopes[missing] + beside.reduce((sum, value, i) => sum + value * step[i], 0);
    return { step, decrement, slope };
  }
}

function length(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0));
}
