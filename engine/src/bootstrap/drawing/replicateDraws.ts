import { statisticsLength } from "../../matrices/responseStatistics";
import { KernelStream } from "../../random/kernelStream";
import type { StreamState } from "../../random/streamState";
import type { Heap } from "../../wasm/heap";
import type { Blueprint } from "./blueprint";
import { coreFactor } from "./coreFactor";
import { drawSequence } from "./drawSequence";
import { responseTables } from "./responseTables";
import { statisticsTables } from "./statisticsTables";

/**
 * Draws the statistics of replicates by the kernels. By way of the responses, the stream gives n single normals for the
 * rows, then one array of normals per term, as in MixedModels.jl; `draws: "statistics"` takes the sufficient statistics
 * straight from their distribution. What does not depend on the replicate is prepared once; the bits of a replicate
 * depend on nothing but the stream as it stands.
 */
export class ReplicateDraws {
  /** Numbers of one record: core of [Z X]ᵀy, scatter of the twins, yᵀy. */
  readonly recordLength: number;
  private readonly stream: KernelStream;
  private readonly tables: number;

  /** Asks `heap` for its arrays; usable once the heap is sealed. */
  constructor(
    private readonly plan: Blueprint,
    private readonly heap: Heap,
  ) {
    const factor = plan.draws === "statistics" ? coreFactor(plan.system) : undefined;
    this.recordLength = statisticsLength(plan.system);
    this.stream = new KernelStream(heap, drawSequence(plan, factor));
    const { address } = this.stream;
    this.tables =
      factor === undefined ? responseTables(plan, heap, address) : statisticsTables(plan, factor, heap, address);
  }

  /** Takes over a stream where it stands. */
  open(state: StreamState): void {
    this.stream.open(state);
  }

  /** Draws `count` replicates of (y − Xβ)/σ into consecutive records from byte `address` of the heap on. */
  draw(address: number, count: number): void {
    const { kernels } = this.heap;
    if (this.plan.draws === "statistics") kernels.drawStatistics(this.tables, address, count);
    else kernels.drawResponses(this.tables, address, count);
  }

  /** Passes over the draws of `count` replicates. */
  skip(count: number): void {
    this.stream.skip(count);
  }

  /** The stream as it stands. */
  state(): StreamState {
    return this.stream.state();
  }
}
