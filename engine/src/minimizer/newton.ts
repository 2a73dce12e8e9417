import type { Problem } from "../deviance/problem";
import { symmetricEigen } from "../linalg/symmetricEigen";
import { evaluate, type Hessian, hessian, hessianEvaluations } from "./derivatives";
import type { Recorder } from "./descent";
import type { Minimum } from "./minimum";

const MAX_ITERATIONS = 100;
const TOLERANCE = 1e-12;
/**
 * Where the objective bends downwards, a step that promises less than this leaves so slowly that rounding would end it.
 */
const SADDLE = 1e-8;

/** A smooth function to be minimised. */
export interface SmoothFunction {
  /** The objective and its gradient; NaN where there is none. */
  evaluate(at: Float64Array): { objective: number; gradient: Float64Array };
  /** The Hessian at the point that was evaluated last. */
  hessian(at: Float64Array): Hessian;
  /** Evaluations that {@link hessian} takes. */
  readonly hessianEvaluations: number;
}

export const NOT_FINITE = "the search could not begin (the deviance is not finite at the starting values)";
export const NO_STEP_LOWERS = "the search got stuck (no step lowers the deviance although its gradient is not zero)";
const OUT_OF_EVALUATIONS = "the search took as many evaluations as were allowed";

export interface NewtonOptions {
  /** Most evaluations of the deviance; default no limit. */
  readonly maxEvaluations?: number;
  /** Told of every point that lowers the objective, and of its value. */
  readonly record?: Recorder | undefined;
}

/**
 * Newton's method on the deviance in θ; the slow, sure way that {@link Minimizer} takes when its own steps do not
 * settle.
 */
export function newton(problem: Problem, start: Float64Array, options: NewtonOptions = {}): Minimum {
  const objective = {
    evaluate: (theta: Float64Array) => evaluate(problem, theta),
    hessian: (theta: Float64Array) => hessian(problem, theta),
    hessianEvaluations: hessianEvaluations(problem),
  };
  const minimum = newtonDescent(objective, start, options);
  problem.layout.makeDiagonalNonNegative(minimum.theta);
  return minimum;
}

/**
 * Newton's method with the eigenvalues of the Hessian replaced by their absolute values and an Armijo line search; a
 * stationary point with negative curvature (a saddle) is left along it.
 */
export function newtonDescent(
  objective: SmoothFunction,
  start: Float64Array,
  { maxEvaluations = Infinity, record }: NewtonOptions = {},
): Minimum {
  const k = start.length;
  const values = new Float64Array(k);
  const vectors = new Float64Array(k * k);
  let theta = start.slice();
  let point = objective.evaluate(theta);
  let evaluations = 1;
  let decrement = Infinity;
  const end = (failure?: string): Minimum => {
    return {
      theta: theta.slice(),
      objective: point.objective,
      evaluations,
      decrement,
      ...(failure === undefined ? {} : { failure }),
    };
  };
  if (!Number.isFinite(point.objective)) return end(NOT_FINITE);
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    if (evaluations + objective.hessianEvaluations > maxEvaluations) return end(OUT_OF_EVALUATIONS);
    const curvature = objective.hessian(theta);
    evaluations += curvature.evaluations;
    symmetricEigen(curvature.matrix, values, vectors, k);
    const largest = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    const direction = new Float64Array(k);
    let lowest = 0;
    decrement = 0;
    for (let j = 0; j < k; j++) {
      let slope = 0;
      for (let i = 0; i < k; i++) slope += vectors[i * k + j] * point.gradient[i];
      const bend = Math.max(Math.abs(values[j]), 1e-10 * largest);
      decrement += (slope * slope) / bend / 2;
      for (let i = 0; i < k; i++) direction[i] -= (slope / bend) * vectors[i * k + j];
      if (values[j] < values[lowest]) lowest = j;
    }
    const atSaddle = decrement < SADDLE && values[lowest] < -1e-7 * largest;
    if (decrement < TOLERANCE && !atSaddle) return end();
    if (atSaddle) for (let i = 0; i < k; i++) direction[i] = vectors[i * k + lowest];
    const required = atSaddle ? 1e-11 * Math.abs(point.objective) : 0;
    let moved = false;
    for (let t = 1; t > 1e-9 && !moved; t *= 0.4) {
      if (evaluations >= maxEvaluations) return end(OUT_OF_EVALUATIONS);
      const trial = theta.map((value, i) => value + t * direction[i]);
      const next = objective.evaluate(trial);
      evaluations++;
      const enough = atSaddle ? required : 2e-4 * t * decrement - 1e-14 * Math.abs(point.objective);
      if (!(next.objective <= point.objective - enough)) continue;
      const gain = point.objective - next.objective;
      theta = trial;
      point = next;
      moved = true;
      record?.(theta, point.objective);
      if (decrement < 1e-8 && gain < 1e-13 * (1 + Math.abs(point.objective))) return end();
    }
    if (!moved) return decrement < 1e-7 ? end() : end(NO_STEP_LOWERS);
  }
  return end(`the search took ${MAX_ITERATIONS} steps without an end`);
}
