import type { StreamState } from "../../random/streamState";

/** Replicates in a row that are drawn and refitted together. */
export interface Chunk {
  /** Number of the first one, from 1, and how many. */
  readonly first: number;
  readonly count: number;
  /** The stream before their draws. */
  readonly state: StreamState;
  /** Whether the stream after their draws is not known yet. */
  holdsBaton: boolean;
  /** How often the chunk has been lost with its thread. */
  losses: number;
}

/**
 * Which replicates are to be computed, by whom they have been taken, and where the stream stands. The stream goes from
 * chunk to chunk like a baton: the next one can be taken when the draws of the last are made. A chunk that is lost is
 * taken again before others, from the stream as it stood.
 */
export class ChunkLedger {
  private baton: StreamState | undefined;
  private readonly open = new Map<number, Chunk>();
  private readonly lost: Chunk[] = [];

  /** @param next number of the first replicate; `last` of the last one */
  constructor(
    private next: number,
    private readonly last: number,
    state: StreamState,
  ) {
    this.baton = state;
  }

  /** Whether every replicate is done. */
  get isDone(): boolean {
    return this.next > this.last && this.open.size === 0;
  }

  /**
   * The next chunk, of the size for so many replicates left; undefined while there is none or another holds the stream.
   */
  take(sizeFor: (left: number) => number): Chunk | undefined {
    const again = this.lost.shift();
    if (again !== undefined) return again;
    if (this.baton === undefined || this.next > this.last) return undefined;
    const chunk = {
      first: this.next,
      count: sizeFor(this.last - this.next + 1),
      state: this.baton,
      holdsBaton: true,
      losses: 0,
    };
    this.open.set(chunk.first, chunk);
    this.next += chunk.count;
    this.baton = undefined;
    return chunk;
  }

  /** The draws of a chunk are made; `state` is the stream after them. */
  drawn(chunk: Chunk, state: StreamState): void {
    if (chunk.holdsBaton) this.baton = state;
    chunk.holdsBaton = false;
  }

  done(chunk: Chunk): void {
    this.open.delete(chunk.first);
  }

  lose(chunk: Chunk): void {
    chunk.losses++;
    this.lost.push(chunk);
  }

  /** Number of the first replicate that is not done, and the stream before its draws. */
  position(): { readonly first: number; readonly state: StreamState } {
    const [first] = this.open.values();
    return first ?? { first: this.next, state: this.baton! };
  }
}
