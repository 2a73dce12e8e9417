import type { Problem } from "../../deviance/problem";
import { residualPart } from "../../deviance/residualPart";
import { Descent } from "../descent";
import { Evaluation, type SharedStart } from "../evaluation";
import { Surrogate } from "../surrogate/surrogate";
import { ModelledDeviance } from "./modelledDeviance";
import { type TraceMeasurements, TraceModel } from "./traceModel";

/** Promised decrease below which a step is the last one, in units of the deviance. */
const TOLERANCE = 1e-8;
/** Excess over the minimum, by the error of the model that has shown, from which on the exact derivative is asked. */
const ALLOWED_EXCESS = 3e-8;
/** Error of an objective that was found with an integrated model from which on it is computed exactly. */
const ALLOWED_ERROR = 3e-8;
/** Decrease from exact traces on from which on they are asked anew, and how often at most. */
const WORTHWHILE = 1e-6;
const MOST_ANCHORS = 4;
const MOST_EVALUATIONS = 12;
const MOST_REJECTIONS = 2;

/**
 * Minimises a costly deviance for one response of many by a model of its traces about the shared start. Every
 * factorization tells the exact log|V|, hence the error η of the integrated model between the start and there. An error
 * that grows with the fourth power of the distance d has the derivative 4η/d, which moves the minimum by 4η/(d·h), h
 * the curvature; as h·d² is about twice the decrease Δ of the objective, the excess is about 4η²/Δ. Where that is too
 * much the model is shifted to the exact traces at the point found and the minimisation goes on; where 4η/d, or the
 * error between the last two factorizations, is too much for the way from the last one to the minimum, the objective
 * there is computed exactly.
 */
export class ModelledDescent {
  readonly descent: Descent;
  evaluations = 0;
  private readonly deviance: ModelledDeviance;
  private readonly covariances: Float64Array;
  private readonly noShift: Float64Array;

  constructor(
    private readonly problem: Problem,
    traces: TraceMeasurements,
  ) {
    const { layout, strata } = problem;
    this.deviance = new ModelledDeviance(problem.deviance, new TraceModel(traces));
    this.descent = new Descent(
      new Evaluation(layout, this.deviance),
      new Surrogate(layout, this.deviance, strata),
      layout.length,
      { tolerance: TOLERANCE, maxEvaluations: MOST_EVALUATIONS, maxRejections: MOST_REJECTIONS, trustLastStep: false },
    );
    this.covariances = new Float64Array(layout.length);
    this.noShift = new Float64Array(layout.length);
  }

  /** Minimises for the response that the deviance holds; false when that does not settle. */
  run(start: Float64Array, shared: SharedStart): boolean {
    const { deviance, descent, covariances, noShift } = this;
    const { factoredAt, model } = deviance;
    deviance.begin();
    const settled = descent.runFrom(start, shared, shared);
    this.evaluations = descent.evaluations;
    if (!settled) return false;
    if (Number.isNaN(deviance.logDeterminant)) return true;
    const first = shared.deviance;
    square(covariances, start);
    const change = deviance.logDeterminant - (first.objective - residualPart(first, first.r2));
    const error = Math.abs(change - model.integrate(covariances, factoredAt, noShift));
    const rate = Math.max((4 * error) / model.distance(covariances, factoredAt), deviance.errorRate);
    if (!((4 * error * error) / (first.objective - descent.bestObjective) < ALLOWED_EXCESS)) return this.runAnchored();
    square(covariances, descent.best);
    if (!(rate * model.distance(factoredAt, covariances) < ALLOWED_ERROR)) this.evaluateExactly();
    return true;
  }

  private evaluateExactly(): void {
    const {
      descent,
      problem: { layout, deviance },
    } = this;
    layout.fill(deviance.lambdas, descent.best);
    if (!deviance.factor(false)) return;
    descent.bestObjective = deviance.solve(false);
    descent.bestR2 = deviance.r2;
    descent.endedAtBest = true;
    this.evaluations++;
  }

  /** From the best point on with the exact traces there, until this brings nothing more; false when it keeps on. */
  private runAnchored(): boolean {
    const { deviance, descent, problem } = this;
    for (let turn = 0; turn < MOST_ANCHORS; turn++) {
      problem.layout.fill(deviance.lambdas, descent.best);
      if (!deviance.anchor()) return false;
      const before = problem.deviance.solve(false);
      const settled = descent.run(descent.best);
      this.evaluations += descent.evaluations;
      if (!settled) return false;
      this.evaluateExactly();
      if (before - descent.bestObjective < WORTHWHILE) return true;
    }
    return false;
  }
}

function square(out: Float64Array, values: ArrayLike<number>): void {
  for (let i = 0; i < out.length; i++) out[i] = values[i] * values[i];
}
