import type { CovarianceLayout } from "../../deviance/covarianceLayout";
import type { ModelData } from "../../deviance/modelData";
import type { Problem } from "../../deviance/problem";
import { symmetricEigen } from "../../linalg/symmetricEigen";
import { newtonDescent, type SmoothFunction } from "../../minimizer/newton";
import type { Coordinate, ProfilePoint, RestMinimizer } from "./coordinate";
import { AbsoluteDeviance, congruence, DevianceOfTheta, JointDeviance } from "./jointDeviance";
import { withProblem } from "./withProblem";

/**
 * What a covariance parameter holds fixed of the point (θ, log σ), or (σθ/σ̂, log σ) where it is in units of the
 * response, in both without log σ where the model holds σ fixed: a sum of weighted elements, σ̂ times that for an
 * absolute one; or the direction in which a row of λ stands beside the row of another effect, (l, 0), which is
 * c·(sin u, cos u) for the row (a + slant·l, b) of an effect that follows with the correlation sin u. A change of sign
 * of c, or of l, would be one of the correlation: their logarithms are free, or a itself where slant·l outweighs it.
 */
export type Restriction =
  | { readonly kind: "sum"; readonly parts: readonly WeightedElement[]; readonly absolute: boolean }
  | {
      readonly kind: "ray";
      /** a and b. */
      readonly elements: readonly [number, number];
      /** l. */
      readonly other: number;
      readonly slant: number;
    };

interface WeightedElement {
  readonly element: number;
  readonly weight: number;
}

export interface CovarianceParameter extends Omit<Coordinate, "open" | "scale" | "estimate"> {
  readonly data: ModelData;
  readonly response: Float64Array;
  readonly theta: Float64Array;
  readonly sigma: number;
  /** Whether σ is held fixed. */
  readonly sigmaIsFixed: boolean;
  readonly restriction: Restriction;
}

/** The coordinate of a covariance parameter: the others are found by Newton's method from the solution before. */
export function covarianceCoordinate(parameter: CovarianceParameter): Coordinate {
  const { data, response, restriction } = parameter;
  const constraint = constraintOf(restriction, parameter.sigma);
  const start = startingPoint(parameter);
  const estimate = constraint.coordinateOf(start);
  const open = <T>(use: (rest: RestMinimizer) => T): T =>
    withProblem(data, response, (problem) => {
      const objective = objectiveOf(parameter, problem);
      const begin = (): Path => new Path(freePart(constraint, start), estimate);
      let path = begin();
      return use({
        at: (at) => restrictedMinimum(objective, constraint, path, at),
        restart: () => void (path = begin()),
      });
    });
  const scale = withProblem(data, response, (problem) => {
    const objective = objectiveOf(parameter, problem);
    objective.evaluate(start);
    return standardError(objective.hessian(start).matrix, constraint, start, estimate);
  });
  return { ...parameter, estimate, scale, open };
}

/** −2 log-likelihood as a function of the point. */
function objectiveOf({ restriction, sigma, sigmaIsFixed }: CovarianceParameter, problem: Problem): SmoothFunction {
  const relative = new JointDeviance(problem);
  const joint = isAbsolute(restriction) ? new AbsoluteDeviance(relative, sigma) : relative;
  return sigmaIsFixed ? new DevianceOfTheta(joint, sigma) : joint;
}

/** σθ/σ̂ is θ at the estimates. */
function startingPoint({ theta, sigma, sigmaIsFixed }: CovarianceParameter): Float64Array {
  return sigmaIsFixed ? theta.slice() : Float64Array.of(...theta, Math.log(sigma));
}

function isAbsolute(restriction: Restriction): boolean {
  return restriction.kind === "sum" && restriction.absolute;
}

/** How the free part of a point, without one element, and the coordinate make up the point. */
interface Constraint {
  /** The element that the others and the coordinate determine. */
  readonly missing: number;
  coordinateOf(point: Float64Array): number;
  /** Changes a point to what is free of it, in place; the missing element does not matter. */
  release(point: Float64Array): void;
  /** Changes what is free to a point where the coordinate is `at`, in place. */
  restrict(free: Float64Array, at: number): void;
  /**
   * How the point moves with each free element, in the columns of the elements, and with the coordinate, in the column
   * of the missing one: n × n, row-major, the unit matrix before.
   */
  differentiate(jacobian: Float64Array, point: Float64Array, at: number): void;
  /** Adds what the second derivatives of the point make of the gradient; columns as in the Jacobian. */
  addBend(hessian: Float64Array, point: Float64Array, gradient: Float64Array): void;
}

