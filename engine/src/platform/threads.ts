import { availableParallelism } from "node:os";
import { join } from "node:path";
import { isMainThread, parentPort, type Worker, workerData } from "node:worker_threads";
import type { HostError, Thread, ThreadListeners, Threads } from "./contract";
import { operations } from "./operations";

/** The folder that holds the files of the engine. */
const ENGINE = join(__dirname, "..");

export const threads: Threads = {
  available: availableParallelism,
  isMain: isMainThread,
  canShareMemory: typeof SharedArrayBuffer !== "undefined",
  start: (file, data) => threadOf(operations.startThread(join(ENGINE, `${file}.js`), data)),
  serve(work) {
    if (parentPort === null) return;
    const port = parentPort;
    work(
      {
        post: (answer, moved = []) => port.postMessage(answer, [...moved]),
        listen: (listener) => void port.on("message", listener),
        end: () => process.exit(),
      },
      workerData,
    );
  },
};

/** A worker of Node as a thread of the engine. */
export function threadOf<Order, Answer>(worker: Worker): Thread<Order, Answer> {
  let listeners: ThreadListeners<Answer> = {};
  const lose = (reason: string, outOfMemory: boolean): void => {
    const { lost } = listeners;
    listeners = {};
    lost?.(reason, outOfMemory);
  };
  worker.on("message", (answer: Answer) => listeners.answered?.(answer));
  worker.on("error", (error: HostError | null) =>
    lose(String(error?.message ?? error), error?.code === "ERR_WORKER_OUT_OF_MEMORY"),
  );
  worker.on("exit", (code) => lose(`exit code ${code}`, false));
  return {
    post: (order) => worker.postMessage(order),
    listen: (those) => void (listeners = those),
    keepAlive: (on) => (on ? worker.ref() : worker.unref()),
    terminate: () => void worker.terminate(),
  };
}
