import type { InterceptDeviance } from "../../deviance/generalized/interceptDeviance";
import { positiveInverse } from "./quasiNewton";

/**
 * The search ends with a step that promises a decrease below this, which is not evaluated: what it leaves is far less.
 * A first step, by the Hessian of another response, is evaluated unless it promises still less.
 */
const LAST_STEP = 5e-9;
const NO_STEP = 1e-10;
const MOST_EVALUATIONS = 40;
const ARMIJO = 1e-4;
/** Least and greatest part of a step that is tried next. */
const SHORTEN = [0.1, 0.5];
const SHORTEST = 1e-3;
/** θ starts at least at so much of its scale, as its derivative at 0 is 0. */
const LEAST_START = 0.5;
/** A θ below this part of its scale is tried at 0, and stays there where the objective rises by no more than that. */
const SMALL = 2e-3;
const ALLOWED_RISE = 1e-6;
/** A linear predictor that is so far out may be one of a separated response. */
const FAR = 15;
/** Steps of the differences of the gradient for the first Hessian, in coordinates in which standard errors are 0.2. */
const STEP = 0.01;

/**
 * Minimises {@link InterceptDeviance} for one response after the other by the method of Broyden, Fletcher, Goldfarb &
 * Shanno (Nocedal & Wright, Numerical Optimization, 2006, §6.1) with the inverse of one Hessian for all of them.
 * Nothing is allocated.
 */
export class InterceptMinimizer {
  /** (γ, θ), with its value and how many evaluations were taken. */
  readonly x: Float64Array;
  value = NaN;
  evaluations = 0;
  private readonly origin: Float64Array;
  private readonly firstInverse: Float64Array;
  private readonly inverse: Float64Array;
  private readonly gradient: Float64Array;
  private readonly before: Float64Array;
  private readonly gradientBefore: Float64Array;
  private readonly direction: Float64Array;
  private readonly image: Float64Array;
  private readonly start: Float64Array;
  private readonly ending: Float64Array;

  /**
   * @param y a response with which the Hessian is taken at the origin
   */
  constructor(
    private readonly deviance: InterceptDeviance,
    origin: Float64Array,
    y: Float64Array,
  ) {
    const n = deviance.dimension;
    const array = (): Float64Array => new Float64Array(n);
    this.x = array();
    this.gradient = array();
    this.before = array();
    this.gradientBefore = array();
    this.direction = array();
    this.image = array();
    this.start = array();
    this.ending = array();
    this.inverse = new Float64Array(n * n);
    deviance.take(y);
    this.origin = origin.slice();
    this.evaluate(this.origin, true);
    const least = LEAST_START / Math.sqrt(deviance.meanInformation());
    this.origin[n - 1] = Math.max(Math.abs(origin[n - 1]), least);
    this.firstInverse = this.inverseHessian();
  }

  /**
   * Minimises for a response from the origin on. False where it does not settle or a linear predictor is far out: there
   * the model needs more than this.
   */
  minimize(y: Float64Array): boolean {
    const { deviance, x, start } = this;
    const last = x.length - 1;
    deviance.take(y);
    this.evaluations = 0;
    if (!this.descend(this.origin, x.length)) return false;
    if (x[last] < 0) x[last] = -x[last];
    if (x[last] * Math.sqrt(deviance.meanInformation()) < SMALL) {
      const { value } = this;
      this.ending.set(x);
      start.set(x);
      start[last] = 0;
      if (!this.descend(start, last)) return false;
      if (!(this.value <= value + ALLOWED_RISE)) {
        x.set(this.ending);
        this.value = value;
      }
    }
    return deviance.farthest < FAR;
  }

  /** Goes to a minimum over the first `free` parameters. */
  private descend(start: Float64Array, free: number): boolean {
    const { deviance, x, gradient, before, gradientBefore, direction, inverse } = this;
    const n = x.length;
    const limit = this.evaluations + MOST_EVALUATIONS;
    inverse.set(this.firstInverse);
    x.set(start);
    this.value = this.evaluate(x, true);
    if (!Number.isFinite(this.value)) return false;
    gradient.set(deviance.gradient.array);
    direction.fill(0);
    for (let isFirst = true; this.evaluations < limit; isFirst = false) {
      let slope = 0;
      for (let i = 0; i < free; i++) {
        let sum = 0;
        for (let j = 0; j < free; j++) sum -= inverse[i * n + j] * gradient[j];
        direction[i] = sum;
        slope += sum * gradient[i];
      }
      if (-slope / 2 < (isFirst ? NO_STEP : LAST_STEP)) {
        for (let i = 0; i < free; i++) x[i] += direction[i];
        this.value += slope / 2;
        return true;
      }
      before.set(x);
      gradientBefore.set(gradient);
      if (!this.search(slope)) return false;
      gradient.set(deviance.gradient.array);
      this.update();
    }
    return false;
  }

  private search(slope: number): boolean {
    const { x, before, direction } = this;
    for (let part = 1; part > SHORTEST; ) {
      for (let j = 0; j < x.length; j++) x[j] = before[j] + part * direction[j];
      const value = this.evaluate(x, false);
      if (value <= this.value + ARMIJO * part * slope) {
        this.value = value;
        return true;
      }
      const best = (-part * slope) / (2 * (value - this.value - part * slope));
      part *= Number.isNaN(best) ? SHORTEN[0] : Math.min(SHORTEN[1], Math.max(SHORTEN[0], best));
    }
    return false;
  }

  private evaluate(x: Float64Array, isFresh: boolean): number {
    this.evaluations++;
    this.deviance.parameters.array.set(x);
    if (isFresh) this.deviance.forget();
    return this.deviance.evaluate(isFresh);
  }

  private update(): void {
    const { x, gradient, before, gradientBefore, inverse, image } = this;
    const n = x.length;
    let curvature = 0;
    for (let j = 0; j < n; j++) {
      before[j] = x[j] - before[j];
      gradientBefore[j] = gradient[j] - gradientBefore[j];
      curvature += before[j] * gradientBefore[j];
    }
    if (!(curvature > 0)) return;
    let length = 0;
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += inverse[i * n + j] * gradientBefore[j];
      image[i] = sum;
      length += sum * gradientBefore[i];
    }
    const scale = (1 + length / curvature) / curvature;
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++)
        inverse[i * n + j] += scale * before[i] * before[j] - (image[i] * before[j] + before[i] * image[j]) / curvature;
  }

  private inverseHessian(): Float64Array {
    const { deviance, origin } = this;
    const n = origin.length;
    const matrix = new Float64Array(n * n);
    for (let j = 0; j < n; j++) {
      const point = origin.slice();
      for (const side of [1, -1]) {
        point[j] = origin[j] + side * STEP;
        this.evaluate(point, true);
        for (let i = 0; i < n; i++) matrix[i * n + j] += (side * deviance.gradient.array[i]) / (2 * STEP);
      }
    }
    for (let i = 0; i < n; i++)
      for (let j = 0; j < i; j++) matrix[i * n + j] = matrix[j * n + i] = 0.5 * (matrix[i * n + j] + matrix[j * n + i]);
    return positiveInverse(matrix, n);
  }
}
