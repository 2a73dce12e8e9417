import { Askables } from "kernel/shared/askables";
import type { CommListener } from "kernel/shared/comms";
import type { KernelComm, KernelConnection, NotebookSession, Signal } from "view/link/kernelConnection";

class FakeSignal<A> implements Signal<A> {
  private readonly slots = new Set<(sender: unknown, args: A) => void>();
  connect(slot: (sender: unknown, args: A) => void): boolean {
    this.slots.add(slot);
    return true;
  }
  disconnect(slot: (sender: unknown, args: A) => void): boolean {
    return this.slots.delete(slot);
  }
  emit(args: A): void {
    for (const slot of this.slots) slot(this, args);
  }
  get size(): number {
    return this.slots.size;
  }
}

/** A notebook's session whose kernel is the real registry of what can be asked, over comms that take a moment. */
export class FakeNotebook implements NotebookSession {
  readonly kernelChanged = new FakeSignal<unknown>();
  readonly statusChanged = new FakeSignal<string>();
  askables = new Askables();
  session: { kernel: KernelConnection | null } | null = null;
  /** Comms that are open. */
  open = 0;
  /** While true, what views send waits. */
  busy = false;
  private readonly queue: (() => void)[] = [];

  constructor(private readonly implementation = "mixedmodels-kernel") {}

  startKernel(): void {
    const kernel: KernelConnection = {
      info: Promise.resolve({ implementation: this.implementation }),
      isDisposed: false,
      createComm: () => this.createComm(),
    };
    this.session = { kernel };
    this.kernelChanged.emit(undefined);
  }

  restart(): void {
    this.statusChanged.emit("restarting");
    this.askables = new Askables();
    this.open = 0;
    this.statusChanged.emit("idle");
  }

  work(): void {
    this.busy = false;
    for (const message of this.queue.splice(0)) message();
  }

  private createComm(): KernelComm {
    let listener: CommListener | undefined;
    const receive = (work: () => void): void => void setTimeout(() => (this.busy ? this.queue.push(work) : work()));
    const copy = (data: unknown): unknown => JSON.parse(JSON.stringify(data));
    const comm = {
      isDisposed: false,
      onMsg: (_: { content: { data: unknown } }): void => undefined,
      onClose: (_: unknown): void => undefined,
      open: (data: object) => {
        this.open++;
        const near = { send: (words: object) => comm.onMsg({ content: { data: copy(words) } }) };
        receive(() => void (listener = this.askables.connect(near, copy(data))));
      },
      send: (data: object) => receive(() => listener?.receive(copy(data))),
      close: () => {
        this.open--;
        comm.isDisposed = true;
        receive(() => listener?.closed());
      },
    };
    return comm;
  }
}

/** Lets messages and promises come to their ends. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((wake) => setTimeout(wake));
}
