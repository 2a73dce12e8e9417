import { parentPort, workerData } from "node:worker_threads";
import { type StreamState, streamFrom } from "../random/stream";
import type { Blueprint } from "./blueprint";
import { type Failure, Refitter } from "./refitter";

/** Work for a thread: draw `count` replicates from the stream as it stands, the first being number `first`. */
export interface Task {
  readonly first: number;
  readonly count: number;
  readonly state: StreamState;
}

/** A thread answers twice: the stream is free for the next thread as soon as the draws are made, the rows follow. */
export type Answer =
  | { readonly kind: "drawn"; readonly state: StreamState }
  | { readonly kind: "rows"; readonly first: number; readonly count: number; readonly rows: Float64Array; readonly failures: readonly Failure[] };

if (parentPort) {
  const port = parentPort;
  const refitter = new Refitter(workerData as Blueprint);
  port.on("message", ({ first, count, state }: Task) => {
    const stream = streamFrom(state);
    const drawn = refitter.draw(stream, count);
    port.postMessage({ kind: "drawn", state: stream.state() } satisfies Answer);
    const { rows, failures } = refitter.refit(drawn, first);
    port.postMessage({ kind: "rows", first, count, rows, failures } satisfies Answer, [rows.buffer as ArrayBuffer]);
  });
}
