import type { RandomStream } from "../../random/stream";
import { streamFrom } from "../../random/streamFrom";
import type { StreamState } from "../../random/streamState";
import type { GeneralizedPlan } from "../drawing/generalizedPlan";
import { GeneralizedSimulator } from "../drawing/generalizedSimulator";
import { eachReplicate } from "./eachReplicate";
import { GeneralizedFit } from "./generalizedFit";
import type { Replicates, Replicator } from "./replicator";

/** Draws responses of a generalized model and refits it to them. */
export class GeneralizedRefitter implements Replicator {
  private readonly simulator: GeneralizedSimulator;
  private readonly model: GeneralizedFit;
  private readonly drawn: Float64Array;
  private stream: RandomStream | undefined;

  constructor(
    private readonly plan: GeneralizedPlan,
    readonly capacity: number,
  ) {
    this.simulator = new GeneralizedSimulator(plan);
    this.model = new GeneralizedFit(plan);
    this.drawn = new Float64Array(capacity * plan.n);
  }

  open(state: StreamState): void {
    this.stream = streamFrom(state);
  }

  state(): StreamState {
    return this.stream!.state();
  }

  /** How many numbers a response takes depends on them, so that it is drawn to be passed over. */
  skip(count: number): void {
    this.simulator.skip(this.stream!, count);
  }

  draw(count: number): void {
    const { n } = this.plan;
    for (let i = 0; i < count; i++) this.simulator.draw(this.stream!, this.drawn.subarray(i * n, (i + 1) * n));
  }

  refit(first: number, count: number): Replicates {
    const { n } = this.plan;
    return eachReplicate(first, count, this.model.sample.names.length, (row, columns) =>
      this.model.refit(this.drawn.subarray(row * n, (row + 1) * n), columns, count, row),
    );
  }

  release(): void {
    this.model.release();
  }
}
