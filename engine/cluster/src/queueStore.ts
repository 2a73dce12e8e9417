import type { ChainableCommander, Redis } from "ioredis";
import { FileError, RELEASE, type Shard } from "mixedmodels/cluster";
import { parseRecord, type StudyRecord } from "./shards";
import type { Signature } from "./signature";

/** What is put on the server expires after so many seconds: 14 days. */
const LIFE = 14 * 86_400;
/** A worker that has not been heard of for so many ms is gone. */
const SILENCE = 30_000;
/** A study is at most so large. */
const MOST_BYTES = 2 ** 30;

/** The name of the queue: workers take shards of studies of their own release alone. */
export const QUEUE = `mixedmodels-${RELEASE}`;

/** What the job of a shard holds. */
export interface ShardJob extends Shard {
  /** The study. */
  readonly id: string;
}

/** The name of the job of a shard. */
export function jobId(id: string, { first }: Shard): string {
  return `${id}-${first}`;
}

export interface WorkerNote {
  readonly name: string;
  readonly host: string;
  readonly release: string;
  readonly threads: number;
}

const STUDIES = "mm:studies";
const WORKERS = "mm:workers";

/** Studies, their parts and the workers, as they are kept on the server. */
export class QueueStore {
  constructor(
    private readonly redis: Redis,
    private readonly signature: Signature,
  ) {}

  /** Puts a study there unless it is, and has it live on. @throws FileError if another key has signed what is there */
  async putStudy(record: StudyRecord, bytes: Uint8Array): Promise<void> {
    const { id } = record;
    const signed = Buffer.from(this.signature.sign(`study ${id}`, bytes));
    const isNew = (await this.redis.set(key("study", id), signed, "EX", LIFE, "NX")) !== null;
    if (!isNew && !signed.equals((await this.redis.getBuffer(key("study", id))) ?? signed))
      throw new FileError(`the study ${id} is on the server already, signed with another key or with none`, id);
    await this.redis.set(key("record", id), JSON.stringify(record), "EX", LIFE, "NX");
    answers(await renewed(this.redis.pipeline(), id).exec());
  }

  async record(id: string): Promise<StudyRecord | undefined> {
    const text = await this.redis.get(key("record", id));
    if (text === null) return undefined;
    const record = parseRecord(text);
    if (record.id !== id) throw new TypeError(`the record of the study ${id} is that of another one`);
    return record;
  }

  async hasStudy(id: string): Promise<boolean> {
    return (await this.redis.exists(key("study", id), key("record", id))) === 2;
  }

  /** @throws Error if it is not there or too large, FileError if it is not signed */
  async studyBytes(id: string): Promise<Uint8Array> {
    const length = await this.redis.strlen(key("study", id));
    if (length > MOST_BYTES) throw new Error(`a study has at most ${MOST_BYTES} bytes; ${id} has ${length}`);
    const signed = await this.redis.getBuffer(key("study", id));
    if (signed === null) throw new Error(`the study ${id} is not on the server`);
    return this.signature.open(`study ${id}`, signed);
  }

  /** The ids of the studies that have not expired, by when they were last used. */
  async studies(): Promise<string[]> {
    const begun = Object.entries(await this.redis.hgetall(STUDIES));
    const old = begun.filter(([, time]) => Date.now() - Number(time) > 1000 * LIFE).map(([id]) => id);
    if (old.length > 0) await this.redis.hdel(STUDIES, ...old);
    return begun
      .filter(([id]) => !old.includes(id))
      .sort(([, a], [, b]) => Number(a) - Number(b))
      .map(([id]) => id);
  }

  async putPart(id: string, { first }: Shard, bytes: Uint8Array): Promise<void> {
    const signed = Buffer.from(this.signature.sign(`part ${id} ${first}`, bytes));
    answers(await renewed(this.redis.pipeline().hset(key("parts", id), String(first), signed), id).exec());
  }

  /** Whether a shard is still to be computed: its study goes on, and its part is not there. */
  async needs(id: string, { first }: Shard): Promise<boolean> {
    const pipeline = this.redis.pipeline().exists(key("cancelled", id)).hexists(key("parts", id), String(first));
    return answers(await pipeline.exec()).every((answer) => answer === 0);
  }

  /** The first replicates of the parts that are there. */
  async parts(id: string): Promise<Set<number>> {
    return new Set((await this.redis.hkeys(key("parts", id))).map(Number));
  }

  async countParts(id: string): Promise<number> {
    return this.redis.hlen(key("parts", id));
  }

  async part(id: string, { first }: Shard): Promise<Uint8Array | undefined> {
    const signed = await this.redis.hgetBuffer(key("parts", id), String(first));
    return signed === null ? undefined : this.signature.open(`part ${id} ${first}`, signed);
  }

  async removePart(id: string, { first }: Shard): Promise<void> {
    await this.redis.hdel(key("parts", id), String(first));
  }

  /** A shard that could not be computed. */
  async giveUp(id: string, { first }: Shard, reason: string): Promise<void> {
    await this.redis.hset(key("lost", id), String(first), reason);
    await this.redis.expire(key("lost", id), LIFE);
  }

  /** The reasons of those that could not be computed, by their first replicates. */
  async lost(id: string): Promise<Map<number, string>> {
    const lost = Object.entries(await this.redis.hgetall(key("lost", id)));
    return new Map(lost.map(([first, reason]) => [Number(first), reason]));
  }

  /** What was given up or cancelled is tried again. */
  async goOn(id: string): Promise<void> {
    await this.redis.del(key("lost", id), key("cancelled", id));
  }

  async isCancelled(id: string): Promise<boolean> {
    return (await this.redis.exists(key("cancelled", id))) === 1;
  }

  async cancel(id: string): Promise<void> {
    await this.redis.set(key("cancelled", id), "1", "EX", LIFE);
  }

  /** Which of these jobs the queue knows. */
  async known(jobs: readonly string[]): Promise<boolean[]> {
    const pipeline = this.redis.pipeline();
    for (const job of jobs) pipeline.exists(`bull:${QUEUE}:${job}`);
    return answers(await pipeline.exec()).map((answer) => answer === 1);
  }

  /** A worker says that it is there. */
  async greet(note: WorkerNote): Promise<void> {
    await this.redis.zadd(WORKERS, Date.now(), JSON.stringify(note));
  }

  async leave(note: WorkerNote): Promise<void> {
    await this.redis.zrem(WORKERS, JSON.stringify(note));
  }

  /** The workers that have been heard of lately. */
  async workers(): Promise<WorkerNote[]> {
    const since = Date.now() - SILENCE;
    await this.redis.zremrangebyscore(WORKERS, 0, since);
    return (await this.redis.zrange(WORKERS, 0, -1)).map((text) => JSON.parse(text) as WorkerNote);
  }
}

/** What is used lives on: a study and its record expire no sooner than its parts. */
function renewed(pipeline: ChainableCommander, id: string): ChainableCommander {
  for (const kind of ["study", "record", "parts"]) pipeline.expire(key(kind, id), LIFE);
  return pipeline.hset(STUDIES, id, Date.now());
}

/** The answers to a pipeline. @throws the first error among them */
function answers(replies: [error: Error | null, answer: unknown][] | null): unknown[] {
  if (replies === null) throw new Error("the server has not answered");
  return replies.map(([error, answer]) => {
    if (error !== null) throw error;
    return answer;
  });
}

function key(kind: string, id: string): string {
  return `mm:${kind}:${id}`;
}
