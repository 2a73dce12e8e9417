import type { Thread } from "../../platform/contract";
import { environment } from "../../platform/environment";
import { threads } from "../../platform/threads";
import type { Answer, Order } from "./worker";

/** A thread that runs worker.ts. */
export type WorkerThread = Thread<Order, Answer>;

/** Threads without work end after so many ms. */
const PATIENCE = 10_000;
/** A thread that does not end its work within so many ms is stopped. */
const LONGEST_TASK = 30_000;

/** Threads for replicates run this, those for power studies what can fit and test models too. */
export const REPLICATES = "bootstrap/computing/worker";
export const POWER_STUDIES = "inference/planning/studyWorker";

/** What each thread runs. */
const files = new WeakMap<WorkerThread, string>();
/** Those that wait, with what keeps each from being ended. */
const idle = new Map<WorkerThread, () => void>();

/** How many threads wait for work, so that the next computation need not start them. */
export function idleWorkers(): number {
  return idle.size;
}

/** Threads that run a file: those that wait, and new ones; fewer where the system gives no more. */
export function takeWorkers(count: number, file: string = REPLICATES): WorkerThread[] {
  const known = [...idle].filter(([worker]) => files.get(worker) === file).slice(0, count);
  const waiting = known.map(([worker, keep]) => {
    keep();
    idle.delete(worker);
    worker.listen({});
    worker.keepAlive(true);
    return worker;
  });
  return [...waiting, ...newWorkers(count - waiting.length, file)];
}

/** As many as the system gives. */
function newWorkers(count: number, file: string): WorkerThread[] {
  const started: WorkerThread[] = [];
  try {
    while (started.length < count) started.push(threads.start<Order, Answer>(file));
  } catch {}
  for (const worker of started) files.set(worker, file);
  return started;
}

/**
 * Lets a thread that has been told to end wait for the next computation, once it has done what it had begun; it does
 * not keep the process alive. A thread that is terminated at work can end the whole process (an assertion of Node 20
 * about compilations that go on), so only one that takes very long is.
 */
export function returnWorker(worker: WorkerThread): void {
  worker.keepAlive(false);
  let keep = laterTerminated(worker, LONGEST_TASK);
  worker.listen({
    answered: ({ kind }) => {
      if (kind !== "ended") return;
      keep();
      keep = laterTerminated(worker, PATIENCE);
      idle.set(worker, keep);
    },
    lost: () => {
      keep();
      idle.delete(worker);
    },
  });
}

/** Ends a thread after so many ms; returns what calls that off. */
function laterTerminated(worker: WorkerThread, delay: number): () => void {
  return environment.inBackground(() => {
    idle.delete(worker);
    worker.terminate();
  }, delay);
}
