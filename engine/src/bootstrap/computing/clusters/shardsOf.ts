import type { Shard } from "../bytes/shardRunner";

/** A shard aims at so many ms of work, and a part at no more than so many bytes. */
const SHARD_TIME = 30_000;
const MOST_BYTES = 2 * 2 ** 20;
/** Shards per worker, so that the last ones end together, and in all: a folder of more files is slow to list. */
const SHARES = 4;
const MOST_SHARDS = 5000;

/**
 * Cuts n replicates into shards that follow one another: of half a minute, four a worker or more, at most 5000 in all
 * and 2 MB each where that leaves room.
 * @param timeEach the ms that a replicate takes
 * @param bytesEach the bytes that it takes in a part
 * @param workers how many compute at once
 */
export function shardsOf(n: number, timeEach: number, bytesEach: number, workers: number): Shard[] {
  const most = Math.min(
    SHARD_TIME / Math.max(timeEach, 1e-6),
    Math.ceil(n / (SHARES * workers)),
    MOST_BYTES / bytesEach,
  );
  const size = Math.max(1, Math.ceil(n / MOST_SHARDS), Math.floor(most));
  return Array.from({ length: Math.ceil(n / size) }, (_, i) => ({
    first: 1 + i * size,
    count: Math.min(size, n - i * size),
  }));
}
