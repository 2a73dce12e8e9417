import type { Worker } from "node:worker_threads";
import type { RandomStream, StreamState } from "../random/stream";
import type { ChunkSchedule } from "./chunkSchedule";
import type { Plan, Replicates } from "./replicator";
import type { Answer, Order } from "./worker";
import { returnWorkers, takeWorkers } from "./workerPool";

export interface WorkerJob {
  readonly plan: Plan;
  readonly stream: RandomStream;
  /** Numbers of the first replicate to compute and of the last one. */
  readonly first: number;
  readonly last: number;
  readonly workers: number;
  readonly schedule: ChunkSchedule;
  readonly onReplicates: (replicates: Replicates) => void;
  readonly signal: AbortSignal;
}

/**
 * Computes replicates first…last on worker threads. The stream goes from thread to thread like a baton: whoever holds it
 * draws a chunk and passes it on before refitting, so the draws are those of one thread whatever the number of workers.
 * A single thread gets its next chunk while it refits, so that it need not wait for it.
 * Resolves when all is done or the signal aborts; the stream is left after the last replicate that no missing one precedes.
 */
export function bootstrapOnWorkers({ plan, stream, first, last, workers, schedule, onReplicates, signal }: WorkerJob): Promise<void> {
  return new Promise((resolve, reject) => {
    let next = first;
    let left = last - first + 1;
    let baton: StreamState | undefined = stream.state();
    /** The stream before each chunk that is not done, by its first replicate, in their order. */
    const pending = new Map<number, StreamState>();
    const all = takeWorkers(Math.min(workers, Math.ceil(left / schedule.next(left))));
    /** Chunks that each thread has to do. */
    const tasks = new Map<Worker, number>(all.map((worker) => [worker, 0]));
    const patience = all.length === 1 ? 1 : 0;
    let finished = false;
    const finish = (error?: Error): void => {
      if (finished) return;
      finished = true;
      signal.removeEventListener("abort", stop);
      const [state = baton] = pending.values();
      if (state !== undefined) stream.restore(state);
      const idle = all.filter((worker) => tasks.get(worker) === 0);
      const busy = all.filter((worker) => tasks.get(worker) !== 0);
      for (const worker of idle) send(worker, { kind: "end" });
      returnWorkers(idle);
      void Promise.all(busy.map((worker) => worker.terminate())).then(() => (error ? reject(error) : resolve()));
    };
    const stop = (): void => finish();
    const fail = (worker: Worker, reason: string, cause?: Error): void => {
      tasks.set(worker, NaN);
      finish(new Error(`a thread of the bootstrap has ended before its work was done: ${reason}`, { cause }));
    };
    const dispatch = (): void => {
      const worker = all.find((each) => tasks.get(each)! <= patience);
      if (baton === undefined || next > last || worker === undefined) return;
      const count = schedule.next(last - next + 1);
      tasks.set(worker, tasks.get(worker)! + 1);
      send(worker, { kind: "chunk", first: next, count, state: baton });
      pending.set(next, baton);
      next += count;
      baton = undefined;
    };
    for (const worker of all) {
      worker.on("error", (error) => fail(worker, error.message, error));
      worker.on("exit", (code) => fail(worker, `exit code ${code}`));
      worker.on("message", (answer: Answer) => {
        if (finished) return;
        if (answer.kind === "drawn") {
          baton = answer.state;
        } else {
          onReplicates(answer.replicates);
          schedule.learn(answer.replicates.count, answer.time);
          pending.delete(answer.replicates.first);
          left -= answer.replicates.count;
          tasks.set(worker, tasks.get(worker)! - 1);
          if (left === 0) return finish();
        }
        dispatch();
      });
      send(worker, { kind: "begin", plan, capacity: schedule.capacity });
    }
    if (signal.aborted) return stop();
    signal.addEventListener("abort", stop, { once: true });
    dispatch();
  });
}

function send(worker: Worker, order: Order): void {
  worker.postMessage(order);
}
