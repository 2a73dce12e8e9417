import type { RandomStream } from "../../random/stream";
import { streamFrom } from "../../random/streamFrom";
import type { StreamState } from "../../random/streamState";
import type { GeneralizedSimulation } from "./generalizedPlan";
import { GeneralizedSimulator, type GeneralizedSource } from "./generalizedSimulator";
import { InterceptSimulator, isInterceptSimulation } from "./interceptSimulator";

/** The responses of a generalized model: by a kernel where it has the model, else from the stream itself. */
export function generalizedSource(plan: GeneralizedSimulation): GeneralizedSource {
  return isInterceptSimulation(plan) ? new InterceptSimulator(plan) : new StreamSource(plan);
}

class StreamSource implements GeneralizedSource {
  private readonly simulator: GeneralizedSimulator;
  private stream: RandomStream | undefined;

  constructor(plan: GeneralizedSimulation) {
    this.simulator = new GeneralizedSimulator(plan);
  }

  open(state: StreamState): void {
    this.stream = streamFrom(state);
  }

  state(): StreamState {
    return this.stream!.state();
  }

  draw(y: Float64Array): void {
    this.simulator.draw(this.stream!, y);
  }

  /** How many numbers a response takes depends on them, so that it is drawn to be passed over. */
  skip(count: number): void {
    this.simulator.skip(this.stream!, count);
  }

  release(): void {}
}
