import { threads } from "../../platform/threads";
import type { StreamState } from "../../random/streamState";
import type { Position } from "./chunkLedger";
import type { DrawingTime } from "./drawingTimes";
import type { Plan, Replicates, Replicator } from "./replicator";
import { replicatorOf } from "./replicatorOf";

/** What a thread is told: begin with a model, compute a chunk of replicates, end. */
export type Order =
  | { readonly kind: "begin"; readonly plan: Plan; readonly capacity: number }
  | Chunk
  | { readonly kind: "end" };

interface Chunk {
  readonly kind: "chunk";
  readonly first: number;
  readonly count: number;
  /** Where the draws of a replicate not after the first one begin. */
  readonly from: Position;
}

/**
 * A thread answers a chunk twice: with the stream as soon as the draws are made, which others then need not pass over,
 * and with the replicates and the ms that all has taken. It says what it could not do, and when it has ended.
 */
export type Answer =
  | { readonly kind: "drawn"; readonly first: number; readonly state: StreamState; readonly time: DrawingTime }
  | { readonly kind: "failed"; readonly first: number; readonly reason: string }
  | { readonly kind: "ended" }
  | { readonly kind: "replicates"; readonly replicates: Replicates; readonly time: number };

threads.serve<Order, Answer>((port) => {
  let begun: { readonly plan: Plan; readonly capacity: number } | undefined;
  let replicator: Replicator | undefined;
  /** The replicate before whose draws the stream stands. */
  let next = 0;
  const compute = ({ first, count, from }: Chunk): void => {
    const started = performance.now();
    if (replicator === undefined) next = 0;
    replicator ??= replicatorOf(begun!.plan, begun!.capacity);
    if (next < from.first || next > first) {
      replicator.open(from.state);
      next = from.first;
    }
    const skipped = first - next;
    const before = performance.now();
    replicator.skip(skipped);
    const between = performance.now();
    replicator.draw(count);
    next = first + count;
    const time = { skipped, skipping: between - before, drawing: performance.now() - between };
    port.post({ kind: "drawn", first, state: replicator.state(), time });
    const replicates = replicator.refit(first, count);
    port.post({ kind: "replicates", replicates, time: performance.now() - started }, [
      replicates.columns.buffer as ArrayBuffer,
      replicates.evaluations.buffer as ArrayBuffer,
    ]);
  };
  port.listen((order) => {
    if (order.kind === "begin") {
      begun = order;
    } else if (order.kind === "end") {
      replicator?.release();
      replicator = undefined;
      port.post({ kind: "ended" });
    } else {
      try {
        compute(order);
      } catch (error) {
        // The memory of one that has failed half-way is not used again.
        replicator = undefined;
        port.post({
          kind: "failed",
          first: order.first,
          reason: String((error as Error | null)?.message ?? error),
        });
      }
    }
  });
});
