import type { Deviance } from "../../deviance/deviance";
import { residualPart } from "../../deviance/residualPart";
import type { CoreSystem } from "../../matrices/coreSystem";
import type { ResponseStatistics } from "../../matrices/responseStatistics";
import type { Floats } from "../../wasm/heap";
import type { TraceModel } from "./traceModel";

/**
 * Where log|V| has changed by less than this since the last factorization, the model of its derivative tells the rest.
 */
const NEAR = 0.5;

/**
 * A deviance that forms no inverse: its traces come from a model of them. It is factored at points that are far from
 * the last one, where the objective is exact; near the last one the solution is refined with the old factor and the
 * model is integrated for log|V|. It is to be told where a response {@link begin}s, so that this does not depend on the
 * one before.
 */
export class ModelledDeviance implements Deviance {
  readonly traces: readonly Float64Array[];
  readonly levelTraces?: Float64Array;
  objective = NaN;
  /** Σ of every term at the last factorization for this response, NaN before it, and log|V| there. */
  readonly factoredAt: Float64Array;
  logDeterminant = NaN;
  /** Error of the integrated model, by its distance, between the last two factorizations for this response. */
  errorRate = NaN;
  private readonly covariances: Float64Array;
  private readonly modelled: Float64Array;
  private readonly shift: Float64Array;
  private near = false;

  constructor(
    readonly exact: Deviance,
    readonly model: TraceModel,
  ) {
    const { q1, d2, terms } = exact.system;
    this.traces = terms.map(() => new Float64Array(1));
    this.factoredAt = new Float64Array(terms.length);
    this.covariances = new Float64Array(terms.length);
    this.modelled = new Float64Array(terms.length);
    this.shift = new Float64Array(terms.length);
    if (model.measurements.levelShares.length > 0) this.levelTraces = new Float64Array(q1 + d2);
  }

  get system(): CoreSystem {
    return this.exact.system;
  }

  get reml(): boolean {
    return this.exact.reml;
  }

  get degreesOfFreedom(): number {
    return this.exact.degreesOfFreedom;
  }

  get sigma(): number | undefined {
    return this.exact.sigma;
  }

  get logScale(): number {
    return this.exact.logScale;
  }

  get lambdas(): readonly Float64Array[] {
    return this.exact.lambdas;
  }

  get statistics(): ResponseStatistics {
    return this.exact.statistics;
  }

  get response(): ResponseStatistics {
    return this.exact.response;
  }

  get fixedFactor(): Float64Array {
    return this.exact.fixedFactor;
  }

  get squares(): readonly Float64Array[] {
    return this.exact.squares;
  }

  get e(): Float64Array {
    return this.exact.e;
  }

  get r2(): number {
    return this.exact.r2;
  }

  get beta(): Float64Array {
    return this.exact.beta;
  }

  /** Forgets what the response before has left. */
  begin(): void {
    this.shift.fill(0);
    this.factoredAt.fill(NaN);
    this.logDeterminant = NaN;
  }

  /** Shifts the model to the exact traces at the current λ, from where on it only tells how they change. */
  anchor(): boolean {
    const { exact, modelled, shift } = this;
    if (!exact.factor(true)) return false;
    this.readCovariances();
    this.model.evaluate(modelled, this.covariances);
    this.factoredAt.fill(NaN);
    for (let t = 0; t < shift.length; t++) shift[t] = exact.traces[t][0] - modelled[t];
    return true;
  }

  factor(derivative: boolean): boolean {
    const { exact, model, factoredAt, covariances } = this;
    this.readCovariances();
    this.near = exact.refine !== undefined && model.distance(factoredAt, covariances) < NEAR;
    if (!this.near && !exact.factor(false)) return false;
    if (derivative) this.modelTraces();
    return true;
  }

  solve(derivative: boolean): number {
    const { exact, model, factoredAt, covariances, shift } = this;
    if (this.near) {
      const r2 = exact.refine!(derivative);
      this.objective = this.logDeterminant + model.integrate(factoredAt, covariances, shift) + residualPart(this, r2);
      if (this.objective - this.objective === 0) return this.objective;
      if (!exact.factor(false)) return NaN;
    }
    this.objective = exact.solve(derivative);
    const logDeterminant = this.objective - residualPart(exact, exact.r2);
    this.errorRate =
      Math.abs(logDeterminant - this.logDeterminant - model.integrate(factoredAt, covariances, shift)) /
      model.distance(factoredAt, covariances);
    this.logDeterminant = logDeterminant;
    factoredAt.set(covariances);
    return this.objective;
  }

  residualsOf(statistics: ResponseStatistics): Float64Array {
    return this.exact.residualsOf(statistics);
  }

  read(records: Floats, at: number): void {
    this.exact.read(records, at);
  }

  release(): void {
    this.exact.release();
  }

  private readCovariances(): void {
    const { lambdas, covariances } = this;
    for (let t = 0; t < covariances.length; t++) covariances[t] = lambdas[t][0] * lambdas[t][0];
  }

  private modelTraces(): void {
    const { modelled, model, traces, shift, levelTraces } = this;
    const { terms } = this.system;
    const { levelShares } = model.measurements;
    model.evaluate(modelled, this.covariances);
    for (let t = 0; t < modelled.length; t++) {
      const trace = (traces[t][0] = modelled[t] + shift[t]);
      if (levelTraces === undefined) continue;
      const { coreOffset, classes } = terms[t];
      for (let j = coreOffset; j < coreOffset + classes; j++) levelTraces[j] = levelShares[j] * trace;
    }
  }
}
