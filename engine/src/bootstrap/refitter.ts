import { type ResponseStatistics, statisticsLength } from "../matrices/responseStatistics";
import { CovarianceLayout } from "../model/covarianceLayout";
import { Minimizer, type Problem } from "../model/minimize";
import { ProfiledDeviance } from "../model/profiledDeviance";
import { snapToBoundary } from "../model/snapToBoundary";
import type { RandomStream } from "../random/stream";
import type { Blueprint } from "./blueprint";
import { Simulator } from "./simulator";

/** A replicate that did not converge, and why; its row holds NaN. */
export interface Failure {
  /** Number of the replicate, from 1. */
  iter: number;
  reason: string;
}

/**
 * Simulates and refits replicates. A row of results is objective, σ, β (kept columns), θ. Every refit starts at the θ
 * that was simulated from, whose factorization is shared, and sees nothing but its own response: its bits do not depend
 * on what was computed before it or where.
 */
export class Refitter {
  readonly rowLength: number;
  private readonly simulator: Simulator;
  private readonly problem: Problem;
  private readonly minimizer: Minimizer;
  private readonly start: ProfiledDeviance;

  constructor(private readonly plan: Blueprint) {
    const { system, n, reml, terms, blocks, theta } = plan;
    this.simulator = new Simulator(plan);
    const layout = new CovarianceLayout(terms.map((term) => term.columns.length), blocks);
    this.problem = { layout, deviance: new ProfiledDeviance(system, n, reml) };
    this.minimizer = new Minimizer(this.problem);
    this.start = new ProfiledDeviance(system, n, reml);
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

  /** Refits drawn replicates into rows of {@link rowLength} numbers; `first` is the number of the first one. */
  refit(drawn: readonly ResponseStatistics[], first: number): { rows: Float64Array; failures: Failure[] } {
    const rows = new Float64Array(drawn.length * this.rowLength);
    const failures: Failure[] = [];
    drawn.forEach((statistics, i) => {
      const reason = this.refitOne(statistics, rows.subarray(i * this.rowLength, (i + 1) * this.rowLength));
      if (reason !== undefined) failures.push({ iter: first + i, reason });
    });
    return { rows, failures };
  }

  private refitOne(statistics: ResponseStatistics, row: Float64Array): string | undefined {
    const { plan, problem } = this;
    const { deviance } = problem;
    deviance.statistics.set(statistics);
    this.start.statistics.set(statistics);
    const minimum = snapToBoundary(problem, this.minimizer.minimize(plan.theta, this.start));
    if (minimum.failure !== undefined) {
      row.fill(NaN);
      return minimum.failure;
    }
    problem.layout.fill(deviance.lambdas, minimum.theta);
    deviance.factor(false);
    const objective = deviance.solve(false);
    const N = deviance.degreesOfFreedom;
    row[0] = objective + 2 * N * Math.log(plan.sigma);
    row[1] = plan.sigma * Math.sqrt(deviance.r2 / N);
    for (let j = 0; j < plan.beta.length; j++) row[2 + j] = plan.beta[j] + plan.sigma * deviance.beta[j];
    row.set(minimum.theta, 2 + plan.beta.length);
    return undefined;
  }
}
