import type { Comm, CommListener } from "./comms";

/** A result or a computation that views in the notebook can ask. */
export interface Askable {
  /** Answers a question as a view has sent it; throws an error of one sentence if it cannot. */
  answer(question: unknown): unknown;
  /** Roughly what keeping it costs. */
  readonly bytes?: number;
}

/** Room for results that no variable of the notebook holds. */
const ROOM_BYTES = 64 * 2 ** 20;
const MOST_HELD = 200;

/**
 * What can be asked over comms, by ids that are the same in no two kernels. It is held weakly, so that it lives as long
 * as the notebook's variables hold it; the latest results are held besides, up to 64 MB of them, because a cell's last
 * expression often belongs to no variable. The last view of a result that closes gives up this hold.
 */
export class Askables {
  private readonly known = new Map<string, WeakRef<Askable>>();
  private readonly ids = new WeakMap<Askable, string>();
  private readonly views = new Map<string, Set<Comm>>();
  /** Held besides, the one that was used last at the end. */
  private readonly held = new Map<string, Askable>();
  private readonly collected = new FinalizationRegistry<string>((id) => this.forget(id));

  constructor(private readonly room: number = ROOM_BYTES) {}

  /** The id under which views ask `askable`; the same each time. */
  offer(askable: Askable): string {
    const id = this.ids.get(askable) ?? crypto.randomUUID();
    if (!this.known.has(id)) {
      this.ids.set(askable, id);
      this.known.set(id, new WeakRef(askable));
      this.collected.register(askable, id, askable);
    }
    this.hold(id, askable);
    return id;
  }

  /** Ends the use of `askable`; its views get `last`. */
  withdraw(askable: Askable, last?: unknown): void {
    const id = this.ids.get(askable);
    if (id === undefined) return;
    this.collected.unregister(askable);
    this.ids.delete(askable);
    for (const comm of this.views.get(id) ?? []) comm.send({ last });
    this.forget(id);
  }

  /** How much is held for views alone. */
  get heldBytes(): number {
    return [...this.held.values()].reduce((sum, { bytes = 0 }) => sum + bytes, 0);
  }

  /**
   * Takes a view's comm. Its first words are `{ id }`, and it gets `{ ready }`, or `{ gone }` when that is not known
   * (any more).
   * Then it sends `{ request, question }` and gets `{ request, answer }` or `{ request, error }`.
   */
  connect(comm: Comm, data: unknown): CommListener {
    const id = String((data as { id?: unknown } | null)?.id);
    if (this.find(id) === undefined) {
      comm.send({ gone: true });
      return { receive: () => undefined, closed: () => undefined };
    }
    const views = this.views.get(id) ?? new Set();
    this.views.set(id, views.add(comm));
    comm.send({ ready: true });
    return {
      receive: (message) => this.ask(id, comm, message),
      closed: () => {
        views.delete(comm);
        if (views.size > 0) return;
        this.views.delete(id);
        this.held.delete(id);
      },
    };
  }

  private ask(id: string, comm: Comm, message: unknown): void {
    const { request, question } = (message ?? {}) as { request?: unknown; question?: unknown };
    const askable = this.find(id);
    if (askable === undefined) return comm.send({ gone: true });
    try {
      comm.send({ request, answer: askable.answer(question) });
    } catch (error) {
      comm.send({ request, error: error instanceof Error ? error.message : String(error) });
    }
  }

  private find(id: string): Askable | undefined {
    const askable = this.known.get(id)?.deref();
    if (askable) this.hold(id, askable);
    return askable;
  }

  /** The newest stays whatever its size. */
  private hold(id: string, askable: Askable): void {
    this.held.delete(id);
    this.held.set(id, askable);
    for (const oldest of this.held.keys()) {
      if (oldest === id || (this.heldBytes <= this.room && this.held.size <= MOST_HELD)) return;
      this.held.delete(oldest);
    }
  }

  private forget(id: string): void {
    this.known.delete(id);
    this.held.delete(id);
    this.views.delete(id);
  }
}
