import { log } from "../../math/log";
import type { StreamState } from "../../random/streamState";
import { type Floats, Heap } from "../../wasm/heap";
import type { Blueprint } from "../drawing/blueprint";
import { ReplicateDraws } from "../drawing/replicateDraws";
import { ResampledDraws } from "../drawing/resampledDraws";
import { SampleLayout } from "../sample/sampleLayout";
import { ModelRefit } from "./modelRefit";
import type { Replicates, Replicator } from "./replicator";

/**
 * Draws responses of a model and refits it to them; every row depends on its own response only, not on what was
 * computed before or where.
 */
export class Refitter implements Replicator {
  private readonly heap = new Heap();
  private readonly sample: SampleLayout;
  private readonly draws: Pick<ReplicateDraws, "recordLength" | "open" | "state" | "skip" | "draw">;
  private readonly model: ModelRefit;
  private readonly records: Floats;
  private readonly estimates: {
    objective: number;
    sigma: number;
    beta: Float64Array;
    theta: Float64Array;
    lambdas: readonly Float64Array[];
  };
  private readonly logSigma: number;

  constructor(
    private readonly plan: Blueprint,
    readonly capacity: number,
  ) {
    const { heap } = this;
    this.draws = plan.resampling === undefined ? new ReplicateDraws(plan, heap) : new ResampledDraws(plan, heap);
    this.records = heap.float64(capacity * this.draws.recordLength);
    this.model = new ModelRefit(plan, heap);
    this.sample = new SampleLayout(plan.coefficients, plan.kept, this.model.layout, plan.change);
    heap.seal();
    this.model.begin();
    this.logSigma = log(plan.sigma);
    const { minimizer, lambdas } = this.model;
    this.estimates = {
      objective: NaN,
      sigma: NaN,
      beta: new Float64Array(plan.beta.length),
      theta: minimizer.theta,
      lambdas,
    };
  }

  release(): void {
    this.model.release();
    this.heap.release();
  }

  open(state: StreamState): void {
    this.draws.open(state);
  }

  state(): StreamState {
    return this.draws.state();
  }

  skip(count: number): void {
    this.draws.skip(count);
  }

  draw(count: number): void {
    this.draws.draw(this.records.address, count);
  }

  refit(first: number, count: number): Replicates {
    const columns = new Float64Array(this.sample.names.length * count);
    const evaluations = new Int32Array(count);
    const failures: Replicates["failures"][number][] = [];
    for (let i = 0; i < count; i++) {
      const reason = this.refitOne(i, columns, count);
      evaluations[i] = this.model.minimizer.evaluations;
      if (reason !== undefined) failures.push({ iter: first + i, reason });
    }
    return { first, count, columns, evaluations, failures };
  }

  private refitOne(row: number, columns: Float64Array, count: number): string | undefined {
    const { plan, model, estimates } = this;
    const reason = model.refit(this.records, row * this.draws.recordLength);
    if (reason !== undefined) {
      for (let at = row; at < columns.length; at += count) columns[at] = NaN;
      return reason;
    }
    const { sigma, beta } = plan;
    const N = model.degreesOfFreedom;
    estimates.objective = model.objective + 2 * N * this.logSigma;
    estimates.sigma = plan.fixedSigma ?? sigma * Math.sqrt(model.r2 / N);
    for (let j = 0; j < beta.length; j++) estimates.beta[j] = beta[j] + sigma * model.beta[j];
    this.sample.write(columns, count, row, estimates);
    return undefined;
  }
}
