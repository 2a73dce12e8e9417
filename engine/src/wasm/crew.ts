import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { LARGEST_KEPT } from "./heap";
import { type KernelMemory, kernelModule } from "./instance";
import type { TeamSignal } from "./teamSignal";
import type { TeamOrder } from "./teamThread";

interface Member {
  readonly worker: Worker;
  /** Not 0 once the thread has ended, or is about to. */
  readonly ended: Int32Array;
}

/** Threads that run shares of kernels, kept between computations until they end by themselves for want of work. */
let crew: Member[] = [];

/** Threads that are running. */
export function crewSize(): number {
  return present().length;
}

/** Starts the threads that are missing to `count`: soon, they will be ready to join a team. They do not keep the process alive. */
export function startCrew(count: number): void {
  crew = present();
  while (crew.length < count) crew.push(newMember());
}

/** Lets `count` threads join the team on a shared memory, each as soon as it comes up. */
export function recruit(count: number, memory: KernelMemory, signal: TeamSignal): void {
  startCrew(count);
  const order: TeamOrder = { module: kernelModule(true), memory, signal: signal.shared, last: !isKept(memory) };
  for (const { worker } of crew.slice(0, count)) worker.postMessage(order);
}

/** After a team's end: threads that have seen a large memory are not kept, as they would keep it too. */
export function dismiss(memory: KernelMemory): void {
  if (!isKept(memory)) crew = [];
}

function isKept(memory: KernelMemory): boolean {
  return memory.buffer.byteLength <= LARGEST_KEPT;
}

function present(): Member[] {
  return crew.filter(({ ended }) => Atomics.load(ended, 0) === 0);
}

function newMember(): Member {
  const ended = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(join(__dirname, "teamThread.js"), { workerData: ended });
  worker.on("error", () => Atomics.store(ended, 0, 1));
  worker.unref();
  return { worker, ended };
}
