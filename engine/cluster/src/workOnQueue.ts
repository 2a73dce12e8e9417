import os from "node:os";
import { type Job, UnrecoverableError, Worker } from "bullmq";
import { RELEASE, type Shard } from "mixedmodels/cluster";
import { Computing, type ComputingLimits, Refused } from "./computing";
import { connected, type ServerConnection } from "./connection";
import { pause } from "./pause";
import { QUEUE, QueueStore, type ShardJob, type WorkerNote } from "./queueStore";
import { MOST_LOSSES, shardName } from "./shards";
import type { Signature } from "./signature";
import { TimeLimit } from "./timeLimit";

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

/** Takes shards of studies of this release from a queue until it is told to end. */
export async function workOnQueue(connection: ServerConnection, signature: Signature, work: QueueWork): Promise<void> {
  const redis = await connected(connection);
  const store = new QueueStore(redis, signature);
  const note: WorkerNote = {
    name: `${os.hostname()}-${process.pid}`,
    host: os.hostname(),
    release: RELEASE,
    threads: work.threads,
  };
  const shards = new ShardWork(store, work);
  const worker = new Worker<ShardJob>(QUEUE, (job) => shards.compute(job), {
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

/** Computes the shards of jobs, by processes that are kept for the study that they have read. */
class ShardWork {
  private study:
    | { readonly id: string; readonly bytes: Promise<Uint8Array>; readonly limit: Promise<TimeLimit> }
    | undefined;
  /** Processes that have nothing to do, with the study that they have read. */
  private idle: { readonly id: string; readonly computing: Computing }[] = [];
  private readonly all = new Set<Computing>();

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
    if (!(await this.store.needs(id, shard))) return;
    try {
      const limit = await this.limitOf(id);
      const computing = await this.take(id);
      const started = performance.now();
      try {
        const bytes = await computing.run(shard, limit.of(count));
        const time = performance.now() - started;
        limit.learn(count, time);
        await this.store.putPart(id, shard, bytes);
        this.work.say(`${shardName(shard)}: ${(time / 1000).toFixed(2)} s`);
      } finally {
        this.idle.push({ id, computing });
      }
    } catch (error) {
      await this.fail(job, error as Error);
    }
  }

  private async fail(job: Job<ShardJob>, error: Error): Promise<never> {
    const { id, first, count } = job.data;
    this.work.say(`${shardName({ first, count })}: ${error.message}`);
    const isLast = error instanceof Refused || job.attemptsMade + 1 >= MOST_LOSSES;
    if (!isLast) throw error;
    await this.store.giveUp(id, { first, count }, `${MOST_LOSSES} processes failed with it: ${error.message}`);
    throw new UnrecoverableError(error.message);
  }

  /** The study that most shards are of is read once. */
  private open(id: string): NonNullable<ShardWork["study"]> {
    if (this.study?.id === id) return this.study;
    const limit = this.store.record(id).then((record) => new TimeLimit(record?.timeEach ?? 0, this.work.limit));
    const study = { id, bytes: this.store.studyBytes(id), limit };
    // What fails is tried again with the next shard.
    study.bytes.catch(() => {
      if (this.study === study) this.study = undefined;
    });
    this.study = study;
    return study;
  }

  private limitOf(id: string): Promise<TimeLimit> {
    return this.open(id).limit;
  }

  private async take(id: string): Promise<Computing> {
    const at = this.idle.findIndex((each) => each.id === id);
    if (at >= 0) return this.idle.splice(at, 1)[0].computing;
    const bytes = await this.open(id).bytes;
    for (const { computing } of this.idle.splice(0)) {
      computing.stop();
      this.all.delete(computing);
    }
    const computing = new Computing(bytes, `the study ${id}`, this.work);
    this.all.add(computing);
    return computing;
  }
}
