import type { StreamState } from "../../random/streamState";

/** Replicates in a row that are drawn and refitted together. */
export interface Chunk {
  /** Number of the first one, from 1, and how many. */
  readonly first: number;
  readonly count: number;
  /** How often the chunk has been lost with its thread. */
  losses: number;
  /** When its draws are expected to be made, as `performance.now()` counts. */
  due: number;
}

/** Where the draws of a replicate begin: its number, and the stream before them. */
export interface Position {
  readonly first: number;
  readonly state: StreamState;
}

/**
 * Which replicates are to be computed, how far they are done, and where the stream is known. A chunk that is lost is
 * taken again before others.
 */
export class ChunkLedger {
  private next: number;
  private last: Chunk | undefined;
  /** The furthest position that is known. */
  private front: Position;
  /** Ends of the chunks that are drawn, by their first replicates, and which of them are done; both from `begin` on. */
  private readonly ends = new Map<number, Position>();
  private readonly finished = new Set<number>();
  private readonly lost: Chunk[] = [];

  /** @param begin where the first replicate begins; `end` is the number of the last one */
  constructor(
    private begin: Position,
    private readonly end: number,
  ) {
    this.next = begin.first;
    this.front = begin;
  }

  /** Whether every replicate is done. */
  get isDone(): boolean {
    return this.begin.first > this.end;
  }

  /** Where the first replicate begins that is not done. */
  get position(): Position {
    return this.begin;
  }

  /** The next chunk, of the size for so many replicates left; undefined while there is none. */
  take(sizeFor: (left: number) => number): Chunk | undefined {
    const again = this.lost.shift();
    if (again !== undefined || this.next > this.end) return again;
    this.last = { first: this.next, count: sizeFor(this.end - this.next + 1), losses: 0, due: Infinity };
    this.next += this.last.count;
    return this.last;
  }

  /** The chunk whose draws end where the next chunk begins, and how many replicates would be passed over till then. */
  get ahead(): { readonly chunk: Chunk; readonly count: number } | undefined {
    const count = this.next - this.front.first;
    const isOpen = count > 0 && this.next <= this.end && this.lost.length === 0;
    return this.last === undefined || !isOpen ? undefined : { chunk: this.last, count };
  }

  /** From where on the draws before a chunk must be passed over. */
  before({ first }: Chunk): Position {
    return this.front.first <= first ? this.front : this.begin;
  }

  /** Whether it is known where the stream stands after a chunk. */
  isDrawn({ first }: Chunk): boolean {
    return this.ends.has(first);
  }

  /** The draws of a chunk are made; `state` is the stream after them. */
  drawn({ first, count }: Chunk, state: StreamState): void {
    const end = { first: first + count, state };
    this.ends.set(first, end);
    if (end.first > this.front.first) this.front = end;
  }

  /** A chunk that was drawn is done. */
  done({ first }: Chunk): void {
    this.finished.add(first);
    while (this.finished.delete(this.begin.first)) {
      const end = this.ends.get(this.begin.first)!;
      this.ends.delete(this.begin.first);
      this.begin = end;
    }
  }

  lose(chunk: Chunk): void {
    chunk.losses++;
    this.lost.push(chunk);
  }
}