function constraintOf(restriction: Restriction, unit: number): Constraint {
  if (restriction.kind === "sum") return sumConstraint(restriction.parts, restriction.absolute ? unit : 1);
  return Math.abs(restriction.slant) > STEEP ? slantConstraint(restriction) : rayConstraint(restriction);
}

/** Beyond this slant the row of an effect is mostly the other effect's. */
const STEEP = 1;

function sumConstraint(parts: readonly WeightedElement[], unit: number): Constraint {
  const largest = parts.reduce((most, part) => (Math.abs(part.weight) > Math.abs(most.weight) ? part : most));
  const { element: missing, weight } = largest;
  const others = parts.filter((part) => part !== largest);
  return {
    missing,
    coordinateOf: (point) => unit * parts.reduce((sum, part) => sum + part.weight * point[part.element], 0),
    release: () => {},
    restrict: (free, at) => {
      const rest = others.reduce((sum, part) => sum + part.weight * free[part.element], 0);
      free[missing] = (at / unit - rest) / weight;
    },
    differentiate: (jacobian, point) => {
      const n = point.length;
      for (const part of others) jacobian[missing * n + part.element] = -part.weight / weight;
      jacobian[missing * n + missing] = 1 / (unit * weight);
    },
    addBend: () => {},
  };
}

/** (a + slant·l, b) = c·(sin u, cos u) with log c, in the place of a, and log l free. */
function rayConstraint({ elements: [a, b], other, slant }: Extract<Restriction, { kind: "ray" }>): Constraint {
  return {
    missing: b,
    coordinateOf: (point) => Math.atan2(point[a] + slant * point[other], point[b]),
    release: (point) => {
      point[a] = Math.log(Math.hypot(point[a] + slant * point[other], point[b]));
      point[other] = Math.log(point[other]);
    },
    restrict: (free, at) => {
      const length = Math.exp(free[a]);
      free[other] = Math.exp(free[other]);
      free[a] = length * Math.sin(at) - slant * free[other];
      free[b] = length * Math.cos(at);
    },
    differentiate: (jacobian, point) => {
      const n = point.length;
      const along = point[a] + slant * point[other];
      jacobian[a * n + a] = along;
      jacobian[b * n + a] = point[b];
      jacobian[a * n + other] = -slant * point[other];
      jacobian[other * n + other] = point[other];
      jacobian[a * n + b] = point[b];
      jacobian[b * n + b] = -along;
    },
    addBend: (hessian, point, gradient) => {
      const n = point.length;
      const along = point[a] + slant * point[other];
      hessian[a * n + a] += gradient[a] * along + gradient[b] * point[b];
      hessian[other * n + other] += (gradient[other] - slant * gradient[a]) * point[other];
    },
  };
}

/** The same with a and log l free: b = (a + slant·l)·cot u. */
function slantConstraint({ elements: [a, b], other, slant }: Extract<Restriction, { kind: "ray" }>): Constraint {
  return {
    missing: b,
    coordinateOf: (point) => Math.atan2(point[a] + slant * point[other], point[b]),
    release: (point) => {
      point[other] = Math.log(point[other]);
    },
    restrict: (free, at) => {
      free[other] = Math.exp(free[other]);
      free[b] = ((free[a] + slant * free[other]) * Math.cos(at)) / Math.sin(at);
    },
    differentiate: (jacobian, point, at) => {
      const n = point.length;
      const cotangent = Math.cos(at) / Math.sin(at);
      jacobian[b * n + a] = cotangent;
      jacobian[other * n + other] = point[other];
      jacobian[b * n + other] = slant * point[other] * cotangent;
      jacobian[b * n + b] = -(point[a] + slant * point[other]) / Math.sin(at) ** 2;
    },
    addBend: (hessian, point, gradient) => {
      const n = point.length;
      const along = point[a] + slant * point[other];
      const cotangent = along === 0 ? 0 : point[b] / along;
      hessian[other * n + other] += (gradient[other] + slant * cotangent * gradient[b]) * point[other];
    },
  };
}

function jacobianOf(constraint: Constraint, point: Float64Array, at: number): Float64Array {
  const n = point.length;
  const jacobian = new Float64Array(n * n);
  for (let i = 0; i < n; i++) jacobian[i * n + i] = 1;
  constraint.differentiate(jacobian, point, at);
  return jacobian;
}

