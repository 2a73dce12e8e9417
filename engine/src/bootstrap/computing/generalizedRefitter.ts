import type { StreamState } from "../../random/streamState";
import type { GeneralizedPlan } from "../drawing/generalizedPlan";
import type { GeneralizedSource } from "../drawing/generalizedSimulator";
import { generalizedSource } from "../drawing/generalizedSource";
import { eachReplicate } from "./eachReplicate";
import { GeneralizedFit } from "./generalizedFit";
import type { Replicates, Replicator } from "./replicator";

/** Draws responses of a generalized model and refits it to them. */
export class GeneralizedRefitter implements Replicator {
  private readonly source: GeneralizedSource;
  private readonly model: GeneralizedFit;
  private readonly drawn: Float64Array;

  constructor(
    private readonly plan: GeneralizedPlan,
    readonly capacity: number,
  ) {
    this.source = generalizedSource(plan);
    this.model = new GeneralizedFit(plan, { keepsErrors: plan.keepsErrors });
    this.drawn = new Float64Array(capacity * plan.n);
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
    const { n } = this.plan;
    for (let i = 0; i < count; i++) this.source.draw(this.drawn.subarray(i * n, (i + 1) * n));
  }

  refit(first: number, count: number): Replicates {
    const { n } = this.plan;
    return eachReplicate(first, count, this.model.sample.names.length, (row, columns) =>
      this.model.refit(this.drawn.subarray(row * n, (row + 1) * n), columns, count, row),
    );
  }

  release(): void {
    this.source.release();
    this.model.release();
  }
}
