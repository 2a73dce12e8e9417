import type { Problem } from "../../deviance/problem";
import { Minimizer } from "../../minimizer/minimize";
import type { LinearMixedModel } from "../../model/linearMixedModel";
import { type Constraint, freePart, scaledElement } from "./constraint";
import type { PointParameters, ProfilePoint, RestMinimizer } from "./coordinate";
import { HeldCoefficient } from "./heldCoefficient";
import { Path } from "./path";
import { ResponseLine } from "./responseLine";
import { SecantMinimizer } from "./secantMinimizer";
import type { WithoutCoefficient } from "./withoutCoefficient";

/**
 * Minimises over the rest where an evaluation is costly: from the path of the solutions before, by secants that begin
 * with the average information, or from the last θ where these do not settle.
 */
export class CostlyCoefficient implements RestMinimizer {
  private readonly line: ResponseLine;
  private readonly objective: HeldCoefficient;
  private readonly constraint: Constraint;
  private readonly secants: SecantMinimizer;
  private readonly start: Float64Array;
  private path: Path;
  /** θ and the distance to the estimate in units of the scale. */
  private last: Float64Array;

  /** @param problem of the other columns. @param options.scale of the coefficient's standard error */
  constructor(
    { working, response }: LinearMixedModel,
    private readonly held: WithoutCoefficient,
    private readonly problem: Problem,
    private readonly options: { readonly estimate: number; readonly scale: number },
  ) {
    const { estimate, scale } = options;
    const { without, column } = held;
    const atEstimate = response.map((own, i) => own - estimate * column[i]);
    this.line = new ResponseLine(without, atEstimate, column);
    this.objective = new HeldCoefficient(problem, this.line, scale);
    this.constraint = scaledElement(working.theta.length, estimate, scale);
    this.start = Float64Array.of(...working.theta, 0);
    this.objective.evaluate(this.start);
    this.secants = new SecantMinimizer(this.objective, this.constraint, this.objective.information(this.start));
    this.last = this.start;
    this.path = this.begin();
  }

  at(value: number): ProfilePoint {
    const { point, ...found } = this.secants.minimum(this.path, value) ?? this.fromLastTheta(value);
    this.last = point;
    this.path.add(value, point);
    return found;
  }

  parameters(): PointParameters {
    const { last, line, problem, held, options } = this;
    const k = last.length - 1;
    const distance = options.scale * last[k];
    const leastSquares = line.leastSquaresAt(distance);
    const others = problem.deviance.beta.map((own, j) => leastSquares[j] + own);
    return held.parameters(others, options.estimate + distance, problem, last.subarray(0, k));
  }

  restart(): void {
    this.path = this.begin();
  }

  private begin(): Path {
    const { constraint, start, options } = this;
    return new Path((point, at) => freePart(constraint, point, at), start, options.estimate, 2);
  }

  private fromLastTheta(value: number): ProfilePoint & { point: Float64Array } {
    const { problem, line, last, objective, options } = this;
    const k = last.length - 1;
    const minimizer = new Minimizer(problem);
    line.set(problem.deviance, value - options.estimate);
    minimizer.minimize(last.slice(0, k));
    const { failure, theta } = minimizer;
    const point = Float64Array.of(...theta, (value - options.estimate) / options.scale);
    const { objective: lowest, gradient } = objective.evaluate(point);
    const slope = gradient[k] / options.scale;
    return { point, objective: lowest, slope, ...(failure === undefined ? {} : { failure }) };
  }
}
