import type { AwaitGuard } from "./awaits";
import { InterruptError } from "./errors";
import type { RunState } from "./runState";

const GRACE_MS = 2000;

/** How a guarded run ended: `interrupted` is set when an interrupt came, `value` when the run came to its own end. */
export interface Ending<T> {
  value?: T;
  interrupted: boolean;
}

/**
 * What an interrupt does on the main thread. Listeners (progress bars, pools of workers) are called first and may end the
 * cell in their own way, keeping what they have; a cell that does not end by itself is given up.
 */
export class Interrupts {
  private readonly listeners = new Set<() => void>();
  private giveUp: (() => void) | undefined;
  private interrupted = false;
  private grace: NodeJS.Timeout | undefined;

  constructor(
    private readonly state: RunState,
    private readonly guard: AwaitGuard,
    private readonly abandon: () => void,
  ) {}

  /** Work that a cell starts after its interrupt ends at once. */
  onInterrupt(listener: () => void): () => void {
    const own = (): void => listener();
    this.listeners.add(own);
    if (this.interrupted) setImmediate(() => this.listeners.has(own) && this.notify(own));
    return () => void this.listeners.delete(own);
  }

  /** Runs `work` as a task of its own: ending it must not take the kernel's own tasks and promises with it. */
  async run<T>(work: () => Promise<T>): Promise<Ending<T>> {
    this.interrupted = false;
    const ending = await new Promise<{ value?: T }>((resolve, reject) => {
      this.giveUp = () => resolve({});
      setImmediate(() => void work().then((value) => resolve({ value }), reject));
    });
    clearTimeout(this.grace);
    this.giveUp = undefined;
    const { interrupted } = this;
    this.interrupted = false;
    return { ...ending, interrupted };
  }

  /** Called on the main thread's event loop when an interrupt arrives. */
  interrupt(): void {
    this.state.acknowledge();
    const terminated = this.state.takeTermination();
    this.interrupted = this.giveUp !== undefined;
    const asked = [...this.listeners];
    for (const listener of asked) this.notify(listener);
    clearTimeout(this.grace);
    if (terminated || asked.length === 0) this.end();
    else this.grace = setTimeout(() => this.end(), GRACE_MS);
  }

  private end(): void {
    this.guard.rejectAll(new InterruptError());
    this.giveUp?.();
    this.abandon();
  }

  private notify(listener: () => void): void {
    try {
      listener();
    } catch (error) {
      process.stderr.write(`${(error as Error).message}\n`);
    }
  }
}
