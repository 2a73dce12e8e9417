import { environment } from "./platform/environment";

/** After a failure a task waits for at least the first of these, in ms, doubled with each, and at most the second. */
const PAUSE = 2000;
const LONGEST_PAUSE = 300_000;
/** What fails is tried so rarely that it takes this share of the time at most. */
const SHARE_OF_FAILURES = 0.05;

export interface SideTaskOptions {
  /** The name of its warnings: "CheckpointWarning". */
  readonly kind: string;
  /** It is done so often at most, in ms. */
  readonly interval: number;
  /** It is done so rarely that it takes this share of the time at most; default all. */
  readonly share?: number;
  /** The sentence for a failure. @param last whether it is not tried again */
  readonly failed: (error: Error, last: boolean) => string;
  /** The sentence that is said when it works again. */
  readonly worksAgain: string;
}

/**
 * Something that is done again and again beside a computation, and that the computation does not need. What fails costs
 * the task alone: it is said once on standard error, tried again after pauses that grow with each failure, and said
 * once more when it works again.
 */
export class SideTask {
  private due = -Infinity;
  private pause = PAUSE / 2;
  private isFailing = false;

  constructor(private readonly options: SideTaskOptions) {}

  /** Whether it is time to do it. */
  get isDue(): boolean {
    return performance.now() >= this.due;
  }

  /** Does it, due or not, and says whether it worked. @param last whether it is the last time */
  attempt(action: () => void, last = false): boolean {
    const { kind, interval, share = 1, failed, worksAgain } = this.options;
    const started = performance.now();
    let error: Error | undefined;
    try {
      action();
    } catch (thrown) {
      error = thrown instanceof Error ? thrown : new Error(String(thrown));
    }
    const ended = performance.now();
    const rest = (ofTime: number): number => (ended - started) * (1 / ofTime - 1);
    if (error === undefined) {
      if (this.isFailing) warn(worksAgain, kind);
      this.due = ended + Math.max(interval, rest(share));
    } else {
      if (!this.isFailing) warn(failed(error, last), kind);
      // It does not shrink again: what fails and works in turns is not told each time for long.
      this.pause = Math.min(LONGEST_PAUSE, 2 * this.pause);
      this.due = ended + Math.max(this.pause, rest(SHARE_OF_FAILURES));
    }
    this.isFailing = error !== undefined;
    return !this.isFailing;
  }
}

/** Where warnings cannot be given, the computation goes on without them. */
function warn(message: string, kind: string): void {
  try {
    environment.warn(message, kind);
  } catch {}
}
