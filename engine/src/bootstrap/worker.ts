import { parentPort } from "node:worker_threads";
import type { StreamState } from "../random/stream";
import type { Plan, Replicates, Replicator } from "./replicator";
import { replicatorOf } from "./replicatorOf";

/** What a thread is told: begin with a model, compute a chunk of replicates from the stream as it stands, end. */
export type Order =
  | { readonly kind: "begin"; readonly plan: Plan; readonly capacity: number }
  | { readonly kind: "chunk"; readonly first: number; readonly count: number; readonly state: StreamState }
  | { readonly kind: "end" };

/** A thread answers a chunk twice: the stream is free for the next thread as soon as the draws are made, the fits follow, with the ms that all has taken. */
export type Answer =
  | { readonly kind: "drawn"; readonly state: StreamState }
  | { readonly kind: "replicates"; readonly replicates: Replicates; readonly time: number };

if (parentPort) {
  const port = parentPort;
  let refitter: Replicator | undefined;
  port.on("message", (order: Order) => {
    if (order.kind === "begin") {
      refitter = replicatorOf(order.plan, order.capacity);
    } else if (order.kind === "end") {
      refitter?.release();
      refitter = undefined;
    } else if (refitter !== undefined) {
      const started = performance.now();
      refitter.open(order.state);
      refitter.draw(order.count);
      port.postMessage({ kind: "drawn", state: refitter.close() } satisfies Answer);
      const replicates = refitter.refit(order.first, order.count);
      port.postMessage({ kind: "replicates", replicates, time: performance.now() - started } satisfies Answer, [replicates.columns.buffer as ArrayBuffer, replicates.evaluations.buffer as ArrayBuffer]);
    }
  });
}
