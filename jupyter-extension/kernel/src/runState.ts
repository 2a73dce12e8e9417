const CRITICAL = 0;
const ACKNOWLEDGED = 1;
const TERMINATED = 2;

/**
 * What the main thread is doing, in memory shared with the channel thread: the channel thread may end JavaScript on the
 * main thread only while that is a cell's code, never while the kernel compiles or routes messages.
 */
export class RunState {
  private readonly slots: Int32Array;

  constructor(readonly buffer: SharedArrayBuffer = new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT)) {
    this.slots = new Int32Array(buffer);
  }

  /** Runs kernel work that must not be ended half-way. */
  critical<T>(work: () => T): T {
    Atomics.add(this.slots, CRITICAL, 1);
    try {
      return work();
    } finally {
      Atomics.sub(this.slots, CRITICAL, 1);
    }
  }

  get terminable(): boolean {
    return Atomics.load(this.slots, CRITICAL) === 0;
  }

  /** The main thread has seen an interrupt: its event loop is alive. */
  acknowledge(): void {
    Atomics.add(this.slots, ACKNOWLEDGED, 1);
  }

  get acknowledged(): number {
    return Atomics.load(this.slots, ACKNOWLEDGED);
  }

  countTermination(): void {
    Atomics.add(this.slots, TERMINATED, 1);
  }

  /** Whether code was ended since the last call. If it had just entered critical work, that has ended too. */
  takeTermination(): boolean {
    const terminated = Atomics.exchange(this.slots, TERMINATED, 0) > 0;
    if (terminated) Atomics.store(this.slots, CRITICAL, 0);
    return terminated;
  }
}
