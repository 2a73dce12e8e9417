import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Answer } from "./worker";

/** Threads without work end after so many ms. */
const PATIENCE = 10_000;
/** A thread that does not end its work within so many ms is stopped. */
const LONGEST_TASK = 30_000;

const idle = new Map<Worker, NodeJS.Timeout>();

/** How many threads wait for work, so that the next computation need not start them. */
export function idleWorkers(): number {
  return idle.size;
}

/** Threads that run bootstrap/worker.ts: those that wait, and new ones. */
export function takeWorkers(count: number): Worker[] {
  const waiting = [...idle.keys()].slice(0, count);
  for (const worker of waiting) {
    for (const event of ["message", "error", "exit"]) worker.removeAllListeners(event);
    clearTimeout(idle.get(worker));
    idle.delete(worker);
    worker.ref();
  }
  const missing = count - waiting.length;
  return [...waiting, ...Array.from({ length: missing }, () => new Worker(join(__dirname, "worker.js")))];
}

/**
 * Lets a thread that has been told to end wait for the next computation, once it has done what it had begun; it does
 * not keep the process alive. A thread that is terminated at work can end the whole process (an assertion of Node 20
 * about compilations that go on), so only one that takes very long is.
 */
export function returnWorker(worker: Worker): void {
  for (const event of ["message", "error", "exit"]) worker.removeAllListeners(event);
  worker.unref();
  let timer = laterTerminated(worker, LONGEST_TASK);
  for (const event of ["error", "exit"])
    worker.on(event, () => {
      clearTimeout(timer);
      idle.delete(worker);
    });
  worker.on("message", ({ kind }: Answer) => {
    if (kind !== "ended") return;
    clearTimeout(timer);
    timer = laterTerminated(worker, PATIENCE);
    idle.set(worker, timer);
  });
}

function laterTerminated(worker: Worker, delay: number): NodeJS.Timeout {
  const timer = setTimeout(() => {
    idle.delete(worker);
    void worker.terminate();
  }, delay);
  return timer.unref();
}
