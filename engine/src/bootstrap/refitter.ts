import { type ResponseStatistics, statisticsLength } from "../matrices/responseStatistics";
import { CovarianceLayout } from "../model/covarianceLayout";
import { DenseCore, DenseDeviance } from "../model/denseDeviance";
import { Minimizer, type Problem } from "../model/minimize";
import { snapToBoundary } from "../model/snapToBoundary";
import { type RandomStream, type StreamState, streamFrom } from "../random/stream";
import { Heap } from "../wasm/heap";
import type { Blueprint } from "./blueprint";
import { SampleLayout } from "./sampleLayout";
import { Simulator } from "./simulator";

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
  private readonly simulator: Simulator;
  private readonly problem: Problem;
  private readonly minimizer: Minimizer;
  private readonly start: DenseDeviance;
  private readonly records: ResponseStatistics[];
  private stream: RandomStream | undefined;

  /** @param capacity how many replicates can be drawn at a time */
  constructor(private readonly plan: Blueprint, readonly capacity: number) {
    const { heap } = this;
    const { system, n, reml, terms, blocks, theta } = plan;
    this.simulator = new Simulator(plan);
    const layout = new CovarianceLayout(terms.map((term) => term.columns.length), blocks);
    this.sample = new SampleLayout(plan.coefficients, plan.kept, layout);
    const core = new DenseCore(heap, system);
    const deviance = new DenseDeviance(core, n, reml);
    this.start = new DenseDeviance(core, n, reml);
    heap.seal();
    this.records = Array.from({ length: capacity }, () => new Float64Array(statisticsLength(system)));
    this.problem = { layout, deviance };
    this.minimizer = new Minimizer(this.problem);
    layout.fill(this.start.lambdas, theta);
    this.start.factor(true);
  }

  release(): void {
    this.heap.release();
  }

  open(state: StreamState): void {
    this.stream = streamFrom(state);
  }

  close(): StreamState {
    return this.stream!.state();
  }

  /** Draws the next `count` ≤ capacity replicates. */
  draw(count: number): void {
    for (let i = 0; i < count; i++) this.simulator.statistics(this.stream!, this.records[i]);
  }

  /** Refits the replicates drawn last, the first of them being number `first`. */
  refit(first: number, count: number): Replicates {
    const columns = new Float64Array(this.sample.names.length * count);
    const evaluations = new Int32Array(count);
    const failures: Failure[] = [];
    for (let i = 0; i < count; i++) {
      const reason = this.refitOne(this.records[i], columns, count, i, evaluations);
      if (reason !== undefined) failures.push({ iter: first + i, reason });
    }
    return { first, count, columns, evaluations, failures };
  }

  private refitOne(statistics: ResponseStatistics, columns: Float64Array, count: number, row: number, evaluations: Int32Array): string | undefined {
    const { plan, problem } = this;
    const { deviance } = problem;
    deviance.statistics.set(statistics);
    const minimum = snapToBoundary(problem, this.minimizer.minimize(plan.theta, this.start));
    evaluations[row] = minimum.evaluations;
    if (minimum.failure !== undefined) {
      for (let at = row; at < columns.length; at += count) columns[at] = NaN;
      return minimum.failure;
    }
    problem.layout.fill(deviance.lambdas, minimum.theta);
    deviance.factor(false);
    const objective = deviance.solve(false) + 2 * deviance.degreesOfFreedom * Math.log(plan.sigma);
    const sigma = plan.sigma * Math.sqrt(deviance.r2 / deviance.degreesOfFreedom);
    const beta = plan.beta.map((value, j) => value + plan.sigma * deviance.beta[j]);
    this.sample.write(columns, count, row, { objective, sigma, beta, theta: minimum.theta, lambdas: deviance.lambdas });
    return undefined;
  }
}
