import { atan2 } from "../../math/atan2";
import { cos } from "../../math/cos";
import { exp } from "../../math/exp";
import { hypot } from "../../math/hypot";
import { log } from "../../math/log";
import { sin } from "../../math/sin";

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

/** Whether the point holds σθ in place of θ. */
export function isAbsolute(restriction: Restriction): boolean {
  return restriction.kind === "sum" && restriction.absolute;
}

/** How the free part of a point, without one element, and the coordinate make up the point. */
export interface Constraint {
  /** The element that the others and the coordinate determine. */
  readonly missing: number;
  coordinateOf(point: Float64Array): number;
  /** Changes a point to what is free of it where the coordinate is about `at`; the missing element does not matter. */
  release(point: Float64Array, at: number): void;
  /** Changes what is free to a point where the coordinate is `at`, in place. */
  restrict(free: Float64Array, at: number): void;
  /**
   * How the point moves with each free element, in the columns of the elements, and with the coordinate, in the column
   * of the missing one: n × n, row-major, the unit matrix before.
   */
  differentiate(jacobian: Float64Array, point: Float64Array, at: number): void;
  /** Adds what the second derivatives of the point make of the gradient; columns as in the Jacobian. */
  addBend(hessian: Float64Array, point: Float64Array, gradient: Float64Array, at: number): void;
}

/** @param unit of an absolute sum */
export function constraintOf(restriction: Restriction, unit: number): Constraint {
  if (restriction.kind === "sum") return sumConstraint(restriction.parts, restriction.absolute ? unit : 1);
  const ray = rayConstraint(restriction);
  if (!(Math.abs(restriction.slant) > STEEP)) return ray;
  const along = slantConstraint(restriction);
  const about = (at: number): Constraint => (Math.abs(sin(at)) > FAR ? along : ray);
  return {
    ...ray,
    release: (point, at) => about(at).release(point, at),
    restrict: (free, at) => about(at).restrict(free, at),
    differentiate: (jacobian, point, at) => about(at).differentiate(jacobian, point, at),
    addBend: (hessian, point, gradient, at) => about(at).addBend(hessian, point, gradient, at),
  };
}

/** Beyond this slant, and correlation, the row of an effect is mostly the other effect's. */
const STEEP = 1;
const FAR = 0.7;

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

/** The coordinate is an element in other units. */
export function scaledElement(missing: number, origin: number, unit: number): Constraint {
  return {
    missing,
    coordinateOf: (point) => origin + unit * point[missing],
    release: () => {},
    restrict: (free, at) => void (free[missing] = (at - origin) / unit),
    differentiate: (jacobian, point) => void (jacobian[missing * (point.length + 1)] = 1 / unit),
    addBend: () => {},
  };
}

/** (a + slant·l, b) = c·(sin u, cos u) with log c, in the place of a, and log l free. */
function rayConstraint({ elements: [a, b], other, slant }: Extract<Restriction, { kind: "ray" }>): Constraint {
  return {
    missing: b,
    coordinateOf: (point) => atan2(point[a] + slant * point[other], point[b]),
    release: (point) => {
      point[a] = log(hypot(point[a] + slant * point[other], point[b]));
      point[other] = log(point[other]);
    },
    restrict: (free, at) => {
      const length = exp(free[a]);
      free[other] = exp(free[other]);
      free[a] = length * sin(at) - slant * free[other];
      free[b] = length * cos(at);
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
    coordinateOf: (point) => atan2(point[a] + slant * point[other], point[b]),
    release: (point) => {
      point[other] = log(point[other]);
    },
    restrict: (free, at) => {
      free[other] = exp(free[other]);
      free[b] = ((free[a] + slant * free[other]) * cos(at)) / sin(at);
    },
    differentiate: (jacobian, point, at) => {
      const n = point.length;
      const cotangent = cos(at) / sin(at);
      jacobian[b * n + a] = cotangent;
      jacobian[other * n + other] = point[other];
      jacobian[b * n + other] = slant * point[other] * cotangent;
      jacobian[b * n + b] = -(point[a] + slant * point[other]) / sin(at) ** 2;
    },
    addBend: (hessian, point, gradient) => {
      const n = point.length;
      const along = point[a] + slant * point[other];
      const cotangent = along === 0 ? 0 : point[b] / along;
      hessian[other * n + other] += (gradient[other] + slant * cotangent * gradient[b]) * point[other];
    },
  };
}

/** How a point moves with its free elements and, in the column of the missing one, with the coordinate. */
export function jacobianOf(constraint: Constraint, point: Float64Array, at: number): Float64Array {
  const n = point.length;
  const jacobian = new Float64Array(n * n);
  for (let i = 0; i < n; i++) jacobian[i * n + i] = 1;
  constraint.differentiate(jacobian, point, at);
  return jacobian;
}

/** The gradient in the free elements and, in the place of the missing one, in the coordinate. */
export function inFree(gradient: Float64Array, jacobian: Float64Array): Float64Array {
  const n = gradient.length;
  return Float64Array.from(gradient, (_, c) =>
    gradient.reduce((sum, slope, i) => sum + slope * jacobian[i * n + c], 0),
  );
}

/** The values without the one at an index. */
export function without(values: Float64Array, index: number): Float64Array {
  return values.filter((_, i) => i !== index);
}

/** What is free of a point where the coordinate is about `at`. */
export function freePart(constraint: Constraint, point: Float64Array, at: number): Float64Array {
  const free = point.slice();
  constraint.release(free, at);
  return without(free, constraint.missing);
}

/** The point with a free part where the coordinate is `at`. */
export function wholePoint(constraint: Constraint, free: Float64Array, at: number): Float64Array {
  const { missing } = constraint;
  const point = Float64Array.from({ length: free.length + 1 }, (_, i) => free[i < missing ? i : i - 1] ?? 0);
  constraint.restrict(point, at);
  return point;
}
