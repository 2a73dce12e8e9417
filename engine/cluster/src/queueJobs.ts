import { type Shard, shardsOf } from "mixedmodels/cluster";
import type { StudyRecord } from "./shards";

/** A job aims at no more than so many ms of work, and takes at most so many shards. */
const JOB_TIME = 120_000;
const MOST_TOGETHER = 16;
/** Jobs that each worker should still find when one is cut off. */
const SHARES = 4;

/** The shards that a job of a study takes, one after the other. */
export type JobShards = readonly Shard[];

/** Shards of a study and how many each of its jobs takes, for so many workers. */
export function cutForQueue(
  n: number,
  timeEach: number,
  bytesEach: number,
  workers: number,
): Pick<StudyRecord, "shards" | "jobs"> {
  const shards = shardsOf(n, timeEach, bytesEach, workers);
  return { shards, jobs: jobSizes(shards.length, timeEach * shards[0].count, workers) };
}

/**
 * How many shards each job takes: a server works for jobs, so there are few of them where there are many shards; the
 * last ones have one, so that workers end together (guided self-scheduling: Polychronopoulos and Kuck 1987, IEEE
 * Transactions on Computers C-36, 1425–1439).
 * @param shardTime the ms that a shard takes
 */
export function jobSizes(shards: number, shardTime: number, workers: number): number[] {
  const most = Math.min(MOST_TOGETHER, Math.floor(JOB_TIME / Math.max(shardTime, 1e-6)));
  const sizes: number[] = [];
  for (let left = shards; left > 0; left -= sizes.at(-1)!)
    sizes.push(Math.max(1, Math.min(most, Math.floor(left / (SHARES * workers)))));
  return sizes;
}

/** The jobs of a study; a shard each where its record says nothing of them. */
export function jobsOf({ shards, jobs }: StudyRecord): JobShards[] {
  if (jobs === undefined) return shards.map((shard) => [shard]);
  let next = 0;
  return jobs.map((size) => shards.slice(next, (next += size)));
}

/** What a job computes as a whole. */
export function spanOf(shards: JobShards): Shard {
  return { first: shards[0].first, count: shards.reduce((sum, { count }) => sum + count, 0) };
}
