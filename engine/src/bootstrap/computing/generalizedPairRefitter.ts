import type { RandomStream } from "../../random/stream";
import { streamFrom } from "../../random/streamFrom";
import type { StreamState } from "../../random/streamState";
import type { GeneralizedPairPlan } from "../drawing/generalizedPlan";
import { GeneralizedSimulator } from "../drawing/generalizedSimulator";
import { eachReplicate } from "./eachReplicate";
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
    return eachReplicate(first, count, 2, (row, columns) => {
      const y = this.drawn.subarray(row * n, (row + 1) * n);
      const [small, large] = this.models.map((model) => model.minimum(y));
      columns[row] = small.objective;
      columns[count + row] = large.objective;
      const reason = small.reason ?? large.reason ?? whyAbove(large.objective - small.objective);
      return { evaluations: small.evaluations + large.evaluations, ...(reason !== undefined && { reason }) };
    });
  }

  release(): void {
    for (const model of this.models) model.release();
  }
}
