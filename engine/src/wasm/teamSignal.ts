/**
 * What the calling thread says to the others of its team. The state changes at every call of a kernel and says how many
 * threads run it.
 */
const STATE = 0;
const JOINED = 1;
const LEFT = 2;
const KERNEL = 3;
const COUNT = 4;
const ARGUMENTS = 5;
const LENGTH = 16;

const ENDED = -1;
/** The state is (number of the call)·THREADS + threads. */
const THREADS = 256;
const CALLS = 2 ** 22;
/**
 * Looks at the state before a thread is put to sleep: longer than most pauses between two kernels, shorter than what
 * could disturb others.
 */
const SPINS = 20_000;
/** Without a call for so many ms the threads go. */
const IDLE = 10_000;

/** The most threads that a team can have. */
export const LARGEST_TEAM = THREADS - 1;

/** A call of a kernel for `threads` threads. */
export interface Call {
  readonly kernel: number;
  readonly parameters: readonly number[];
  readonly threads: number;
}

/** Shared by a team and its calling thread while they work together. */
export class TeamSignal {
  private calls = 0;
  private state = 0;
  private seen = 0;

  constructor(private readonly words: Int32Array = new Int32Array(new SharedArrayBuffer(4 * LENGTH))) {}

  /** What another thread makes its own signal of. */
  get shared(): Int32Array {
    return this.words;
  }

  /** How many threads have joined the calling one. */
  get joined(): number {
    return Atomics.load(this.words, JOINED);
  }

  /**
   * Hands a call to the first `threads` − 1 threads that have joined. All of them must have ended the call before.
   * False if they have gone.
   */
  call(kernel: number, parameters: readonly number[], threads: number): boolean {
    const { words, state } = this;
    words[KERNEL] = kernel;
    words[COUNT] = parameters.length;
    words.set(parameters, ARGUMENTS);
    this.calls = (this.calls + 1) % CALLS;
    this.state = this.calls * THREADS + threads;
    if (Atomics.compareExchange(words, STATE, state, this.state) !== state) return false;
    Atomics.notify(words, STATE);
    return true;
  }

  /**
   * Sends the threads away and waits until those that have joined are gone; false if one of them is not after
   * `patience` ms.
   */
  end(patience: number): boolean {
    const { words } = this;
    Atomics.store(words, STATE, ENDED);
    Atomics.notify(words, STATE);
    for (let left = Atomics.load(words, LEFT); left < this.joined; left = Atomics.load(words, LEFT)) {
      if (Atomics.wait(words, LEFT, left, patience) === "timed-out") return false;
    }
    return true;
  }

  /** Another thread joins; its number, from 1, or 0 when the team has dissolved already. */
  join(): number {
    if (Atomics.load(this.words, STATE) === ENDED) return 0;
    return Atomics.add(this.words, JOINED, 1) + 1;
  }

  leave(): void {
    Atomics.add(this.words, LEFT, 1);
    Atomics.notify(this.words, LEFT);
  }

  /** Waits for the next call that the thread has a part in; undefined at the end. */
  next(thread: number): Call | undefined {
    for (;;) {
      this.seen = this.awaitChange();
      if (this.seen === ENDED) return undefined;
      // A thread without a part must not read the call: it may already be replaced by the next.
      const threads = this.seen % THREADS;
      if (thread < threads)
        return {
          kernel: this.words[KERNEL],
          parameters: Array.from(this.words.subarray(ARGUMENTS, ARGUMENTS + this.words[COUNT])),
          threads,
        };
    }
  }

  private awaitChange(): number {
    const { words, seen } = this;
    for (let spin = 0; spin < SPINS; spin++) {
      const state = Atomics.load(words, STATE);
      if (state !== seen) return state;
    }
    while (Atomics.load(words, STATE) === seen) {
      // A calling thread that was interrupted never sends the others away: they dissolve the team between two calls, as
      // it can see by the state.
      if (
        Atomics.wait(words, STATE, seen, IDLE) === "timed-out" &&
        Atomics.compareExchange(words, STATE, seen, ENDED) === seen
      )
        Atomics.notify(words, STATE);
    }
    return Atomics.load(words, STATE);
  }
}
