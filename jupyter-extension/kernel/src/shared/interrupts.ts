import type { AwaitGuard } from "./compiler/awaits";
import type { InterruptError } from "./errors";
import type { Platform } from "./platform";
import type { RunState } from "./runState";

const GRACE_MS = 2000;

/** How a guarded run ended: `interrupt` is set when one came, `value` when the run came to its own end. */
export interface Ending<T> {
  value?: T;
  interrupt: InterruptError | undefined;
}

/**
 * What an interrupt does on the main thread. Listeners (progress bars, pools of workers) are called first and may end
 * the cell in their own way, keeping what they have; a cell that does not end by itself is given up.
 */
export class Interrupts {
  private readonly listeners = new Set<() => void>();
  private giveUp: (() => void) | undefined;
  private latest: InterruptError | undefined;
  private grace: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly platform: Pick<Platform, "afterEvents">,
    private readonly state: RunState,
    private readonly guard: AwaitGuard,
    private readonly abandon: () => void,
  ) {}

  /** Work that a cell starts after its interrupt ends at once. */
  onInterrupt(listener: () => void): () => void {
    const own = (): void => listener();
    this.listeners.add(own);
    if (this.latest) this.platform.afterEvents(() => this.listeners.has(own) && this.notify(own));
    return () => void this.listeners.delete(own);
  }

  /** Runs `work` as a task of its own: ending it must not take the kernel's own tasks and promises with it. */
  async run<T>(work: () => Promise<T>): Promise<Ending<T>> {
    this.latest = undefined;
    const ending = await new Promise<{ value?: T }>((resolve, reject) => {
      let isGivenUp = false;
      this.giveUp = () => {
        isGivenUp = true;
        resolve({});
      };
      this.platform.afterEvents(() => {
        if (!isGivenUp) void work().then((value) => resolve({ value }), reject);
      });
    });
    clearTimeout(this.grace);
    this.giveUp = undefined;
    const interrupt = this.latest;
    this.latest = undefined;
    return { ...ending, interrupt };
  }

  /** Called on the main thread's event loop when an interrupt arrives. @param error - what the cell is ended with */
  interrupt(error: InterruptError): void {
    this.state.critical(() => {
      this.state.acknowledge();
      this.handle(error);
    });
  }

  private handle(error: InterruptError): void {
    const terminated = this.state.takeTermination();
    this.latest = this.giveUp && error;
    const asked = [...this.listeners];
    for (const listener of asked) this.notify(listener);
    clearTimeout(this.grace);
    if (terminated || asked.length === 0) this.end(error);
    else this.grace = setTimeout(() => this.end(error), GRACE_MS);
  }

  private end(error: InterruptError): void {
    this.guard.rejectAll(error);
    this.giveUp?.();
    this.abandon();
  }

  private notify(listener: () => void): void {
    try {
      listener();
    } catch (error) {
      console.error((error as Error).message);
    }
  }
}
