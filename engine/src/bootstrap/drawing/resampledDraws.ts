import { statisticsLength } from "../../matrices/responseStatistics";
import type { RandomStream } from "../../random/stream";
import { streamFrom } from "../../random/streamFrom";
import type { StreamState } from "../../random/streamState";
import type { Heap } from "../../wasm/heap";
import type { Blueprint } from "./blueprint";
import { type Resampling, resample } from "./resampling";
import { ResponseRecorder } from "./responseRecorder";

/** Draws the statistics of resampled responses; used like {@link ReplicateDraws}. */
export class ResampledDraws {
  readonly recordLength: number;
  private readonly recorder: ResponseRecorder;
  private readonly y: Float64Array;
  private stream: RandomStream | undefined;

  constructor(
    private readonly plan: Blueprint,
    private readonly resampling: Resampling,
    private readonly heap: Heap,
  ) {
    this.recordLength = statisticsLength(plan.system);
    this.recorder = new ResponseRecorder(plan.system, plan.terms, plan.fixed);
    this.y = new Float64Array(plan.n);
  }

  open(state: StreamState): void {
    this.stream = streamFrom(state);
  }

  close(): StreamState {
    return this.stream!.state();
  }

  /** Draws `count` replicates into consecutive records from byte `address` of the heap on. */
  draw(address: number, count: number): void {
    const { recordLength, y, resampling, plan } = this;
    for (let i = 0; i < count; i++) {
      resample(resampling, plan.terms, this.stream!, y);
      this.recorder.write(new Float64Array(this.heap.memory.buffer, address + 8 * i * recordLength, recordLength), y);
    }
  }
}
