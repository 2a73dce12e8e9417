import { join } from "node:path";
import { Worker } from "node:worker_threads";

/** Threads without work end after so many ms. */
const PATIENCE = 10_000;

const idle = new Map<Worker, NodeJS.Timeout>();

/** How many threads wait for work, so that the next computation need not start them. */
export function idleWorkers(): number {
  return idle.size;
}

/** Threads that run bootstrap/worker.ts: those that wait, and new ones. */
export function takeWorkers(count: number): Worker[] {
  const waiting = [...idle.keys()].slice(0, count);
  for (const worker of waiting) {
    clearTimeout(idle.get(worker));
    idle.delete(worker);
    worker.ref();
  }
  const missing = count - waiting.length;
  return [...waiting, ...Array.from({ length: missing }, () => new Worker(join(__dirname, "worker.js")))];
}

/** Lets threads that have nothing left to do wait for the next computation; they do not keep the process alive. */
export function returnWorkers(workers: readonly Worker[]): void {
  for (const worker of workers) {
    for (const event of ["message", "error", "exit"]) worker.removeAllListeners(event);
    for (const event of ["error", "exit"]) worker.on(event, () => idle.delete(worker));
    worker.unref();
    const timer = setTimeout(() => {
      idle.delete(worker);
      void worker.terminate();
    }, PATIENCE);
    timer.unref();
    idle.set(worker, timer);
  }
}
