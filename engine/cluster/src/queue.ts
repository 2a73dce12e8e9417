import { type JobsOptions, Queue } from "bullmq";
import type { Redis } from "ioredis";
import type { Table } from "mixedmodels";
import {
  type Cluster,
  type ClusterStudy,
  type ClusterWatch,
  checkOptions,
  FileError,
  OptionError,
  RELEASE,
  type Shard,
  shardsOf,
  shownValue,
} from "mixedmodels/cluster";
import { atHome, type ConnectionOptions, connected, connectionOf, type ServerConnection } from "./connection";
import { pause } from "./pause";
import { jobId, QUEUE, QueueStore, type ShardJob, type WorkerNote } from "./queueStore";
import { MOST_LOSSES, type StudyRecord } from "./shards";
import { Signature } from "./signature";
import { studiesTable } from "./studiesTable";

export interface QueueOptions extends ConnectionOptions {
  /**
   * A file with a key that notebook and workers share, of 16 bytes or more, by which studies and parts are signed:
   * whoever gets into the server can then neither feed workers nor forge results. Parts can still be deleted there, and
   * shards marked as lost, whose replicates are then missing.
   */
  keyFile?: string;
}

type ShardQueue = Queue<ShardJob, void, "shard", ShardJob, void, "shard">;

/** How often the parts are looked for, in ms, and every how many times the queue is asked what it has lost. */
const LOOK = 1000;
const FIRST_LOOKS = [50, 100, 200, 400];
const LOOKS_TILL_CHECK = 10;
/** Jobs that are put in at a time. */
const AT_ONCE = 1000;
/** How many workers are reckoned with where none is there yet. */
const USUAL_WORKERS = 8;
/** A shard that the queue has lost is put in again so often. */
const MOST_TIMES = 4;

/**
 * Computes by workers that take shards from a queue (BullMQ) on a Redis or Valkey server: `npx --no mixedmodels-worker
 * rediss://…` on each machine.
 * @param address "rediss://user@queue.example.org:6380", without a password; "redis://localhost:6379" on this machine
 */
export function queue(address: string, options: QueueOptions = {}): QueueCluster {
  return new QueueCluster(address, options);
}

/** Workers that take shards from a queue. */
export class QueueCluster implements Cluster {
  private readonly connection: ServerConnection;
  private readonly signature: Signature;

  /** @internal Clusters are made by {@link queue}. */
  constructor(address: string, options: QueueOptions) {
    checkOptions("queue", options, ["passwordFile", "ca", "insecure", "keyFile"]);
    this.connection = connectionOf(address, options);
    this.signature = new Signature(options.keyFile === undefined ? undefined : atHome(options.keyFile));
  }

  compute(study: ClusterStudy, watch: ClusterWatch): Promise<void> {
    return this.use(async (store, jobs) => {
      const record = await begin(store, study);
      await new QueueRun(store, jobs, record, study.bytes, watch).wait();
    });
  }

  /** The studies on the server: what has been computed of them, and what waits and runs. */
  studies(): Promise<Table> {
    return this.use(async (store, jobs) => {
      const records = await Promise.all((await store.studies()).map((id) => store.record(id)));
      const [active, waiting] = await Promise.all([jobs.getActive(), jobs.getWaiting()]);
      const known = records.filter((record) => record !== undefined).sort((a, b) => a.begun - b.begun);
      const listed = known.map(async ({ id, label, n, shards, begun }) => {
        const own = (those: readonly { readonly data: ShardJob }[]): number =>
          those.filter(({ data }) => data.id === id).length;
        const counts = { done: await store.countParts(id), all: shards.length };
        return { id, what: label, n, ...counts, waiting: own(waiting), running: own(active), since: new Date(begun) };
      });
      return studiesTable(await Promise.all(listed));
    });
  }

  /** Ends a study of {@link studies}; its parts stay. */
  cancel(id: string): Promise<void> {
    return this.use(async (store, jobs) => {
      const record = await store.record(id);
      if (record === undefined)
        throw new OptionError(`a study is cancelled by its id in studies(); got ${shownValue(id)}`);
      await endJobs(store, jobs, record);
    });
  }

  private async use<T>(action: (store: QueueStore, jobs: ShardQueue) => Promise<T>): Promise<T> {
    const redis: Redis = await connected(this.connection);
    const jobs = new Queue<ShardJob, void, "shard", ShardJob, void, "shard">(QUEUE, { connection: this.connection });
    // A server that goes away comes back: commands wait for it.
    jobs.on("error", () => undefined);
    try {
      return await action(new QueueStore(redis, this.signature), jobs);
    } finally {
      await jobs.close();
      redis.disconnect();
    }
  }
}

/** Puts a study on the server, or finds it there. */
export async function begin(store: QueueStore, study: ClusterStudy): Promise<StudyRecord> {
  const { id, label, n } = study;
  let record = await store.record(id);
  if (record === undefined) {
    const threads = (await store.workers()).filter(isOfThisRelease).reduce((sum, note) => sum + note.threads, 0);
    const timeEach = study.timeEach();
    const shards = shardsOf(n, timeEach, study.bytesEach, threads || USUAL_WORKERS);
    record = { id, label, n, release: RELEASE, begun: Date.now(), timeEach, shards };
  }
  await store.putStudy(record, study.bytes);
  await store.goOn(id);
  // Another notebook may have begun it meanwhile, with other shards.
  const begun = (await store.record(id))!;
  if (begun.n !== n)
    throw new FileError(`the study ${id} has ${n} replicates; its record on the server says ${begun.n}`, id);
  return begun;
}

