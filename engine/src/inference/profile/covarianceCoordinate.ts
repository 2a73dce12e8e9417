import type { CovarianceLayout } from "../../deviance/covarianceLayout";
import type { ModelData } from "../../deviance/modelData";
import type { Problem } from "../../deviance/problem";
import { symmetricEigen } from "../../linalg/symmetricEigen";
import { atan2 } from "../../math/atan2";
import { cos } from "../../math/cos";
import { exp } from "../../math/exp";
import { hypot } from "../../math/hypot";
import { log } from "../../math/log";
import { sin } from "../../math/sin";
import { newtonDescent, type SmoothFunction } from "../../minimizer/newton";
import type { Coordinate, PointParameters, ProfilePoint, RestMinimizer } from "./coordinate";
import { AbsoluteDeviance, congruence, DevianceOfTheta, JointDeviance } from "./jointDeviance";
import type { Guard } from "./stopped";
import { withProblem } from "./withProblem";

/**
 * What a covariance parameter holds fixed of the point (θ, log σ), or (σθ, log σ) in units of the response, in both
 * without log σ where the model holds σ fixed: one element at u,
 * or two at c·(sin u, cos u) with a free c, the row of λ of an effect that follows another one with the correlation sin
 * u. A change of sign of c, or of the spread of the other effect, would be one of the correlation: their logarithms are
 * free.
 */
export type Restriction =
  | { readonly kind: "element"; readonly element: number; readonly absolute: boolean }
  | { readonly kind: "ray"; readonly elements: readonly [number, number]; readonly other: number };

export interface CovarianceParameter extends Omit<Coordinate, "open" | "scale" | "estimate"> {
  readonly data: ModelData;
  readonly response: Float64Array;
  readonly theta: Float64Array;
  readonly sigma: number;
  /** Whether σ is held fixed. */
  readonly sigmaIsFixed: boolean;
  readonly restriction: Restriction;
  /** Of a fit's coefficients and θ in the columns of the data: all parameters of those of the user. */
  readonly ofUser: (beta: Float64Array, sigma: number, theta: Float64Array) => PointParameters;
  readonly guard?: Guard | undefined;
}

/** The coordinate of a covariance parameter: the others are found by Newton's method from the solution before. */
export function covarianceCoordinate(parameter: CovarianceParameter): Coordinate {
  const { data, response, restriction, guard } = parameter;
  const start = startingPoint(parameter);
  const estimate = coordinateOf(restriction, start);
  const open = <T>(use: (rest: RestMinimizer) => T): T =>
    withProblem(
      data,
      response,
      (problem, { leastSquares }) => {
        const objective = objectiveOf(parameter, problem);
        const begin = (): Path => new Path(restriction, freePart(restriction, start), estimate);
        let path = begin();
        let last = start;
        return use({
          at: (at) => {
            const { point, ...found } = restrictedMinimum(objective, restriction, path, at);
            last = point;
            return found;
          },
          parameters: () => {
            const { sigma, theta } = spreadsAt(parameter, last);
            const beta = problem.deviance.beta.map((own, j) => leastSquares[j] + own);
            return parameter.ofUser(beta, sigma, theta);
          },
          restart: () => void (path = begin()),
        });
      },
      { guard },
    );
  const scale = withProblem(
    data,
    response,
    (problem) => {
      const objective = objectiveOf(parameter, problem);
      objective.evaluate(start);
      return standardError(objective.hessian(start).matrix, restriction, start);
    },
    { guard },
  );
  return { ...parameter, estimate, scale, open };
}

/** −2 log-likelihood as a function of the point. */
function objectiveOf({ restriction, sigma, sigmaIsFixed }: CovarianceParameter, problem: Problem): SmoothFunction {
  const relative = new JointDeviance(problem);
  const joint = isAbsolute(restriction) ? new AbsoluteDeviance(relative) : relative;
  return sigmaIsFixed ? new DevianceOfTheta(joint, sigma) : joint;
}

function startingPoint({ theta, sigma, sigmaIsFixed, restriction }: CovarianceParameter): Float64Array {
  const covariance = isAbsolute(restriction) ? theta.map((value) => value * sigma) : theta;
  return sigmaIsFixed ? covariance.slice() : Float64Array.of(...covariance, log(sigma));
}

/** σ and θ, relative to σ, of a point. */
function spreadsAt({ restriction, sigma: fixed, sigmaIsFixed }: CovarianceParameter, point: Float64Array) {
  const sigma = sigmaIsFixed ? fixed : exp(point[point.length - 1]);
  const own = sigmaIsFixed ? point : point.subarray(0, point.length - 1);
  return { sigma, theta: Float64Array.from(own, (value) => (isAbsolute(restriction) ? value / sigma : value)) };
}

function isAbsolute(restriction: Restriction): boolean {
  return restriction.kind === "element" && restriction.absolute;
}

function coordinateOf(restriction: Restriction, point: Float64Array): number {
  if (restriction.kind === "element") return point[restriction.element];
  const [a, b] = restriction.elements;
  return atan2(point[a], point[b]);
}

/** The point without what is fixed; c stands in the place of the first element of a ray. */
function freePart(restriction: Restriction, point: Float64Array): Float64Array {
  if (restriction.kind === "element") return point.filter((_, i) => i !== restriction.element);
  const [a, b] = restriction.elements;
  const free = point.slice();
  free[a] = log(hypot(point[a], point[b]));
  free[restriction.other] = log(point[restriction.other]);
  return free.filter((_, i) => i !== b);
}

