import { dismiss, recruit } from "./crew";
import type { Heap, Integers } from "./heap";
import { TEAM_KERNELS, type TeamKernel } from "./sparseKernels";
import { TeamSignal } from "./teamSignal";

/**
 * The threads that run the kernels of one heap together: the calling one and those that have come up so far, each with a
 * share of every kernel. The heap must be shared when there may be more than one.
 */
export class Team {
  /** How many threads ran the last kernel. */
  threads = 1;
  private readonly structure: Integers;
  private signal: TeamSignal | undefined;

  /** @param most how many threads there may be, with the calling one */
  constructor(private readonly heap: Heap, private readonly most: number) {
    this.structure = heap.int32(Int32Array.of(1, 0, 0));
    if (most > 1) heap.whenSealed(() => this.gather());
  }

  /** Runs a kernel on all threads; its last two parameters, the thread and the team, are added here. */
  run(kernel: TeamKernel, ...parameters: number[]): void {
    const { structure, signal } = this;
    if (signal !== undefined) {
      this.threads = Math.min(this.most, 1 + signal.joined);
      structure.array[0] = this.threads;
      if (this.threads > 1) signal.call(TEAM_KERNELS.indexOf(kernel), [...parameters, structure.address], this.threads);
    }
    (this.heap.kernels[kernel] as (...all: number[]) => void)(...parameters, 0, structure.address);
  }

  /** Lets the threads go; the heap may be released afterwards. */
  end(): void {
    if (this.signal === undefined) return;
    this.signal.end();
    dismiss(this.heap.memory);
    this.signal = undefined;
  }

  private gather(): void {
    this.signal = new TeamSignal();
    recruit(this.most - 1, this.heap.memory, this.signal);
  }
}