function isOfThisRelease({ release }: WorkerNote): boolean {
  return release === RELEASE;
}

async function endJobs(store: QueueStore, jobs: ShardQueue, record: StudyRecord): Promise<void> {
  await store.cancel(record.id);
  // Jobs that a worker has begun are locked and stay: they end with their parts.
  await Promise.all(record.shards.map((shard) => jobs.remove(jobId(record.id, shard)).catch(() => 0)));
}

/** Waits for the parts of a study, and puts in again what the queue has lost. */
export class QueueRun {
  private readonly seen = new Set<number>();
  /** How often each shard has been put in. */
  private readonly times = new Map<number, number>();

  constructor(
    private readonly store: QueueStore,
    private readonly jobs: ShardQueue,
    private readonly record: StudyRecord,
    private readonly bytes: Uint8Array,
    private readonly watch: ClusterWatch,
  ) {}

  async wait(): Promise<void> {
    const { watch, record } = this;
    for (let look = 0; ; look++) {
      await this.collect();
      if (this.seen.size === record.shards.length || watch.left.aborted) return;
      if (watch.cancelled.aborted) return endJobs(this.store, this.jobs, record);
      // Another notebook may have ended it.
      if (await this.store.isCancelled(record.id)) return;
      if (look % LOOKS_TILL_CHECK === 0) await this.putIn();
      if (look > 0) await this.tell();
      await pause(FIRST_LOOKS[look] ?? LOOK, watch.left, watch.cancelled);
    }
  }

  private get missing(): Shard[] {
    return this.record.shards.filter(({ first }) => !this.seen.has(first));
  }

  private async collect(): Promise<void> {
    const { id } = this.record;
    const parts = await this.store.parts(id);
    const lost = await this.store.lost(id);
    for (const shard of this.missing) {
      const reason = lost.get(shard.first);
      if (parts.has(shard.first)) await this.take(shard);
      else if (reason !== undefined) this.miss(shard, reason);
    }
  }

  private async take(shard: Shard): Promise<void> {
    const { id } = this.record;
    // What is signed with another key is not this notebook's to remove.
    const bytes = await this.store.part(id, shard);
    if (bytes === undefined) return;
    try {
      this.watch.part(bytes, `part ${shard.first} of the study ${id}`, shard);
      this.seen.add(shard.first);
    } catch (error) {
      if (!(error instanceof Error && error.name === "FileError")) throw error;
      await this.store.removePart(id, shard);
    }
  }

  private miss(shard: Shard, reason: string): void {
    this.watch.missing(shard, reason);
    this.seen.add(shard.first);
  }

  /** Puts in the jobs that the queue does not know. */
  private async putIn(): Promise<void> {
    const { record, store } = this;
    const { id } = record;
    if (!(await store.hasStudy(id))) await store.putStudy(record, this.bytes);
    const missing = this.missing;
    const known = await store.known(missing.map((shard) => jobId(id, shard)));
    const done = await store.parts(id);
    const lost = missing.filter(({ first }, i) => !known[i] && !done.has(first));
    for (const shard of lost) {
      const times = this.times.get(shard.first) ?? 0;
      if (times === MOST_TIMES) this.miss(shard, `the queue has lost it ${MOST_TIMES} times with its workers`);
      this.times.set(shard.first, times + 1);
    }
    const again = lost.filter(({ first }) => !this.seen.has(first)).map((shard) => jobOf(id, shard));
    for (let i = 0; i < again.length; i += AT_ONCE) await this.jobs.addBulk(again.slice(i, i + AT_ONCE));
  }

  private async tell(): Promise<void> {
    const workers = await this.store.workers();
    const own = workers.filter(isOfThisRelease);
    const { active = 0 } = await this.jobs.getJobCounts("active");
    const running = Math.min(active, this.missing.length);
    const counts = `${running} shards running on ${own.length} workers, ${this.missing.length - running} waiting`;
    this.watch.state([counts, ...othersText(workers)].join("; "));
  }
}

function othersText(workers: readonly WorkerNote[]): string[] {
  const others = workers.filter((note) => !isOfThisRelease(note));
  if (others.length === 0) return [];
  const names = others.map(({ host, release }) => `${host}: ${release}`).join(", ");
  return [
    `${others.length} of ${workers.length} workers (${names}) have another release than this notebook (${RELEASE}) ` +
      "and take none of its work",
  ];
}

function jobOf(id: string, shard: Shard): { name: "shard"; data: ShardJob; opts: JobsOptions } {
  const data: ShardJob = { id, ...shard };
  const opts = {
    jobId: jobId(id, shard),
    attempts: MOST_LOSSES,
    backoff: { type: "fixed", delay: 500 },
    removeOnComplete: true,
    removeOnFail: true,
  };
  return { name: "shard", data, opts };
}
