import type { Askable, Askables } from "./askables";
import type { RunState } from "./runState";
import type { Watch } from "./wire";

/** A computation that holds the main thread, and that views can stop all the same. */
export interface Blocking {
  /** Under this id views reach it. */
  readonly id: string;
  /** Whether a view has asked to stop it. */
  stopped(): boolean;
}

/**
 * Computations that do not give way to events, on the main thread: their views are answered by the channel thread,
 * which sets a number in shared memory where one says stop.
 */
export class Blockings {
  private readonly ids = new WeakMap<Askable, string>();
  private count = 0;

  constructor(
    private readonly askables: Pick<Askables, "offer" | "withdraw">,
    private readonly state: Pick<RunState, "isStopped">,
    private readonly tell: (watch: Watch) => void,
  ) {}

  begin(askable: Askable): Blocking {
    const id = this.askables.offer(askable);
    const serial = ++this.count;
    this.ids.set(askable, id);
    this.tell({ channel: "watch", id, serial });
    return { id, stopped: () => this.state.isStopped(serial) };
  }

  /** Ends the use of `askable`, which may be any. */
  withdraw(askable: Askable, last?: unknown): void {
    const id = this.ids.get(askable);
    if (id !== undefined) this.tell({ channel: "watch", id, serial: 0 });
    this.ids.delete(askable);
    this.askables.withdraw(askable, last);
  }
}
