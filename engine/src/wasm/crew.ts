import type { Thread } from "../platform/contract";
import { threads } from "../platform/threads";
import { affordableThreads } from "./addressSpace";
import { LARGEST_KEPT } from "./heap";
import { type KernelMemory, kernelModule } from "./instance";
import type { TeamSignal } from "./teamSignal";
import type { TeamOrder } from "./teamThread";

interface Member {
  readonly thread: Thread<TeamOrder, never>;
  /** Not 0 once the thread has ended, or is about to. */
  readonly ended: Int32Array;
  /** The team that it has been sent to. */
  signal?: TeamSignal | undefined;
}

/** Threads that have been sent to a team together. */
export interface Shift {
  readonly memory: KernelMemory;
  readonly signal: TeamSignal;
}

/** Threads that run shares of kernels, kept between computations until they end by themselves for want of work. */
let crew: Member[] = [];

/** After the system has refused a thread none is asked for during so many ms. */
const REFUSAL = 10_000;
let refusedUntil = -Infinity;

/** Threads that are running. */
export function crewSize(): number {
  return present().length;
}

/**
 * Starts the threads that are missing to `count` free ones: soon, they will be ready to join a team. They do not keep
 * the process alive. Those of a team that was interrupted count no more; they end by themselves.
 */
export function startCrew(count: number): void {
  crew = present();
  const missing = count - idle().length;
  if (missing <= 0 || performance.now() < refusedUntil) return;
  try {
    for (let i = affordableThreads(missing, 0); i > 0; i--) crew.push(newMember());
  } catch {
    // The system gives no more: the calling thread does the work with those that there are.
    refusedUntil = performance.now() + REFUSAL;
  }
}

/** Lets `count` threads join the team on a shared memory, each as soon as it comes up. */
export function recruit(count: number, memory: KernelMemory, signal: TeamSignal): Shift {
  startCrew(count);
  const order: TeamOrder = { module: kernelModule(true), memory, signal: signal.shared, last: !isKept(memory) };
  for (const member of idle().slice(0, count)) {
    member.signal = signal;
    member.thread.post(order);
  }
  return { memory, signal };
}

/** After a team's end: threads that have seen a large memory are not kept, as they would keep it too. */
export function dismiss({ memory, signal }: Shift): void {
  const kept = isKept(memory);
  crew = crew.filter((member) => kept || member.signal !== signal);
  for (const member of crew) if (member.signal === signal) member.signal = undefined;
}

/** Ends the threads of a team that has lost one of them. */
export function abandon({ signal }: Shift): void {
  for (const { thread } of crew.filter((member) => member.signal === signal)) thread.terminate();
  crew = crew.filter((member) => member.signal !== signal);
}

function idle(): Member[] {
  return crew.filter(({ signal }) => signal === undefined);
}

function isKept(memory: KernelMemory): boolean {
  return memory.buffer.byteLength <= LARGEST_KEPT;
}

function present(): Member[] {
  return crew.filter(({ ended }) => Atomics.load(ended, 0) === 0);
}

function newMember(): Member {
  const ended = new Int32Array(new SharedArrayBuffer(4));
  const thread = threads.start<TeamOrder, never>("wasm/teamThread", ended);
  thread.listen({ lost: () => Atomics.store(ended, 0, 1) });
  thread.keepAlive(false);
  return { thread, ended };
}
