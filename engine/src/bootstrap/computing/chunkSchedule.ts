/** Chunks should take so many ms on a thread: long against the way of a message, short against a user's patience. */
const CHUNK_TIME = 25;
const SHORTEST_CHUNK = 2;
/** What is left is shared out in so many chunks per thread, so that the last ones end together. */
const SHARES = 2;

/** How many replicates a thread gets at a time; learns from how long they take. */
export class ChunkSchedule {
  /**
   * @param each first guess of the ms that a replicate takes
   * @param capacity most replicates that a thread can take
   */
  constructor(
    private each: number,
    private readonly threads: number,
    readonly capacity: number,
  ) {}

  /** Size of the next chunk when `left` > 0 replicates are left. */
  next(left: number): number {
    const shared = Math.ceil(left / this.threads / SHARES);
    const timed = Math.max(SHORTEST_CHUNK, Math.min(CHUNK_TIME, shared * this.each)) / this.each;
    return Math.max(1, Math.min(Math.round(timed), Math.ceil(left / this.threads), this.capacity));
  }

  /** `count` replicates have taken `time` ms. */
  learn(count: number, time: number): void {
    if (time > 0) this.each = time / count;
  }
}
