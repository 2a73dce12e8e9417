import type { DevianceDerivative } from "../../deviance/deviance";
import type { LaplaceDeviance } from "../../deviance/generalized/laplaceDeviance";
import type { CoreSystem } from "../../matrices/coreSystem";
import type { Strata } from "../../matrices/strata";
import type { Step } from "../descent";
import { Surrogate } from "../surrogate/surrogate";

/** The longest step of log φ. */
const LONGEST = 1;
/** The curvature in log φ is at least this part of the number of rows. */
const FLATTEST = 1e-3;

/**
 * The step of a generalized model: θ by the {@link Surrogate} of the linear deviance, which has the same derivative in
 * Σ, the fixed effects by a Newton step with 2S for their Hessian, log φ by one with that of the rows.
 */
export class JointStep implements Step {
  /** γ, θ and log φ of the minimiser. */
  readonly theta: Float64Array;
  decrement = NaN;
  private readonly surrogate: Surrogate;
  private readonly at: Float64Array;
  private readonly direction: Float64Array;
  private slope = 0;

  constructor(
    private readonly deviance: LaplaceDeviance,
    system: CoreSystem,
    strata: Strata,
  ) {
    const { traces, squares, degreesOfFreedom, sigma, logScale, r2, fixed, freeFixed, design } = deviance;
    const derivative: DevianceDerivative = {
      system,
      traces,
      squares,
      degreesOfFreedom,
      sigma,
      logScale,
      r2,
      fixedFactor: fixed.factor,
    };
    this.surrogate = new Surrogate(design.layout, derivative, strata);
    this.theta = new Float64Array(deviance.dimension);
    this.at = new Float64Array(deviance.dimension);
    this.direction = new Float64Array(freeFixed);
  }

  get isMinimiser(): boolean {
    return this.surrogate.isMinimiser;
  }

  match(x: Float64Array): boolean {
    const { deviance, direction, at } = this;
    const { freeFixed, fixedGradient, fixed, design } = deviance;
    at.set(x);
    direction.set(fixedGradient.subarray(0, freeFixed));
    if (freeFixed > 0) fixed.solve(direction);
    this.slope = 0;
    for (let j = 0; j < freeFixed; j++) this.slope += direction[j] * fixedGradient[j];
    return this.surrogate.match(at.subarray(freeFixed, freeFixed + design.layout.length));
  }

  minimize(mu: number): boolean {
    const { deviance, surrogate, theta, at, direction } = this;
    const { freeFixed, hasDispersion, dispersionSlope, dispersionCurvature, degreesOfFreedom } = deviance;
    if (!surrogate.minimize(mu)) return false;
    const shrinkage = 1 / (1 + mu);
    theta.set(surrogate.theta, freeFixed);
    for (let j = 0; j < freeFixed; j++) theta[j] = at[j] - 0.5 * shrinkage * direction[j];
    let decrement = surrogate.decrement + 0.25 * shrinkage * this.slope;
    if (hasDispersion) {
      const last = theta.length - 1;
      const curvature = Math.max(Math.abs(dispersionCurvature), FLATTEST * degreesOfFreedom) / shrinkage;
      const step = Math.max(-LONGEST, Math.min(LONGEST, -dispersionSlope / curvature));
      theta[last] = at[last] + step;
      decrement -= step * (dispersionSlope + 0.5 * curvature * step);
    }
    this.decrement = decrement;
    return decrement - decrement === 0;
  }
}
