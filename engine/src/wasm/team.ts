import { abandon, dismiss, recruit, type Shift } from "./crew";
import type { Heap, Integers } from "./heap";
import { TEAM_KERNELS, type TeamKernel } from "./sparseKernels";
import { isLost, loseTeam, THREADS, teamFields } from "./teamFields";
import { TeamSignal } from "./teamSignal";

/** Thrown where a thread of a team has failed or ended: what its kernel has left in the heap is of no use. */
export class LostThread extends Error {}

/**
 * The threads that run the kernels of one heap together: the calling one and those that have come up so far, each with
 * a share of every kernel. The heap must be shared when there may be more than one.
 */
export class Team {
  /**
   * Tenths of a second that a thread waits at a barrier for the others before it takes them for lost. Their shares are
   * as large as its own, so a wait is only the difference; it is long because a busy machine may keep a thread back.
   */
  static patience = 300;
  /** How many threads ran the last kernel. */
  threads = 1;
  private readonly structure: Integers;
  private signal: TeamSignal | undefined;
  private shift: Shift | undefined;

  /** @param most how many threads there may be, with the calling one */
  constructor(
    private readonly heap: Heap,
    private readonly most: number,
  ) {
    this.structure = heap.int32(teamFields(Team.patience));
    if (most > 1) heap.whenSealed(() => this.gather());
  }

  /**
   * Runs a kernel on all threads; its last two parameters, the thread and the team, are added here.
   * @throws LostThread if one of them did not end its share
   */
  run(kernel: TeamKernel, ...parameters: number[]): void {
    const { heap, structure } = this;
    this.threads = this.call(kernel, parameters);
    try {
      (heap.kernels[kernel] as (...all: number[]) => void)(...parameters, 0, structure.address);
    } catch (error) {
      const lost = isLost(structure.array);
      loseTeam(structure.array);
      if (!lost) throw error;
    }
    if (isLost(structure.array)) throw new LostThread("a thread was lost in the middle of a fit");
  }

  /**
   * Lets the threads go. False if one of them is lost: another may be at work on the heap still, so that nobody else
   * may use it.
   */
  end(): boolean {
    const { signal, shift, structure } = this;
    if (signal === undefined || shift === undefined) return true;
    this.signal = this.shift = undefined;
    if (!isLost(structure.array) && signal.end(100 * Team.patience)) {
      dismiss(shift);
      return true;
    }
    loseTeam(structure.array);
    abandon(shift);
    return false;
  }

  /** Hands the kernel to the threads that have joined; their number, with the calling one. */
  private call(kernel: TeamKernel, parameters: readonly number[]): number {
    const { signal, structure } = this;
    const threads = signal === undefined ? 1 : Math.min(this.most, 1 + signal.joined);
    structure.array[THREADS] = threads;
    if (
      signal === undefined ||
      threads === 1 ||
      signal.call(TEAM_KERNELS.indexOf(kernel), [...parameters, structure.address], threads)
    )
      return threads;
    // They have gone, as there was nothing to do for them for long.
    structure.array[THREADS] = 1;
    dismiss(this.shift!);
    this.gather();
    return 1;
  }

  private gather(): void {
    this.signal = new TeamSignal();
    this.shift = recruit(this.most - 1, this.heap.memory, this.signal);
  }
}
