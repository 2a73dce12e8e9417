import os from "node:os";
import { type Job, UnrecoverableError, Worker } from "bullmq";
import { RELEASE, type Shard } from "mixedmodels/cluster";
import { Computing, type ComputingLimits, Refused } from "./computing";
import { connected, type ServerConnection } from "./connection";
import { pause } from "./pause";
import { QueueStore, queueName, type ShardJob } from "./queueStore";
import { MOST_LOSSES, type StudyRecord, shardName } from "./shards";
import type { Signature } from "./signature";
import { TimeLimit } from "./timeLimit";
import type { WorkerNote } from "./workerNote";

export interface QueueWork extends ComputingLimits {
  /** Shards that are computed at once. */
  readonly threads: number;
  /** The most ms that a shard may take. */
  readonly limit?: number | undefined;
  /** Ends the work once the shards that are under way are there. */
  readonly end: AbortSignal;
  /** Tells what happens, a line each. */
  readonly say: (line: string) => void;
}

/** A worker that has not been heard of for so many ms has lost its shards, which are looked for so often. */
const LOCK = 10_000;
const LOOK_FOR_STALLED = 3000;
const GREETING = 10_000;
/** Whether a study has been cancelled is asked so often. */
const ASK = 1000;

/** Takes shards of studies of this release from a queue until it is told to end. */
export async function workOnQueue(connection: ServerConnection, signature: Signature, work: QueueWork): Promise<void> {
  const redis = await connected(connection);
  const store = new QueueStore(redis, signature);
  const note: WorkerNote = {
    name: `${os.hostname()}-${process.pid}`,
    host: os.hostname(),
    release: RELEASE,
    key: signature.name,
    threads: work.threads,
  };
  const shards = new ShardWork(store, work);
  const worker = new Worker<ShardJob>(queueName(signature), (job) => shards.compute(job), {
    connection,
    concurrency: work.threads,
    lockDuration: LOCK,
    stalledInterval: LOOK_FOR_STALLED,
    maxStalledCount: MOST_LOSSES - 1,
    name: note.name,
  });
  // Servers that go away come back: the worker waits for them, and says so.
  worker.on("error", (error) => work.say(error.message));
  work.say(`takes work of mixedmodels ${RELEASE} on ${work.threads} threads`);
  while (!work.end.aborted) {
    await store.greet(note).catch((error: Error) => work.say(error.message));
    await pause(GREETING, work.end);
  }
  await worker.close();
  shards.stop();
  await store.leave(note).catch(() => undefined);
  redis.disconnect();
}

/** A study that a worker computes shards of. */
interface OpenStudy {
  readonly id: string;
  readonly bytes: Uint8Array;
  readonly limit: TimeLimit;
  /** The shards that it is cut into. */
  readonly shards: ReadonlyMap<number, number>;
}

/** Computes the shards of jobs, by processes that are kept for the study that they have read. */
class ShardWork {
  private study: { readonly id: string; readonly opened: Promise<OpenStudy> } | undefined;
  /** Processes that have nothing to do, with the study that they have read. */
  private idle: { readonly id: string; readonly computing: Computing }[] = [];
  private readonly all = new Set<Computing>();
  private asked = { id: "", at: -Infinity, isCancelled: false };

  constructor(
    private readonly store: QueueStore,
    private readonly work: QueueWork,
  ) {}

  stop(): void {
    for (const computing of this.all) computing.stop();
  }

  async compute(job: Job<ShardJob>): Promise<void> {
    const { id, first, count } = job.data;
    const shard: Shard = { first, count };
    try {
      if (!(await this.isWanted(job))) return;
      const { limit, shards, bytes } = await this.open(id);
      if (shards.get(first) !== count) throw new Refused(`it is no shard of the study ${id}`);
      const computing = this.take(id, bytes);
      const started = performance.now();
      try {
        const part = await computing.run(shard, limit.of(count));
        const time = performance.now() - started;
        limit.learn(count, time);
        await this.store.putPart(id, shard, part);
        this.work.say(`${shardName(shard)}: ${(time / 1000).toFixed(2)} s`);
      } finally {
        this.idle.push({ id, computing });
      }
    } catch (error) {
      await this.fail(job, error as Error);
    }
  }

  /** Whether the study goes on, and the part of a shard that has been begun before is not there. */
  private async isWanted({ data, attemptsStarted }: Job<ShardJob>): Promise<boolean> {
    const { id } = data;
    if (this.asked.id !== id || performance.now() - this.asked.at > ASK)
      this.asked = { id, at: performance.now(), isCancelled: await this.store.isCancelled(id) };
    return !this.asked.isCancelled && !(attemptsStarted > 1 && (await this.store.hasPart(id, data)));
  }

  private async fail(job: Job<ShardJob>, error: Error): Promise<never> {
    const { id, first, count } = job.data;
    this.work.say(`${shardName({ first, count })}: ${error.message}`);
    const isRefused = error instanceof Refused;
    if (!isRefused && job.attemptsMade + 1 < MOST_LOSSES) throw error;
    const reason = isRefused ? error.message : `${MOST_LOSSES} processes failed with it: ${error.message}`;
    await this.store.giveUp(id, { first, count }, reason);
    throw new UnrecoverableError(error.message);
  }

  /** The study that most shards are of is read once. */
  private open(id: string): Promise<OpenStudy> {
    if (this.study?.id === id) return this.study.opened;
    const study = { id, opened: this.read(id) };
    // What fails is tried again with the next shard.
    study.opened.catch(() => {
      if (this.study === study) this.study = undefined;
    });
    this.study = study;
    return study.opened;
  }

  private async read(id: string): Promise<OpenStudy> {
    const record: StudyRecord | undefined = await this.store.record(id);
    if (record === undefined) throw new Error(`the study ${id} is not on the server`);
    return {
      id,
      bytes: await this.store.studyBytes(id),
      limit: new TimeLimit(record.timeEach, this.work.limit),
      shards: new Map(record.shards.map(({ first, count }) => [first, count])),
    };
  }

  private take(id: string, bytes: Uint8Array): Computing {
    const at = this.idle.findIndex((each) => each.id === id);
    if (at >= 0) return this.idle.splice(at, 1)[0].computing;
    for (const { computing } of this.idle.splice(0)) {
      computing.stop();
      this.all.delete(computing);
    }
    const computing = new Computing(bytes, `the study ${id}`, this.work);
    this.all.add(computing);
    return computing;
  }
}
