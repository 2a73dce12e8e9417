import { averageInformation } from "../deviance/averageInformation";
import type { Problem } from "../deviance/problem";
import { assign } from "../linalg/assign";
import { gradient } from "./derivatives";
import type { Step } from "./descent";
import { ScaledCurvature } from "./scaledCurvature";

/**
 * Gradient and average information at θ, where the deviance was just evaluated with derivatives. The unit of an element
 * of θ is 1/√(2·T) of its row, whatever the unit of the column: the curvature that a column of zeros has without data.
 */
export function informationAt(problem: Problem, theta: Float64Array): ScaledCurvature {
  const { layout, deviance } = problem;
  const units = Float64Array.from(layout.position, ({ block, row }) => {
    const { term, columns } = layout.blocks[block];
    return 1 / Math.sqrt(2 * deviance.traces[term][columns[row] * (layout.sizes[term] + 1)]);
  });
  return new ScaledCurvature(averageInformation(problem, theta), gradient(problem, theta), units);
}

/**
 * Newton's step with the average information for the Hessian, its eigenvalues replaced by their absolute values; a
 * proximal weight shortens it. The deviance must be evaluated with derivatives where the step is matched.
 */
export class InformationStep implements Step {
  readonly theta: Float64Array;
  decrement = NaN;
  /** Smallest eigenvalue as a part of the largest one: below 0 at a saddle. */
  lowest = NaN;
  private readonly at: Float64Array;
  private curvature: ScaledCurvature | undefined;

  constructor(private readonly problem: Problem) {
    const { length } = problem.layout;
    this.theta = new Float64Array(length);
    this.at = new Float64Array(length);
  }

  match(theta: Float64Array): boolean {
    const { problem, at } = this;
    assign(at, theta);
    const curvature = (this.curvature = informationAt(problem, theta));
    this.lowest = curvature.lowest;
    return Number.isFinite(curvature.decrement);
  }

  minimize(mu: number): boolean {
    const { at, theta, curvature } = this;
    if (curvature === undefined) return false;
    this.decrement = curvature.decrement / (1 + mu);
    for (let i = 0; i < theta.length; i++) theta[i] = at[i] + curvature.step[i] / (1 + mu);
    return true;
  }
}
