import type { ResponseStatistics } from "../matrices/responseStatistics";
import { CovarianceLayout } from "../model/covarianceLayout";
import { Minimizer, type Problem } from "../model/minimize";
import { ProfiledDeviance } from "../model/profiledDeviance";
import { snapToBoundary } from "../model/snapToBoundary";
import type { RandomStream } from "../random/stream";
import { type Floats, Heap } from "../wasm/heap";
import type { Blueprint } from "./blueprint";
import { ReplicateDraws } from "./replicateDraws";

/** So many replicates are drawn at a time. */
const RECORDS = 64;

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
  private readonly draws: ReplicateDraws;
  private readonly records: Floats;
  private readonly problem: Problem;
  private readonly minimizer: Minimizer;
  private readonly start: ProfiledDeviance;
  private readonly lambdas: Float64Array[];

  constructor(private readonly plan: Blueprint) {
    const { system, n, reml, terms, blocks, theta } = plan;
    const heap = new Heap();
    this.draws = new ReplicateDraws(plan, heap);
    this.records = heap.float64(RECORDS * this.draws.recordLength);
    heap.seal();
    const layout = new CovarianceLayout(terms.map((term) => term.columns.length), blocks);
    this.problem = { layout, deviance: new ProfiledDeviance(system, n, reml) };
    this.minimizer = new Minimizer(this.problem);
    this.start = new ProfiledDeviance(system, n, reml);
    this.lambdas = layout.lambdas();
    layout.fill(this.lambdas, theta);
    this.start.factor(this.lambdas, true);
    this.rowLength = 2 + system.p + layout.length;
  }

  /** Draws the statistics of `count` replicates. */
  draw(stream: RandomStream, count: number): ResponseStatistics[] {
    const { draws, records } = this;
    const { q1, d2, p } = this.plan.system;
    const drawn: ResponseStatistics[] = [];
    draws.open(stream.state());
    while (drawn.length < count) {
      const part = Math.min(RECORDS, count - drawn.length);
      draws.draw(records.address, part);
      for (let r = 0; r < part; r++) {
        const record = records.array.slice(r * draws.recordLength, (r + 1) * draws.recordLength);
        const core = q1 + d2 + p;
        drawn.push({ core: record.subarray(0, core), scatter: record.subarray(core, record.length - 1), yy: record[record.length - 1] });
      }
    }
    stream.restore(draws.close());
    return drawn;
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
    const minimum = snapToBoundary(problem, statistics, this.minimizer.minimize(statistics, plan.theta, this.start));
    if (minimum.failure !== undefined) {
      row.fill(NaN);
      return minimum.failure;
    }
    problem.layout.fill(this.lambdas, minimum.theta);
    deviance.factor(this.lambdas, false);
    const objective = deviance.solve(statistics, false);
    const N = deviance.degreesOfFreedom;
    row[0] = objective + 2 * N * Math.log(plan.sigma);
    row[1] = plan.sigma * Math.sqrt(deviance.r2 / N);
    for (let j = 0; j < plan.beta.length; j++) row[2 + j] = plan.beta[j] + plan.sigma * deviance.beta[j];
    row.set(minimum.theta, 2 + plan.beta.length);
    return undefined;
  }
}
