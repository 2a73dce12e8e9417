import type { StreamState } from "../../random/streamState";
import type { Heap } from "../../wasm/heap";
import type { Blueprint } from "./blueprint";
import { DesignRows } from "./designRows";
import { ResponseRecorder } from "./responseRecorder";
import { WholeResponses } from "./wholeResponses";

/** Draws the statistics of resampled responses; used like {@link ReplicateDraws}. */
export class ResampledDraws {
  readonly recordLength: number;
  private readonly responses: WholeResponses;
  private readonly recorder: ResponseRecorder;

  constructor(plan: Blueprint, heap: Heap) {
    const rows = new DesignRows(heap);
    this.responses = new WholeResponses(plan, heap, rows);
    this.recorder = new ResponseRecorder(plan, heap, rows, this.responses.y);
    this.recordLength = this.recorder.length;
  }

  open(state: StreamState): void {
    this.responses.stream.open(state);
  }

  state(): StreamState {
    return this.responses.stream.state();
  }

  skip(count: number): void {
    this.responses.stream.skip(count);
  }

  /** Draws `count` replicates into consecutive records from byte `address` of the heap on. */
  draw(address: number, count: number): void {
    for (let i = 0; i < count; i++) {
      this.responses.next();
      this.recorder.write(address + 8 * i * this.recordLength);
    }
  }
}
