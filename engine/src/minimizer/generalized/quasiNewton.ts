import { symmetricEigen } from "../../linalg/symmetricEigen";
import { NO_STEP_LOWERS } from "../newton";

/** A value with its gradient; NaN where there is none. */
export interface ValueAndGradient {
  readonly value: number;
  readonly gradient: Float64Array;
}

export interface QuasiNewtonEnd {
  readonly at: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  readonly failure?: string;
}

/** The search ends where the next step promises a decrease below this. */
const TOLERANCE = 1e-11;
const MOST_STEPS = 200;
const ARMIJO = 1e-4;
const SHORTEST = 1e-8;
/** Eigenvalues of the first Hessian below this part of the largest are raised to it. */
const LEAST_CURVATURE = 1e-8;

/**
 * The inverse of a Hessian with its eigenvalues made positive, n × n.
 * @param hessian is not changed
 */
export function positiveInverse(hessian: Float64Array, n: number): Float64Array {
  const values = new Float64Array(n);
  const vectors = new Float64Array(n * n);
  symmetricEigen(hessian.slice(), values, vectors, n);
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const result = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      for (let c = 0; c < n; c++)
        result[i * n + j] +=
          (vectors[i * n + c] * vectors[j * n + c]) / Math.max(Math.abs(values[c]), LEAST_CURVATURE * largest);
  return result;
}

/**
 * Minimises by the method of Broyden, Fletcher, Goldfarb & Shanno (Nocedal & Wright, Numerical Optimization, 2006,
 * §6.1) from an inverse Hessian that is known.
 */
export function quasiNewton(
  evaluate: (at: Float64Array) => ValueAndGradient,
  start: Float64Array,
  firstInverse: Float64Array,
): QuasiNewtonEnd {
  const n = start.length;
  const inverse = firstInverse.slice();
  let at: Float64Array = start.slice();
  let { value, gradient } = evaluate(at);
  if (!Number.isFinite(value)) return { at, value, gradient, failure: "the deviance is not finite there" };
  for (let step = 0; step < MOST_STEPS; step++) {
    const direction = timesNegative(inverse, gradient, n);
    const slope = dot(direction, gradient);
    if (!(-slope / 2 > TOLERANCE)) return { at, value, gradient };
    const from = value;
    const found = search(evaluate, at, direction, from, slope);
    // Where rounding hides what is left, the point is the minimum.
    if (found === undefined)
      return -slope < 1e-6 ? { at, value, gradient } : { at, value, gradient, failure: NO_STEP_LOWERS };
    update(inverse, found.at, at, found.gradient, gradient);
    ({ at, value, gradient } = found);
  }
  return { at, value, gradient, failure: `the search took ${MOST_STEPS} steps without an end` };
}

function search(
  evaluate: (at: Float64Array) => ValueAndGradient,
  from: Float64Array,
  direction: Float64Array,
  value: number,
  slope: number,
): (ValueAndGradient & { readonly at: Float64Array }) | undefined {
  for (let part = 1; part > SHORTEST; part *= 0.5) {
    const at = from.map((own, j) => own + part * direction[j]);
    const found = evaluate(at);
    if (found.value <= value + ARMIJO * part * slope) return { at, ...found };
  }
  return undefined;
}

/** H ← (I − ρsyᵀ)H(I − ρysᵀ) + ρssᵀ where that stays positive definite. */
function update(
  inverse: Float64Array,
  at: Float64Array,
  before: Float64Array,
  gradient: Float64Array,
  gradientBefore: Float64Array,
): void {
  const n = at.length;
  const s = at.map((value, j) => value - before[j]);
  const y = gradient.map((value, j) => value - gradientBefore[j]);
  const curvature = dot(s, y);
  if (!(curvature > 0)) return;
  const image = timesNegative(inverse, y, n);
  const scale = (1 - dot(image, y) / curvature) / curvature;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      inverse[i * n + j] += scale * s[i] * s[j] + (image[i] * s[j] + s[i] * image[j]) / curvature;
}

function timesNegative(matrix: Float64Array, x: Float64Array, n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < n; j++) sum -= matrix[i * n + j] * x[j];
    return sum;
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, j) => sum + value * b[j], 0);
}
