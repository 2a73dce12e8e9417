import { type ResponseStatistics, statisticsLength } from "../matrices/responseStatistics";
import { CovarianceLayout } from "../model/covarianceLayout";
import { Minimizer } from "../model/minimize";
import { ProfiledDeviance } from "../model/profiledDeviance";
import { snapToBoundary } from "../model/snapToBoundary";
import { needsLevelTraces } from "../model/strata";
import type { RandomStream } from "../random/stream";
import type { Blueprint } from "./blueprint";
import { Simulator } from "./simulator";

/** A replicate that did not converge, and why; its row holds NaN. */
export interface Failure {
  /** Number of the replicate, from 1. */
  iter: number;
  reason: string;
}

export interface Refits {
  /** A row of {@link Refitter.rowLength} numbers per replicate. */
  readonly rows: Float64Array;
  /** Evaluations of the deviance that each replicate took; the one at the shared start is not counted. */
  readonly evaluations: Int32Array;
  readonly failures: Failure[];
}

/**
 * Simulates and refits replicates. A row of results is objective, σ, β (kept columns), θ. Every refit starts at the θ
 * that was simulated from, whose factorization is shared, and sees nothing but its own response: its bits do not depend
 * on what was computed before it or where.
 */
export class Refitter {
  readonly rowLength: number;
  private readonly simulator: Simulator;
  private readonly minimizer: Minimizer;
  private readonly start: ProfiledDeviance;

  constructor(private readonly plan: Blueprint) {
    const { system, n, reml, terms, blocks, theta, strata } = plan;
    this.simulator = new Simulator(plan);
    const layout = new CovarianceLayout(terms.map((term) => term.columns.length), blocks);
    const options = { levelTraces: needsLevelTraces(strata) };
    this.minimizer = new Minimizer({ layout, deviance: new ProfiledDeviance(system, n, reml, options), strata });
    this.start = new ProfiledDeviance(system, n, reml, options);
    layout.fill(this.start.lambdas, theta);
    this.start.factor(true);
    this.rowLength = 2 + system.p + layout.length;
  }

  /** Draws the statistics of `count` replicates. */
  draw(stream: RandomStream, count: number): ResponseStatistics[] {
    return Array.from({ length: count }, () => {
      const statistics = new Float64Array(statisticsLength(this.plan.system));
      this.simulator.statistics(stream, statistics);
      return statistics;
    });
  }

  /** Refits drawn replicates; `first` is the number of the first one. */
  refit(drawn: readonly ResponseStatistics[], first: number): Refits {
    const rows = new Float64Array(drawn.length * this.rowLength);
    const evaluations = new Int32Array(drawn.length);
    const failures: Failure[] = [];
    for (let i = 0; i < drawn.length; i++) {
      const reason = this.refitOne(drawn[i], rows, i * this.rowLength);
      evaluations[i] = this.minimizer.evaluations;
      if (reason !== undefined) failures.push({ iter: first + i, reason });
    }
    return { rows, evaluations, failures };
  }

  private refitOne(statistics: ResponseStatistics, rows: Float64Array, at: number): string | undefined {
    const { plan, minimizer, start } = this;
    const { deviance, layout } = minimizer.problem;
    deviance.statistics.set(statistics);
    start.statistics.set(statistics);
    minimizer.minimize(plan.theta, start);
    if (minimizer.failure !== undefined) {
      rows.fill(NaN, at, at + this.rowLength);
      return minimizer.failure;
    }
    snapToBoundary(minimizer);
    if (!minimizer.holdsSolution) {
      layout.fill(deviance.lambdas, minimizer.theta);
      deviance.factor(false);
      deviance.solve(false);
    }
    const { sigma, beta } = plan;
    const N = deviance.degreesOfFreedom;
    rows[at++] = deviance.objective + 2 * N * Math.log(sigma);
    rows[at++] = sigma * Math.sqrt(deviance.r2 / N);
    for (let j = 0; j < beta.length; j++) rows[at++] = beta[j] + sigma * deviance.beta[j];
    for (let j = 0; j < minimizer.theta.length; j++) rows[at++] = minimizer.theta[j];
    return undefined;
  }
}
