import type { StreamState } from "../../../random/streamState";
import { capacityOf, type Replicates, type Replicator } from "../replicator";
import { replicatorOf } from "../replicatorOf";
import { partBytes } from "./partBytes";
import { readStudy, type Study, studyId } from "./studyBytes";

/** Replicates in a row that are computed together. */
export interface Shard {
  /** Number of the first one, from 1, and how many. */
  readonly first: number;
  readonly count: number;
}

/** Replicates that are drawn at a time, so that several threads of a machine need not much memory. */
const MOST_AT_ONCE = 1000;

/**
 * Computes shards of a study. The draws of replicates that others compute are passed over, so shards are best asked for
 * in ascending order: then the stream is passed over once, whatever their number.
 */
export class ShardRunner {
  private readonly study: Study;
  private readonly id: string;
  private readonly replicator: Replicator;
  /** The replicate before whose draws the stream stands. */
  private next = 0;

  /**
   * @internal Studies of any kind are opened by openStudy.
   * @param bytes of a study
   * @param source what it is called in sentences
   * @param study what they say, where that is known
   */
  constructor(bytes: Uint8Array, source: string, study: Study = readStudy(bytes, source)) {
    this.study = study;
    this.id = studyId(bytes);
    const { plan } = this.study;
    this.replicator = replicatorOf(plan, Math.min(MOST_AT_ONCE, capacityOf(plan)));
  }

  /** The replicates of a shard, and the stream after them, as the bytes of a part. */
  run({ first, count }: Shard): Uint8Array {
    const { replicator } = this;
    if (this.next === 0 || first < this.next) this.open(this.study.state);
    replicator.skip(first - this.next);
    const pieces: Replicates[] = [];
    for (let done = 0; done < count; done += replicator.capacity) {
      const size = Math.min(replicator.capacity, count - done);
      replicator.draw(size);
      pieces.push(replicator.refit(first + done, size));
    }
    this.next = first + count;
    return partBytes({ study: this.id, replicates: joined(pieces, this.study.width), state: replicator.state() });
  }

  release(): void {
    this.replicator.release();
  }

  private open(state: StreamState): void {
    this.replicator.open(state);
    this.next = 1;
  }
}

/** Replicates that follow one another as one. @param width how many numbers each has */
export function joined(pieces: readonly Replicates[], width: number): Replicates {
  if (pieces.length === 1) return pieces[0];
  const count = pieces.reduce((sum, piece) => sum + piece.count, 0);
  const columns = new Float64Array(width * count);
  const evaluations = new Int32Array(count);
  let at = 0;
  for (const piece of pieces) {
    for (let c = 0; c < width; c++)
      columns.set(piece.columns.subarray(c * piece.count, (c + 1) * piece.count), c * count + at);
    evaluations.set(piece.evaluations, at);
    at += piece.count;
  }
  return { first: pieces[0].first, count, columns, evaluations, failures: pieces.flatMap(({ failures }) => failures) };
}
