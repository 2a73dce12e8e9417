import type { StreamState } from "../../random/streamState";
import type { GeneralizedSimulation } from "../drawing/generalizedPlan";
import type { GeneralizedSource } from "../drawing/generalizedSimulator";
import { generalizedSource } from "../drawing/generalizedSource";
import type { Replicates, Replicator } from "./replicator";

/** A replicator that draws responses of a generalized model; subclasses say what is computed of them. */
export abstract class ResponseReplicator implements Replicator {
  private readonly source: GeneralizedSource;
  private readonly drawn: Float64Array;
  private readonly rows: number;

  constructor(
    simulation: GeneralizedSimulation,
    readonly capacity: number,
  ) {
    this.source = generalizedSource(simulation);
    this.rows = simulation.n;
    this.drawn = new Float64Array(capacity * simulation.n);
  }

  abstract refit(first: number, count: number): Replicates;

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
    for (let i = 0; i < count; i++) this.source.draw(this.response(i));
  }

  release(): void {
    this.source.release();
  }

  /** The response that was drawn as number `row` of the last ones. */
  protected response(row: number): Float64Array {
    return this.drawn.subarray(row * this.rows, (row + 1) * this.rows);
  }
}
