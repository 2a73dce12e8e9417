import type { Shard } from "mixedmodels/cluster";

/** What studies of tasks count, by their labels; others count replicates. */
const COUNTED: ReadonlyMap<string, readonly [one: string, several: string]> = new Map([
  ["influence", ["level", "levels"]],
  ["profile", ["parameter", "parameters"]],
]);

/** How a shard is called in sentences. @param label of its study, where that is known */
export function shardName({ first, count }: Shard, label = ""): string {
  const [one, several] = COUNTED.get(label) ?? ["replicate", "replicates"];
  return count === 1 ? `${one} ${first}` : `${several} ${first} to ${first + count - 1}`;
}

/** A shard that was given up after so many processes had been lost with it. */
export const MOST_LOSSES = 4;

/** A study has no more shards than its notebooks cut it into. */
const MOST_SHARDS = 5000;

/** The latest time that a Date has. */
const LATEST = 8.64e15;

/** What is known of a study beside its bytes: plain data. */
export interface StudyRecord {
  readonly id: string;
  readonly label: string;
  readonly n: number;
  readonly release: string;
  /** When it was begun, in ms since 1970. */
  readonly begun: number;
  /** The ms that a replicate took where it was begun. */
  readonly timeEach: number;
  readonly shards: readonly Shard[];
  /** How many of them each job of a queue takes, in order; absent in folders. */
  readonly jobs?: readonly number[];
}

/** @throws Error unless a text is the record of a study, with shards from 1 to n that follow one another */
export function parseRecord(text: string): StudyRecord {
  const value = (JSON.parse(text) ?? {}) as Partial<StudyRecord>;
  const { id, label, n, release, begun, timeEach, shards, jobs } = value;
  let next = 1;
  const isWhole =
    typeof id === "string" &&
    typeof label === "string" &&
    typeof release === "string" &&
    [n, begun, timeEach].every((number) => Number.isFinite(number)) &&
    timeEach! >= 0 &&
    begun! >= 0 &&
    begun! <= LATEST &&
    Array.isArray(shards) &&
    shards.length <= MOST_SHARDS &&
    shards.every((shard: Shard | null) => {
      const { first, count } = shard ?? { first: NaN, count: NaN };
      const follows = first === next && Number.isSafeInteger(count) && count >= 1;
      next = first + count;
      return follows;
    }) &&
    next === n! + 1 &&
    (jobs === undefined || areSizes(jobs, shards.length));
  if (!isWhole) throw new TypeError("it is not the record of a study");
  return value as StudyRecord;
}

function areSizes(jobs: unknown, sum: number): boolean {
  if (!Array.isArray(jobs)) return false;
  const sizes: readonly unknown[] = jobs;
  const isSize = (size: unknown): size is number => Number.isSafeInteger(size) && (size as number) >= 1;
  return sizes.every(isSize) && sizes.reduce((total, size) => total + size, 0) === sum;
}
