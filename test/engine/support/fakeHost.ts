import type { Askable, Blocking, NotebookHost } from "engine/show/host";
import type { MimeBundle } from "engine/show/shown";

const KEY = Symbol.for("mixedmodels.host");

/** A notebook's kernel for tests: keeps what is displayed and offered. */
export class FakeHost implements NotebookHost {
  readonly displayed: { bundle: MimeBundle; id: string | undefined; update: boolean }[] = [];
  readonly offered = new Map<string, Askable>();
  readonly withdrawn: unknown[] = [];
  /** How often a computation that holds the thread is told to go on. */
  patience = Infinity;
  private readonly listeners = new Set<() => void>();

  /** Puts a fresh one in place until {@link remove}. */
  static install(): FakeHost {
    const host = new FakeHost();
    Object.defineProperty(globalThis, KEY, { value: host, configurable: true });
    return host;
  }

  remove(): void {
    delete (globalThis as { [key: symbol]: unknown })[KEY];
  }

  display(bundle: MimeBundle, { id, update = false }: { id?: string; update?: boolean } = {}): void {
    this.displayed.push({ bundle, id, update });
  }

  onInterrupt(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  interrupt(): void {
    for (const listener of this.listeners) listener();
  }

  offer(askable: Askable): string {
    for (const [id, known] of this.offered) if (known === askable) return id;
    const id = `id ${this.offered.size + 1}`;
    this.offered.set(id, askable);
    return id;
  }

  /** Is stopped once it has been asked `patience` times. */
  offerBlocking(askable: Askable): Blocking {
    let asked = 0;
    return { id: this.offer(askable), stopped: () => asked++ >= this.patience };
  }

  withdraw(_: Askable, last?: unknown): void {
    this.withdrawn.push(last);
  }
}
