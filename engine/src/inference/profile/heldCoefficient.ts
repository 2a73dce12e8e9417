import { averageInformation } from "../../deviance/averageInformation";
import type { Problem } from "../../deviance/problem";
import { totalVariance } from "../../deviance/residualPart";
import { gradient } from "../../minimizer/derivatives";
import type { SmoothFunction } from "../../minimizer/newton";
import type { ResponseLine } from "./responseLine";

/**
 * −2 log-likelihood as a function of θ and of the multiple t of a column that is taken off the response, all other
 * coefficients (and σ, unless it is held fixed) profiled out. The point is (θ, t / unit). At any θ r² is a quadratic
 * function of t, so that one factorization tells it for all t.
 */
export class HeldCoefficient implements Pick<SmoothFunction, "evaluate"> {
  /** @param problem of the other columns. @param unit about as far as one step of t goes */
  constructor(
    private readonly problem: Problem,
    private readonly line: ResponseLine,
    private readonly unit: number,
  ) {}

  evaluate(at: Float64Array): { objective: number; gradient: Float64Array } {
    const { deviance, layout } = this.problem;
    const k = layout.length;
    const theta = at.subarray(0, k);
    const result = new Float64Array(k + 1).fill(NaN);
    layout.fill(deviance.lambdas, theta);
    if (!deviance.factor(true)) return { objective: NaN, gradient: result };
    const [above, below] = [this.r2At(at[k] + 1), this.r2At(at[k] - 1)];
    this.line.set(deviance, at[k] * this.unit);
    const objective = deviance.solve(true);
    result.set(gradient(this.problem, theta));
    const weight = deviance.degreesOfFreedom / totalVariance(deviance, deviance.r2);
    result[k] = (weight * (above - below)) / 2;
    return { objective, gradient: result };
  }

  /**
   * The average information in θ beside the exact curvature in t, n × n, at a point where the function was evaluated;
   * how the minimum in θ moves with t is not known.
   */
  information(at: Float64Array): Float64Array {
    const n = at.length;
    const k = n - 1;
    const matrix = new Float64Array(n * n);
    const own = averageInformation(this.problem, at.subarray(0, k));
    for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) matrix[i * n + j] = own[i * k + j];
    matrix[k * n + k] = this.curvature(at);
    return matrix;
  }

  /** ∂²/∂t² where the function was evaluated last. */
  private curvature(at: Float64Array): number {
    const k = at.length - 1;
    const { deviance } = this.problem;
    const [below, own, above] = [-1, 0, 1].map((step) => this.r2At(at[k] + step));
    const weight = deviance.degreesOfFreedom / totalVariance(deviance, own);
    const slope = (weight * (above - below)) / 2;
    const bend = weight * (above - 2 * own + below);
    // The weight n/r² changes with t where σ is profiled out.
    const change = deviance.sigma === undefined ? slope ** 2 / deviance.degreesOfFreedom : 0;
    return bend - change;
  }

  /** r² at the θ of the last factorization. */
  private r2At(t: number): number {
    const { deviance } = this.problem;
    this.line.set(deviance, t * this.unit);
    deviance.solve(false);
    return deviance.r2;
  }
}
