import { Descent } from "./descent";
import { Evaluation, type SharedStart } from "./evaluation";
import type { Problem } from "./minimize";
import { ModelledDeviance, responsePart } from "./modelledDeviance";
import { Surrogate } from "./surrogate";
import { type TraceMeasurements, TraceModel } from "./traceModel";

/** Promised decrease below which a step is the last one, in units of the deviance. */
const TOLERANCE = 1e-8;
/** Excess over the minimum, by the error of the model that has shown, from which on the exact derivative is asked. */
const ALLOWED_EXCESS = 3e-8;
const MOST_EVALUATIONS = 12;
const MOST_REJECTIONS = 2;

/**
 * Minimises a costly deviance for one response of many by a model of its traces about the shared start. Every
 * factorization tells the exact log|V|, hence the error η of the integrated model between the start and there. An error
 * that grows with the fourth power of the distance d has the derivative 4η/d, which moves the minimum by 4η/(d·h), h the
 * curvature; as h·d² is about twice the decrease Δ of the objective, the excess is about 4η²/Δ. Where that is too much the
 * model is shifted to the exact traces at the point found and the minimisation goes on.
 */
export class ModelledDescent {
  readonly descent: Descent;
  evaluations = 0;
  private readonly deviance: ModelledDeviance;
  private readonly covariances: Float64Array;
  private readonly noShift: Float64Array;

  constructor(private readonly problem: Problem, traces: TraceMeasurements) {
    const { layout, strata } = problem;
    this.deviance = new ModelledDeviance(problem.deviance, new TraceModel(traces));
    this.descent = new Descent(new Evaluation(layout, this.deviance), new Surrogate(layout, this.deviance, strata), layout.length,
      { tolerance: TOLERANCE, maxEvaluations: MOST_EVALUATIONS, maxRejections: MOST_REJECTIONS, trustLastStep: false });
    this.covariances = new Float64Array(layout.length);
    this.noShift = new Float64Array(layout.length);
  }

  /** Minimises for the response that the deviance holds; false when that does not settle. */
  run(start: Float64Array, shared: SharedStart): boolean {
    const { deviance, descent } = this;
    deviance.begin();
    const settled = descent.runFrom(start, shared, shared);
    this.evaluations = descent.evaluations;
    if (!settled) return false;
    return this.excess(start, shared) < ALLOWED_EXCESS || this.runAnchored();
  }

  private excess(start: Float64Array, { deviance: first }: SharedStart): number {
    const { deviance, covariances, noShift, descent } = this;
    const { factoredAt, logDeterminant, model } = deviance;
    if (Number.isNaN(logDeterminant)) return 0;
    for (let i = 0; i < start.length; i++) covariances[i] = start[i] * start[i];
    const firstLogDeterminant = first.objective - responsePart(first, first.r2);
    const error = Math.abs(logDeterminant - firstLogDeterminant - model.integrate(covariances, factoredAt, noShift));
    return (4 * error * error) / (first.objective - descent.bestObjective);
  }

  private runAnchored(): boolean {
    const { deviance, descent, problem } = this;
    problem.layout.fill(deviance.lambdas, descent.best);
    if (!deviance.anchor()) return false;
    const settled = descent.run(descent.best);
    this.evaluations += descent.evaluations;
    return settled;
  }
}