function wholePoint(restriction: Restriction, free: Float64Array, at: number): Float64Array {
  const point = new Float64Array(free.length + 1);
  const missing = restriction.kind === "element" ? restriction.element : restriction.elements[1];
  for (let i = 0; i < point.length; i++) point[i] = i === missing ? at : free[i < missing ? i : i - 1];
  if (restriction.kind === "ray") {
    const [a, b] = restriction.elements;
    const length = exp(point[a]);
    point[a] = length * sin(at);
    point[b] = length * cos(at);
    point[restriction.other] = exp(point[restriction.other]);
  }
  return point;
}

/** How the point moves with its free part, and, last, with the coordinate: n × n. */
function jacobian(restriction: Restriction, point: Float64Array): Float64Array {
  const n = point.length;
  const result = new Float64Array(n * n);
  const missing = restriction.kind === "element" ? restriction.element : restriction.elements[1];
  for (let i = 0; i < n; i++) if (i !== missing) result[i * n + (i < missing ? i : i - 1)] = 1;
  if (restriction.kind === "element") {
    result[missing * n + n - 1] = 1;
    return result;
  }
  const [a, b] = restriction.elements;
  const column = a < b ? a : a - 1;
  result[a * n + column] = point[a];
  result[b * n + column] = point[b];
  result[a * n + n - 1] = point[b];
  result[b * n + n - 1] = -point[a];
  result[restriction.other * n + (restriction.other < b ? restriction.other : restriction.other - 1)] =
    point[restriction.other];
  return result;
}

/** √(2·(H⁻¹)_uu) for the Hessian H at the estimates; NaN where the objective does not curve. */
function standardError(hessian: Float64Array, restriction: Restriction, point: Float64Array): number {
  const n = point.length;
  const own = congruence(hessian, jacobian(restriction, point), n, n);
  const values = new Float64Array(n);
  const vectors = new Float64Array(n * n);
  symmetricEigen(own, values, vectors, n);
  const largest = Math.max(...values);
  let inverse = 0;
  values.forEach((value, c) => {
    const weight = vectors[(n - 1) * n + c] ** 2;
    if (weight > 1e-20) inverse += weight / Math.max(value, 1e-12 * largest);
  });
  return Math.sqrt(2 * inverse);
}

/** The last solutions, from which the next one is guessed. */
class Path {
  private before: { at: number; free: Float64Array } | undefined;
  private last: { at: number; free: Float64Array };

  constructor(
    private readonly restriction: Restriction,
    free: Float64Array,
    at: number,
  ) {
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

  whole(free: Float64Array, at: number): Float64Array {
    return wholePoint(this.restriction, free, at);
  }
}

/** The minimum with the point where it lies, at which the deviance was evaluated last. */
function restrictedMinimum(
  objective: SmoothFunction,
  restriction: Restriction,
  path: Path,
  at: number,
): ProfilePoint & { readonly point: Float64Array } {
  const n = path.nearest().length + 1;
  const columns = n - 1;
  const restricted: SmoothFunction = {
    hessianEvaluations: objective.hessianEvaluations,
    evaluate: (free) => {
      const point = path.whole(free, at);
      const { objective: value, gradient } = objective.evaluate(point);
      const j = jacobian(restriction, point);
      return {
        objective: value,
        gradient: Float64Array.from({ length: columns }, (_, c) =>
          gradient.reduce((sum, slope, i) => sum + slope * j[i * n + c], 0),
        ),
      };
    },
    hessian: (free) => {
      const point = path.whole(free, at);
      const { matrix, evaluations } = objective.hessian(point);
      const all = congruence(matrix, jacobian(restriction, point), n, n);
      if (restriction.kind === "ray") addLogarithms(all, restriction, point, objective.evaluate(point).gradient);
      return {
        matrix: Float64Array.from(
          { length: columns * columns },
          (_, k) => all[Math.floor(k / columns) * n + (k % columns)],
        ),
        evaluations,
      };
    },
  };
  let minimum = newtonDescent(restricted, path.guess(at));
  if (minimum.failure !== undefined || !Number.isFinite(minimum.objective))
    minimum = newtonDescent(restricted, path.nearest());
  const free = minimum.theta;
  path.add(at, free);
  const point = path.whole(free, at);
  const { gradient } = objective.evaluate(point);
  const j = jacobian(restriction, point);
  const slope = gradient.reduce((sum, value, i) => sum + value * j[i * n + n - 1], 0);
  return {
    point,
    objective: minimum.objective,
    slope,
    ...(minimum.failure === undefined ? {} : { failure: minimum.failure }),
  };
}

/** The part of the Hessian that comes from the logarithms being free: gradient times element on the diagonal. */
function addLogarithms(
  hessian: Float64Array,
  { elements: [a, b], other }: Extract<Restriction, { kind: "ray" }>,
  point: Float64Array,
  gradient: Float64Array,
): void {
  const n = point.length;
  const column = a < b ? a : a - 1;
  hessian[column * n + column] += gradient[a] * point[a] + gradient[b] * point[b];
  const second = other < b ? other : other - 1;
  hessian[second * n + second] += gradient[other] * point[other];
}

/** The index in θ of an element of λ, by its row and column within its block. */
export function elementIndex(layout: CovarianceLayout, block: number, row: number, column: number): number {
  return layout.position.findIndex((place) => place.block === block && place.row === row && place.column === column);
}
