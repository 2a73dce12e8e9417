const LOCK = 0;
const ACKNOWLEDGED = 1;
const TERMINATIONS = 2;
const RECEIVED = 3;
const STOPPED = 4;
const INPUTS = 5;
const CHILD = 6;
const SIGNALLED = 7;
const SLOTS = 8;

/** An interrupt that is on its way arrives within this time. */
const INTERRUPT_MS = 2000;

export const RUN_STATE_BYTES = SLOTS * Int32Array.BYTES_PER_ELEMENT;

/**
 * Values of the lock: nobody has it, the kernel does what must not be ended half-way, or a termination is on its way.
 */
const FREE = 0;
const CRITICAL = 1;
const TERMINATING = 2;

/**
 * What the main thread is doing, in memory shared with the channel thread: the channel thread may end JavaScript on the
 * main thread only while that is a cell's code, never while the kernel compiles or routes messages. One lock excludes
 * the two, so that no termination that is on its way hits critical work.
 */
export class RunState {
  private readonly slots: Int32Array;
  private depth = 0;

  /** @param buffer - of {@link RUN_STATE_BYTES} bytes, shared where another thread takes part */
  constructor(readonly buffer: ArrayBufferLike) {
    this.slots = new Int32Array(buffer);
  }

  /**
   * Main thread: runs kernel work that must not be ended half-way. A termination that is on its way ends the wait
   * before it, and the work is not done.
   */
  critical<T>(work: () => T): T {
    if (this.depth === 0) while (!this.take(CRITICAL));
    this.depth++;
    try {
      return work();
    } finally {
      this.depth--;
      if (this.depth === 0) this.release();
    }
  }

  /** Main thread, in critical work: it has seen an interrupt. */
  acknowledge(): void {
    Atomics.add(this.slots, ACKNOWLEDGED, 1);
  }

  get acknowledged(): number {
    return Atomics.load(this.slots, ACKNOWLEDGED);
  }

  /** Main thread, in critical work: it has got one more request. */
  countRequest(): void {
    Atomics.add(this.slots, RECEIVED, 1);
  }

  /** How many requests the main thread has got. */
  get received(): number {
    return Atomics.load(this.slots, RECEIVED);
  }

  /** Channel thread: whether it may end what the main thread does, and has to say so by {@link endTermination}. */
  beginTermination(): boolean {
    return this.take(TERMINATING);
  }

  /** @param hit - whether something was ended */
  endTermination(hit: boolean): void {
    if (hit) Atomics.add(this.slots, TERMINATIONS, 1);
    this.release();
  }

  /** Main thread: whether code was ended since the last call. */
  takeTermination(): boolean {
    return Atomics.exchange(this.slots, TERMINATIONS, 0) > 0;
  }

  /** Channel thread: the computation of this number, which holds the main thread, is to stop. */
  stop(serial: number): void {
    Atomics.store(this.slots, STOPPED, serial);
  }

  /** Main thread: whether the computation of this number is to stop. */
  isStopped(serial: number): boolean {
    return Atomics.load(this.slots, STOPPED) === serial;
  }

  /** Channel thread: the reader has entered one more line. */
  countInput(): void {
    Atomics.add(this.slots, INPUTS, 1);
    Atomics.notify(this.slots, INPUTS);
  }

  /** How many lines the reader has entered. */
  get inputs(): number {
    return Atomics.load(this.slots, INPUTS);
  }

  /** Main thread: waits until there are more than `seen`. */
  waitForInput(seen: number): void {
    Atomics.wait(this.slots, INPUTS, seen);
  }

  /**
   * Main thread: `work` waits for a process of the system. If that was ended by an interrupt, so is what has waited:
   * it must not go on before the interrupt arrives.
   */
  waitForChild<T>(work: () => T): T {
    Atomics.store(this.slots, SIGNALLED, 0);
    Atomics.add(this.slots, CHILD, 1);
    try {
      return work();
    } finally {
      Atomics.sub(this.slots, CHILD, 1);
      if (Atomics.load(this.slots, SIGNALLED) === 1) Atomics.wait(this.slots, SIGNALLED, 1, INTERRUPT_MS);
    }
  }

  /** Channel thread: whether the main thread waits for a process of the system, which is now told to end. */
  signalsChild(): boolean {
    if (Atomics.load(this.slots, CHILD) === 0) return false;
    Atomics.store(this.slots, SIGNALLED, 1);
    return true;
  }

  private take(value: number): boolean {
    return Atomics.compareExchange(this.slots, LOCK, FREE, value) === FREE;
  }

  private release(): void {
    Atomics.store(this.slots, LOCK, FREE);
  }
}
