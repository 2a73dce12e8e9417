import type { StreamState } from "../../random/streamState";
import type { GeneralizedPairPlan } from "../drawing/generalizedPlan";
import type { GeneralizedSource } from "../drawing/generalizedSimulator";
import { generalizedSource } from "../drawing/generalizedSource";
import { eachReplicate } from "./eachReplicate";
import { GeneralizedFit } from "./generalizedFit";
import { whyAbove } from "./pairRefitter";
import type { Replicates, Replicator } from "./replicator";

/** Draws responses of the smaller of two generalized models and fits both to each. */
export class GeneralizedPairRefitter implements Replicator {
  private readonly source: GeneralizedSource;
  private readonly models: readonly GeneralizedFit[];
  private readonly drawn: Float64Array;

  constructor(
    private readonly plan: GeneralizedPairPlan,
    readonly capacity: number,
  ) {
    const { small, large } = plan;
    this.source = generalizedSource(small);
    this.models = [new GeneralizedFit(small), new GeneralizedFit(large)];
    this.drawn = new Float64Array(capacity * small.n);
  }

  open(state: StreamState): void {
    this.source.open(state);
  }

  state(): StreamState {
    return this.source.state();
  }

  skip(count: number): void {
    this.source.skip(count);
  }

  draw(count: number): void {
    const { n } = this.plan.small;
    for (let i = 0; i < count; i++) this.source.draw(this.drawn.subarray(i * n, (i + 1) * n));
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
    this.source.release();
    for (const model of this.models) model.release();
  }
}
