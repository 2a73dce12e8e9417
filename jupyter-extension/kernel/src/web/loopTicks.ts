import { InterruptError } from "../shared/errors";

/** The global function that loops of cells call at each turn. */
export const LOOP_TICK = "__mixedmodels_tick__";

/** So many turns are counted between two looks at the clock, which cost a hundred times as much. */
const TURNS = 256;
/** A question to the page takes 15 ms. */
const PERIOD_MS = 250;
/** A page that is slow to answer is asked so much less often: the time between two questions, in that of one. */
const REST = 10;

/**
 * Interrupts of what computes: no message is heard then, so loops ask now and then for the number of the latest one.
 */
export class LoopTicks {
  private turns = 0;
  private next = performance.now() + PERIOD_MS;
  private seen = 0;

  /**
   * @param latest - the number of the latest interrupt: 0, 1, 2, …
   * @param meanwhile - what is to be done in a long loop too
   */
  constructor(
    private readonly latest: () => number,
    private readonly meanwhile: () => void,
  ) {}

  publish(): void {
    Object.defineProperty(globalThis, LOOP_TICK, { value: () => this.tick(), configurable: true });
  }

  /** Whether an interrupt is news, and has not ended a loop already. */
  isNew(number: number): boolean {
    if (number <= this.seen) return false;
    this.seen = number;
    return true;
  }

  /** Whether it is time to look whether the reader has interrupted. */
  get isDue(): boolean {
    return performance.now() >= this.next;
  }

  /**
   * Asks for the latest interrupt, and ends what computes if it is news.
   * @param tell - is told before
   * @returns false, as the computation goes on
   * @throws InterruptError
   */
  look(tell: (error: InterruptError) => void = () => undefined): false {
    this.meanwhile();
    const isEnded = this.paced(() => this.isNew(this.latest()));
    if (!isEnded) return false;
    const error = new InterruptError();
    tell(error);
    throw error;
  }

  /** Asks the page, and lets what computes go on for a while before the next question. */
  paced<T>(ask: () => T): T {
    const begun = performance.now();
    try {
      return ask();
    } finally {
      const now = performance.now();
      this.next = now + Math.max(PERIOD_MS, REST * (now - begun));
    }
  }

  private tick(): void {
    if (++this.turns < TURNS) return;
    this.turns = 0;
    if (this.isDue) this.look();
  }
}
