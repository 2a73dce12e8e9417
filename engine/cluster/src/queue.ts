import { isDeepStrictEqual } from "node:util";
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
  shownValue,
} from "mixedmodels/cluster";
import {
  atHome,
  type ConnectionOptions,
  checkFile,
  connected,
  connectionOf,
  type ServerConnection,
} from "./connection";
import { fullServer, toldError } from "./fullServer";
import { FOREVER, pause } from "./pause";
import { cutForQueue, type JobShards, jobsOf, spanOf } from "./queueJobs";
import { jobId, QueueStore, queueName, type ShardJob, type StudyNews } from "./queueStore";
import { MOST_LOSSES, type StudyRecord } from "./shards";
import { Signature } from "./signature";
import { silenceOf } from "./silence";
import { type ListedStudy, studiesTable } from "./studiesTable";
import type { WorkerNote } from "./workerNote";

export interface QueueOptions extends ConnectionOptions {
  /**
   * A file with a key that notebook and workers share, of 16 bytes or more, by which all is signed that is put on the
   * server: whoever gets into it can then neither feed workers nor forge results, and only delay work. Studies of
   * different keys lie apart, and workers take those of their own. Without a key a shard is missing once the server has
   * lost it four times; with one it is put in until it is there, as anybody may have taken it away.
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
/** Without a key, a shard is put in so often. */
const MOST_TIMES = 4;
/** Bytes of parts that are asked for at a time. */
const MOST_BYTES = 2 * 2 ** 20;
/** So many workers are named that take no part. */
const MOST_NAMES = 5;
/** Nobody reads the events of the queue. */
const EVENTS = 0;

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
    checkFile("the option keyFile of queue", options.keyFile);
    this.connection = connectionOf(address, options);
    this.signature = new Signature(options.keyFile === undefined ? undefined : atHome(options.keyFile));
  }

  compute(study: ClusterStudy, watch: ClusterWatch): Promise<void> {
    return this.use(async (store, jobs, redis) => {
      const over = new AbortController();
      const away = (): void => watch.state("the queue's server has gone away and is waited for");
      redis.on("close", away);
      const run = begin(store, study).then((record) => new QueueRun(store, jobs, record, study, watch).wait());
      run.catch(() => undefined);
      try {
        await Promise.race([run, silenceAtTheEnd(redis, watch, over.signal, study)]);
      } finally {
        over.abort();
        redis.off("close", away);
      }
    });
  }

  /** The studies of this key on the server: what has been computed of them, and what waits and runs. */
  studies(): Promise<Table> {
    return this.use(async (store, jobs) => {
      const ids = await store.studies();
      const [active, waiting] = await Promise.all([jobs.getActive(), jobs.getWaiting()]);
      const listed = ids.map(async (id): Promise<ListedStudy> => {
        const [running, queued] = [active, waiting].map((jobs) =>
          jobs.flatMap((job) => (job?.data?.id === id ? [job.data] : [])),
        );
        const done = await store.parts(id);
        try {
          const record = await store.record(id);
          if (record === undefined) throw new FileError(`the study ${id} has just expired`, id);
          const { label, n, shards, begun } = record;
          const left = shardsLeft(record, [...running, ...queued], done);
          // A worker computes the shards of its job one after the other.
          const counts = { done: done.size, waiting: Math.max(0, left - running.length), running: running.length };
          return { id, what: label, n, ...counts, all: shards.length, since: new Date(begun) };
        } catch (error) {
          const counts = { done: done.size, waiting: queued.length, running: running.length };
          return { id, what: (error as Error).message, n: 0, ...counts, all: 0, since: new Date(0) };
        }
      });
      return studiesTable((await Promise.all(listed)).sort((a, b) => Number(a.since) - Number(b.since)));
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

  private async use<T>(action: (store: QueueStore, jobs: ShardQueue, redis: Redis) => Promise<T>): Promise<T> {
    const redis: Redis = await connected(this.connection);
    const jobs: ShardQueue = new Queue(queueName(this.signature), {
      connection: redis,
      streams: { events: { maxLen: EVENTS } },
    });
    // A server that goes away comes back: commands wait for it.
    jobs.on("error", () => undefined);
    try {
      return await action(new QueueStore(redis, this.signature), jobs, redis);
    } catch (error) {
      throw toldError(error);
    } finally {
      await jobs.close();
      redis.disconnect();
    }
  }
}

/** Waits until a study is left or cancelled while its server does not answer: then nothing can be waited for. */
async function silenceAtTheEnd(
  redis: Redis,
  { left, cancelled }: ClusterWatch,
  over: AbortSignal,
  { id }: ClusterStudy,
): Promise<void> {
  await pause(FOREVER, left, cancelled, over);
  await silenceOf(redis, over);
  if (cancelled.aborted && !over.aborted)
    process.emitWarning(
      `the queue's server does not answer, so that the study ${id} is not ended there: cancel("${id}") ends it later`,
      "ClusterWarning",
    );
}

/** Puts a study on the server, or finds it there. */
export async function begin(store: QueueStore, study: ClusterStudy): Promise<StudyRecord> {
  const { id, label, n } = study;
  await store.dropForged(id);
  let record = await store.record(id);
  if (record === undefined) {
    const own = (await store.workers()).filter((note) => isOfThisRelease(note) && store.isOfThisKey(note));
    const threads = own.reduce((sum, note) => sum + note.threads, 0);
    const timeEach = study.timeEach();
    const cut = cutForQueue(n, timeEach, study.bytesEach, threads || USUAL_WORKERS);
    record = { id, label, n, release: RELEASE, begun: Date.now(), timeEach, ...cut };
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
  const ids = jobsOf(record).map((shards) => jobId(record.id, spanOf(shards)));
  await Promise.all(ids.map((id) => jobs.remove(id).catch(() => 0)));
}

/** Waits for the parts of a study, and puts in again what the queue has lost. */
export class QueueRun {
  private readonly seen = new Set<number>();
  /** How often each shard has been put in. */
  private readonly times = new Map<number, number>();
  /** Why the server takes nothing just now, if so. */
  private full: string | undefined;

  constructor(
    private readonly store: QueueStore,
    private readonly jobs: ShardQueue,
    private readonly record: StudyRecord,
    private readonly study: Pick<ClusterStudy, "bytes" | "bytesEach">,
    private readonly watch: ClusterWatch,
  ) {}

  async wait(): Promise<void> {
    const { watch, record } = this;
    for (let look = 0; ; look++) {
      const news = await this.store.news(record.id);
      await this.collect(news);
      if (this.seen.size === record.shards.length || watch.left.aborted) return;
      if (watch.cancelled.aborted) return endJobs(this.store, this.jobs, record);
      // Another notebook may have ended it.
      if (news.isCancelled) return;
      if (look % LOOKS_TILL_CHECK === 0) await this.putInAt(look);
      if (look > 0) await this.tell(news.workers);
      await pause(FIRST_LOOKS[look] ?? LOOK, watch.left, watch.cancelled);
    }
  }

  private get missing(): Shard[] {
    return this.record.shards.filter(({ first }) => !this.seen.has(first));
  }

  private async collect({ parts, lost }: StudyNews): Promise<void> {
    const there = this.missing.filter(({ first }) => parts.has(first));
    for (const shards of this.together(there)) {
      const signed = await this.store.signedParts(this.record.id, shards);
      for (const [i, shard] of shards.entries()) await this.take(shard, signed[i]);
    }
    for (const shard of this.missing) {
      const reason = parts.has(shard.first) ? undefined : lost.get(shard.first);
      if (reason !== undefined) this.miss(shard, reason);
    }
  }

  /** Shards whose parts are asked for at a time. */
  private together(shards: readonly Shard[]): Shard[][] {
    const groups: Shard[][] = [];
    let bytes = Infinity;
    for (const shard of shards) {
      bytes += shard.count * this.study.bytesEach;
      if (bytes > MOST_BYTES) {
        groups.push([]);
        bytes = shard.count * this.study.bytesEach;
      }
      groups.at(-1)!.push(shard);
    }
    return groups;
  }

  private async take(shard: Shard, signed: Buffer | null): Promise<void> {
    const { id } = this.record;
    if (signed === null) return;
    try {
      const bytes = this.store.openPart(id, shard, signed);
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

  /** A server that is full at first is an error; one that has become so is waited for. */
  private async putInAt(look: number): Promise<void> {
    try {
      await this.putIn();
      // Workers keep their parts meanwhile, and whoever waits for them is told why.
      await this.store.knock();
      this.full = undefined;
    } catch (error) {
      this.full = fullServer(error);
      if (look === 0 || this.full === undefined) throw error;
    }
  }

  /** Puts in the jobs that the queue does not know. */
  private async putIn(): Promise<void> {
    const { record, store } = this;
    const { id } = record;
    if (!(await store.hasStudy(id))) await store.putStudy(record, this.study.bytes);
    await store.keepRun(id);
    const unseen = jobsOf(record).filter((shards) => shards.some(({ first }) => !this.seen.has(first)));
    const known = await store.known(unseen.map((shards) => ({ id, ...spanOf(shards) })));
    const done = await store.parts(id);
    const isMissing = ({ first }: Shard): boolean => !this.seen.has(first) && !done.has(first);
    const lost = unseen.filter((shards, i) => !known[i] && shards.some(isMissing));
    if (lost.some(([{ first }]) => this.times.has(first))) await this.putBack();
    const again: JobShards[] = [];
    for (const shards of lost) {
      const { first } = shards[0];
      const times = this.times.get(first) ?? 0;
      this.times.set(first, times + 1);
      if (store.hasKey || times < MOST_TIMES) again.push(shards);
      else
        for (const shard of shards.filter(isMissing))
          this.miss(shard, `the queue has lost it ${MOST_TIMES} times with its workers`);
    }
    const jobs = again.map((shards) => jobOf(id, shards));
    for (let i = 0; i < jobs.length; i += AT_ONCE) await this.jobs.addBulk(jobs.slice(i, i + AT_ONCE));
  }

  /** Workers drop the jobs of a study that is not there as it was begun. */
  private async putBack(): Promise<void> {
    const { store, record } = this;
    await store.dropForged(record.id);
    await store.putStudy(record, this.study.bytes);
    const there = await store.record(record.id);
    if (there !== undefined && !isDeepStrictEqual(there, record))
      throw new FileError(
        `the study ${record.id} has been begun anew on the server, with other shards: run the cell again`,
        record.id,
      );
  }

  private async tell(workers: readonly WorkerNote[]): Promise<void> {
    const own = workers.filter((note) => isOfThisRelease(note) && this.store.isOfThisKey(note));
    const { active = 0 } = await this.jobs.getJobCounts("active");
    const running = Math.min(active, this.missing.length);
    const counts = `${running} shards running on ${own.length} workers, ${this.missing.length - running} waiting`;
    const others = workers.filter((note) => !isOfThisRelease(note));
    const strangers = workers.filter((note) => isOfThisRelease(note) && !this.store.isOfThisKey(note));
    this.watch.state(
      [
        counts,
        ...(this.full === undefined ? [] : [this.full]),
        ...againText(this.times),
        ...othersText(
          `release than this notebook (${RELEASE})`,
          others.map(({ host, release }) => `${host}: ${release}`),
          workers.length,
        ),
        ...othersText(
          "key than this notebook",
          strangers.map(({ host }) => host),
          workers.length,
        ),
      ].join("; "),
    );
  }
}

/** What had to be put in again, where there is such. */
function againText(times: ReadonlyMap<number, number>): string[] {
  const again = [...times.values()].filter((count) => count > 1);
  if (again.length === 0) return [];
  const most = Math.max(...again) - 1;
  return [`${again.length} jobs were lost with their workers or on the server and put in again, up to ${most} times`];
}

/** Who takes none of the work, and why, where there are such. */
function othersText(what: string, names: readonly string[], all: number): string[] {
  if (names.length === 0) return [];
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : "";
  const told = `${names.slice(0, MOST_NAMES).join(", ")}${more}`;
  return [`${names.length} of ${all} workers (${told}) have another ${what} and take none of its work`];
}

/** How many shards of these jobs are not there yet. */
function shardsLeft(record: StudyRecord, jobs: readonly ShardJob[], done: ReadonlySet<number>): number {
  const shardsOf = new Map(jobsOf(record).map((shards) => [shards[0].first, shards]));
  const left = jobs.map(({ first }) => shardsOf.get(first)?.filter((shard) => !done.has(shard.first)).length ?? 0);
  return left.reduce((sum, count) => sum + count, 0);
}

function jobOf(id: string, shards: JobShards): { name: "shard"; data: ShardJob; opts: JobsOptions } {
  const data: ShardJob = { id, ...spanOf(shards) };
  const opts = {
    jobId: jobId(id, data),
    // Each of its shards may be lost so often.
    attempts: MOST_LOSSES * shards.length,
    removeOnComplete: true,
    removeOnFail: true,
  };
  return { name: "shard", data, opts };
}