/** √(2·(H⁻¹)_uu) for the Hessian H at the estimates; NaN where the objective does not curve. */
function standardError(hessian: Float64Array, constraint: Constraint, point: Float64Array, at: number): number {
  const n = point.length;
  const { missing } = constraint;
  const own = congruence(hessian, jacobianOf(constraint, point, at), n, n);
  const scale = Float64Array.from({ length: n }, (_, i) => 1 / Math.sqrt(Math.abs(own[i * n + i]) || 1));
  const values = new Float64Array(n);
  const vectors = new Float64Array(n * n);
  symmetricEigen(
    own.map((value, k) => value * scale[Math.floor(k / n)] * scale[k % n]),
    values,
    vectors,
    n,
  );
  const largest = Math.max(...values);
  let inverse = 0;
  values.forEach((value, c) => {
    const weight = vectors[missing * n + c] ** 2;
    if (weight > 1e-20) inverse += weight / Math.max(value, 1e-12 * largest);
  });
  return Math.sqrt(2 * inverse) * scale[missing];
}

/** The last solutions, from which the next one is guessed. */
class Path {
  private before: { at: number; free: Float64Array } | undefined;
  private last: { at: number; free: Float64Array };

  constructor(free: Float64Array, at: number) {
    this.last = { at, free };
  }

  /** On the line through the last two solutions, or the last one. */
  guess(at: number): Float64Array {
    const { before, last } = this;
    if (before === undefined || before.at === last.at) return last.free.slice();
    const share = (at - last.at) / (last.at - before.at);
    if (!(Math.abs(share) <= 4)) return last.free.slice();
    return last.free.map((value, i) => value + share * (value - before.free[i]));
  }

  nearest(): Float64Array {
    return this.last.free.slice();
  }

  add(at: number, free: Float64Array): void {
    this.before = this.last;
    this.last = { at, free };
  }
}

function without(values: Float64Array, index: number): Float64Array {
  return values.filter((_, i) => i !== index);
}

function freePart(constraint: Constraint, point: Float64Array): Float64Array {
  const free = point.slice();
  constraint.release(free);
  return without(free, constraint.missing);
}

function wholePoint(constraint: Constraint, free: Float64Array, at: number): Float64Array {
  const { missing } = constraint;
  const point = Float64Array.from({ length: free.length + 1 }, (_, i) => free[i < missing ? i : i - 1] ?? 0);
  constraint.restrict(point, at);
  return point;
}

function restrictedMinimum(objective: SmoothFunction, constraint: Constraint, path: Path, at: number): ProfilePoint {
  const { missing } = constraint;
  const inFree = (gradient: Float64Array, jacobian: Float64Array): Float64Array => {
    const n = gradient.length;
    return Float64Array.from(gradient, (_, c) =>
      gradient.reduce((sum, slope, i) => sum + slope * jacobian[i * n + c], 0),
    );
  };
  const restricted: SmoothFunction = {
    hessianEvaluations: objective.hessianEvaluations,
    evaluate: (free) => {
      const point = wholePoint(constraint, free, at);
      const { objective: value, gradient } = objective.evaluate(point);
      return { objective: value, gradient: without(inFree(gradient, jacobianOf(constraint, point, at)), missing) };
    },
    hessian: (free) => {
      const point = wholePoint(constraint, free, at);
      const n = point.length;
      const { matrix, evaluations } = objective.hessian(point);
      const all = congruence(matrix, jacobianOf(constraint, point, at), n, n);
      constraint.addBend(all, point, objective.evaluate(point).gradient);
      return {
        matrix: all.filter((_, k) => Math.floor(k / n) !== missing && k % n !== missing),
        evaluations,
      };
    },
  };
  let minimum = newtonDescent(restricted, path.guess(at));
  if (minimum.failure !== undefined || !Number.isFinite(minimum.objective))
    minimum = newtonDescent(restricted, path.nearest());
  const free = minimum.theta;
  path.add(at, free);
  const point = wholePoint(constraint, free, at);
  const { gradient } = objective.evaluate(point);
  return {
    objective: minimum.objective,
    slope: inFree(gradient, jacobianOf(constraint, point, at))[missing],
    ...(minimum.failure === undefined ? {} : { failure: minimum.failure }),
  };
}

/** The index in θ of an element of λ, by its row and column within its block. */
export function elementIndex(layout: CovarianceLayout, block: number, row: number, column: number): number {
  return layout.position.findIndex((place) => place.block === block && place.row === row && place.column === column);
}
