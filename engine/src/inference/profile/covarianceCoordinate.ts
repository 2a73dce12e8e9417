import type { CovarianceLayout } from "../../deviance/covarianceLayout";
import type { ModelData } from "../../deviance/modelData";
import type { Problem } from "../../deviance/problem";
import { symmetricEigen } from "../../linalg/symmetricEigen";
import { exp } from "../../math/exp";
import { log } from "../../math/log";
import { newtonDescent, type SmoothFunction } from "../../minimizer/newton";
import type { Guard } from "../../minimizer/stopped";
import {
  type Constraint,
  constraintOf,
  freePart,
  inFree,
  isAbsolute,
  jacobianOf,
  type Restriction,
  wholePoint,
  without,
} from "./constraint";
import type { Coordinate, PointParameters, RestMinimizer } from "./coordinate";
import { AbsoluteDeviance, type CovarianceFunction, congruence, DevianceOfTheta, JointDeviance } from "./jointDeviance";
import { Path } from "./path";
import { type RestrictedMinimum, SecantMinimizer } from "./secantMinimizer";
import { withProblem } from "./withProblem";

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
  const constraint = constraintOf(restriction, parameter.sigma);
  const start = startingPoint(parameter);
  const estimate = constraint.coordinateOf(start);
  const open = <T>(use: (rest: RestMinimizer) => T): T =>
    withProblem(
      data,
      response,
      (problem, { leastSquares }) => {
        const objective = objectiveOf(parameter, problem);
        const isCostly = objective.hessianEvaluations > 0;
        const secants = isCostly ? new SecantMinimizer(objective, constraint, hessian) : undefined;
        const begin = (): Path =>
          new Path((point, at) => freePart(constraint, point, at), start, estimate, isCostly ? 2 : 1);
        let path = begin();
        let last = start;
        return use({
          at: (at) => {
            const { point, ...found } =
              secants?.minimum(path, at) ?? restrictedMinimum(objective, constraint, path, at);
            last = point;
            path.add(at, point);
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
  const hessian = withProblem(
    data,
    response,
    (problem) => {
      const objective = objectiveOf(parameter, problem);
      objective.evaluate(start);
      return objective.hessianEvaluations > 0 ? objective.information(start) : objective.hessian(start).matrix;
    },
    { guard },
  );
  return { ...parameter, estimate, scale: standardError(hessian, constraint, start, estimate), open };
}

/** −2 log-likelihood as a function of the point. */
function objectiveOf({ restriction, sigma, sigmaIsFixed }: CovarianceParameter, problem: Problem): CovarianceFunction {
  const relative = new JointDeviance(problem);
  const joint = isAbsolute(restriction) ? new AbsoluteDeviance(relative, sigma) : relative;
  return sigmaIsFixed ? new DevianceOfTheta(joint, sigma) : joint;
}

/** σθ/σ̂ is θ at the estimates. */
function startingPoint({ theta, sigma, sigmaIsFixed }: CovarianceParameter): Float64Array {
  return sigmaIsFixed ? theta.slice() : Float64Array.of(...theta, log(sigma));
}

/** σ and θ, relative to σ, of a point. */
function spreadsAt({ restriction, sigma: estimate, sigmaIsFixed }: CovarianceParameter, point: Float64Array) {
  const sigma = sigmaIsFixed ? estimate : exp(point[point.length - 1]);
  const own = sigmaIsFixed ? point : point.subarray(0, point.length - 1);
  const unit = isAbsolute(restriction) ? estimate / sigma : 1;
  return { sigma, theta: Float64Array.from(own, (value) => value * unit) };
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

/** The minimum with the point where it lies, at which the deviance was evaluated last. */
function restrictedMinimum(
  objective: SmoothFunction,
  constraint: Constraint,
  path: Path,
  at: number,
): RestrictedMinimum {
  const { missing } = constraint;
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
      constraint.addBend(all, point, objective.evaluate(point).gradient, at);
      return {
        matrix: all.filter((_, k) => Math.floor(k / n) !== missing && k % n !== missing),
        evaluations,
      };
    },
  };
  let minimum = newtonDescent(restricted, path.guess(at));
  if (minimum.failure !== undefined || !Number.isFinite(minimum.objective))
    minimum = newtonDescent(restricted, path.nearest(at));
  const point = wholePoint(constraint, minimum.theta, at);
  const { gradient } = objective.evaluate(point);
  return {
    point,
    objective: minimum.objective,
    slope: inFree(gradient, jacobianOf(constraint, point, at))[missing],
    ...(minimum.failure === undefined ? {} : { failure: minimum.failure }),
  };
}

/** The index in θ of an element of λ, by its row and column within its block. */
export function elementIndex(layout: CovarianceLayout, block: number, row: number, column: number): number {
  return layout.position.findIndex((place) => place.block === block && place.row === row && place.column === column);
}
