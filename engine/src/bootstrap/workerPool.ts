import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { RandomStream, StreamState } from "../random/stream";
import type { Blueprint } from "./blueprint";
import type { Answer, Task } from "./worker";

export type Rows = Extract<Answer, { kind: "rows" }>;

export interface PoolJob {
  readonly plan: Blueprint;
  readonly stream: RandomStream;
  /** Numbers of the first replicate to compute and of the last one. */
  readonly first: number;
  readonly last: number;
  readonly workers: number;
  readonly chunk: number;
  readonly onRows: (rows: Rows) => void;
  readonly signal: AbortSignal;
}

/**
 * Computes replicates first…last on worker threads. The stream goes from thread to thread like a baton: whoever holds it
 * draws a chunk and passes it on before refitting, so the draws are those of one thread whatever the number of workers.
 * Resolves when all is done or the signal aborts; the stream is left after the last draw.
 */
export function runPool({ plan, stream, first, last, workers, chunk, onRows, signal }: PoolJob): Promise<void> {
  return new Promise((resolve, reject) => {
    let next = first;
    let done = first - 1;
    let baton: StreamState | undefined = stream.state();
    const idle: Worker[] = [];
    const all = Array.from({ length: Math.min(workers, Math.ceil((last - first + 1) / chunk)) }, () => new Worker(join(__dirname, "worker.js"), { workerData: plan }));
    const finish = (error?: Error): void => {
      signal.removeEventListener("abort", stop);
      if (baton !== undefined) stream.restore(baton);
      void Promise.all(all.map((worker) => worker.terminate())).then(() => (error ? reject(error) : resolve()));
    };
    const stop = (): void => finish();
    const dispatch = (): void => {
      if (baton === undefined || next > last || idle.length === 0) return;
      const count = Math.min(chunk, last - next + 1);
      idle.pop()!.postMessage({ first: next, count, state: baton } satisfies Task);
      next += count;
      baton = undefined;
    };
    for (const worker of all) {
      idle.push(worker);
      worker.on("error", finish);
      worker.on("message", (answer: Answer) => {
        if (signal.aborted) return;
        if (answer.kind === "drawn") {
          baton = answer.state;
        } else {
          onRows(answer);
          done += answer.count;
          idle.push(worker);
          if (done === last) {
            finish();
            return;
          }
        }
        dispatch();
      });
    }
    if (signal.aborted) return stop();
    signal.addEventListener("abort", stop, { once: true });
    dispatch();
  });
}
