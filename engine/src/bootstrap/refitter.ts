import { CovarianceLayout } from "../model/covarianceLayout";
import { devianceMaker } from "../model/devianceMaker";
import type { Deviance } from "../model/deviance";
import { Minimizer } from "../model/minimize";
import { snapToBoundary } from "../model/snapToBoundary";
import { needsLevelTraces } from "../model/strata";
import type { StreamState } from "../random/stream";
import { type Floats, Heap } from "../wasm/heap";
import type { Blueprint } from "./blueprint";
import { ReplicateDraws } from "./replicateDraws";
import { SampleLayout } from "./sampleLayout";

/** A replicate that did not converge, and why; its row holds NaN. */
export interface Failure {
  /** Number of the replicate, from 1. */
  iter: number;
  reason: string;
}

/** Some replicates in a row. */
export interface Replicates {
  /** Number of the first one, from 1, and how many. */
  readonly first: number;
  readonly count: number;
  /** The columns of the sample, one after the other, each `count` long. */
  readonly columns: Float64Array;
  readonly evaluations: Int32Array;
  readonly failures: readonly Failure[];
}

/**
 * Simulates and refits replicates, a few at a time. Every refit starts at the θ that was simulated from, whose
 * factorization is shared, and sees nothing but its own response: its bits do not depend on what was computed before it
 * or where. {@link open} takes over a stream, {@link close} gives it back, {@link release} ends the use.
 */
export class Refitter {
  private readonly heap = new Heap();
  private readonly sample: SampleLayout;
  private readonly draws: ReplicateDraws;
  private readonly minimizer: Minimizer;
  private readonly start: Deviance;
  private readonly records: Floats;
  private readonly estimates: { objective: number; sigma: number; beta: Float64Array; theta: Float64Array; lambdas: readonly Float64Array[] };
  private readonly logSigma: number;

  /** @param capacity how many replicates can be drawn at a time */
  constructor(private readonly plan: Blueprint, readonly capacity: number) {
    const { heap } = this;
    const { system, n, reml, fixedSigma, logWeights = 0, terms, blocks, theta, strata, traces } = plan;
    this.draws = new ReplicateDraws(plan, heap);
    this.records = heap.float64(capacity * this.draws.recordLength);
    const layout = new CovarianceLayout(terms.map((term) => term.columns.length), blocks);
    this.sample = new SampleLayout(plan.coefficients, plan.kept, layout);
    const makeDeviance = devianceMaker(heap, system);
    const options = { levelTraces: needsLevelTraces(strata), sigma: fixedSigma === undefined ? undefined : fixedSigma / plan.sigma, logWeights };
    const deviance = makeDeviance(n, reml, options);
    this.start = makeDeviance(n, reml, options);
    heap.seal();
    this.minimizer = new Minimizer({ layout, deviance, strata }, traces === undefined ? {} : { traces });
    layout.fill(this.start.lambdas, theta);
    this.start.factor(true);
    this.logSigma = Math.log(plan.sigma);
    this.estimates = { objective: NaN, sigma: NaN, beta: new Float64Array(plan.beta.length), theta: this.minimizer.theta, lambdas: deviance.lambdas };
  }

  release(): void {
    this.start.release();
    this.minimizer.problem.deviance.release();
    this.heap.release();
  }

  open(state: StreamState): void {
    this.draws.open(state);
  }

  close(): StreamState {
    return this.draws.close();
  }

  /** Draws the next `count` ≤ capacity replicates. */
  draw(count: number): void {
    this.draws.draw(this.records.address, count);
  }

  /** Refits the replicates drawn last, the first of them being number `first`. */
  refit(first: number, count: number): Replicates {
    const columns = new Float64Array(this.sample.names.length * count);
    const evaluations = new Int32Array(count);
    const failures: Failure[] = [];
    for (let i = 0; i < count; i++) {
      const reason = this.refitOne(i, columns, count);
      evaluations[i] = this.minimizer.evaluations;
      if (reason !== undefined) failures.push({ iter: first + i, reason });
    }
    return { first, count, columns, evaluations, failures };
  }

  private refitOne(row: number, columns: Float64Array, count: number): string | undefined {
    const { plan, minimizer, estimates } = this;
    const { deviance, layout } = minimizer.problem;
    const record = row * this.draws.recordLength;
    this.start.read(this.records, record);
    deviance.read(this.records, record);
    minimizer.minimize(plan.theta, this.start);
    if (minimizer.failure !== undefined) {
      for (let at = row; at < columns.length; at += count) columns[at] = NaN;
      return minimizer.failure;
    }
    snapToBoundary(minimizer);
    if (!minimizer.holdsSolution) {
      layout.fill(deviance.lambdas, minimizer.theta);
      deviance.factor(false);
      deviance.solve(false);
    }
    // A solution that was refined, not factored, has its objective in the minimizer only.
    const { objective, r2 } = minimizer.holdsSolution ? minimizer : deviance;
    const { sigma, beta } = plan;
    const N = deviance.degreesOfFreedom;
    estimates.objective = objective + 2 * N * this.logSigma;
    estimates.sigma = plan.fixedSigma ?? sigma * Math.sqrt(r2 / N);
    for (let j = 0; j < beta.length; j++) estimates.beta[j] = beta[j] + sigma * deviance.beta[j];
    this.sample.write(columns, count, row, estimates);
    return undefined;
  }
}
