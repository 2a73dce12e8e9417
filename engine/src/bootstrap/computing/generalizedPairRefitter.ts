import type { RandomStream } from "../../random/stream";
import { streamFrom } from "../../random/streamFrom";
import type { StreamState } from "../../random/streamState";
import type { GeneralizedPairPlan } from "../drawing/generalizedPlan";
import { GeneralizedSimulator } from "../drawing/generalizedSimulator";
import type { Failure } from "../sample/failure";
import { GeneralizedFit } from "./generalizedFit";
import { whyAbove } from "./pairRefitter";
import type { Replicates, Replicator } from "./replicator";

/** Draws responses of the smaller of two generalized models and fits both to each. */
export class GeneralizedPairRefitter implements Replicator {
  private readonly simulator: GeneralizedSimulator;
  private readonly models: readonly GeneralizedFit[];
  private readonly drawn: Float64Array;
  private stream: RandomStream | undefined;

  constructor(
    private readonly plan: GeneralizedPairPlan,
    readonly capacity: number,
  ) {
    const { small, large } = plan;
    this.simulator = new GeneralizedSimulator(small);
    this.models = [new GeneralizedFit(small), new GeneralizedFit(large)];
    this.drawn = new Float64Array(capacity * small.n);
  }

  open(state: StreamState): void {
    this.stream = streamFrom(state);
  }

  state(): StreamState {
    return this.stream!.state();
  }

  skip(count: number): void {
    this.simulator.skip(this.stream!, count);
  }

  draw(count: number): void {
    const { n } = this.plan.small;
    for (let i = 0; i < count; i++) this.simulator.draw(this.stream!, this.drawn.subarray(i * n, (i + 1) * n));
  }

  refit(first: number, count: number): Replicates {
    const { n } = this.plan.small;
    const columns = new Float64Array(2 * count);
    const evaluations = new Int32Array(count);
    const failures: Failure[] = [];
    for (let i = 0; i < count; i++) {
      const y = this.drawn.subarray(i * n, (i + 1) * n);
      const [small, large] = this.models.map((model) => model.minimum(y));
      evaluations[i] = small.evaluations + large.evaluations;
      columns[i] = small.objective;
      columns[count + i] = large.objective;
      const reason = small.reason ?? large.reason ?? whyAbove(large.objective - small.objective);
      if (reason === undefined) continue;
      failures.push({ iter: first + i, reason });
      columns[i] = columns[count + i] = NaN;
    }
    return { first, count, columns, evaluations, failures };
  }

  release(): void {
    for (const model of this.models) model.release();
  }
}
