import type { Job } from "bullmq";
import { FileError, type Shard } from "mixedmodels/cluster";
import { Computing, type ComputingLimits, Refused } from "./computing";
import { fullServer } from "./fullServer";
import { pause } from "./pause";
import { type JobShards, jobsOf, spanOf } from "./queueJobs";
import type { QueueStore, ShardJob } from "./queueStore";
import { MOST_LOSSES, shardName } from "./shards";
import { TimeLimit } from "./timeLimit";

export interface ShardWorkOptions extends ComputingLimits {
  /** The most ms that a shard may take. */
  readonly limit?: number | undefined;
  /** Ends the work once the shards that are under way are there. */
  readonly end: AbortSignal;
  /** Tells what happens, a line each. */
  readonly say: (line: string) => void;
}

/** Whether a study has been cancelled is asked so often, in ms. */
const ASK = 1000;
/** A server that gives no study or takes no part is asked again after so many ms. */
const AGAIN = 2000;

/** A study that a worker computes shards of. */
interface OpenStudy {
  readonly id: string;
  readonly label: string;
  readonly bytes: Uint8Array;
  readonly limit: TimeLimit;
  /** The shards of its jobs, by the first replicate. */
  readonly jobs: ReadonlyMap<number, JobShards>;
}

/** Computes the shards of jobs, by processes that are kept for the study that they have read. */
export class ShardWork {
  private study: { readonly id: string; readonly opened: Promise<OpenStudy> } | undefined;
  /** Processes that have nothing to do, with the study that they have read. */
  private idle: { readonly id: string; readonly computing: Computing }[] = [];
  private readonly all = new Set<Computing>();
  private asked = { id: "", at: -Infinity, isCancelled: false };

  constructor(
    private readonly store: QueueStore,
    private readonly work: ShardWorkOptions,
  ) {}

  stop(): void {
    for (const computing of this.all) computing.stop();
  }

  /** @throws Error for a job that is to be tried again */
  async compute(job: Job<ShardJob>): Promise<void> {
    const { id } = job.data;
    if (await this.isCancelled(id)) return;
    const study = await this.openFor(job);
    if (study === undefined) return;
    for (const shard of await this.missing(study, job)) {
      if (await this.isCancelled(id)) return;
      if (this.work.end.aborted) throw new Error("the worker ends");
      try {
        await this.computeShard(study, shard);
      } catch (error) {
        await this.lose(job, study, shard, error as Error);
      }
    }
  }

  /**
   * The study of a job, if the job is one of it. What is none is dropped and never given up, as jobs are not signed and
   * studies can be taken away: who waits for a study puts it and its jobs in again.
   * @throws Error to have the job tried again
   */
  private async openFor({ data: { id, first, count } }: Job<ShardJob>): Promise<OpenStudy | undefined> {
    try {
      const isJobOf = ({ jobs }: OpenStudy): boolean => {
        const shards = jobs.get(first);
        return shards !== undefined && spanOf(shards).count === count;
      };
      const known = await this.open(id);
      if (isJobOf(known)) return known;
      // A server that has lost everything may have got the study again, cut in another way.
      this.study = undefined;
      const study = await this.open(id);
      if (isJobOf(study)) return study;
      throw new FileError(`it is no job of the study ${id}`, id);
    } catch (error) {
      this.work.say(`${shardName({ first, count })}: ${(error as Error).message}`);
      if (error instanceof FileError) return undefined;
      await pause(AGAIN, this.work.end);
      throw error;
    }
  }

  /** The shards of a job whose parts are not there from an earlier try. */
  private async missing(study: OpenStudy, { data, attemptsStarted }: Job<ShardJob>): Promise<JobShards> {
    const shards = study.jobs.get(data.first)!;
    if (shards.length === 1 && attemptsStarted <= 1) return shards;
    const areThere = await this.store.haveParts(study.id, shards);
    return shards.filter((_, i) => !areThere[i]);
  }

  private async computeShard({ id, label, bytes, limit }: OpenStudy, shard: Shard): Promise<void> {
    const computing = this.take(id, bytes);
    let part: Uint8Array;
    const started = performance.now();
    try {
      part = await computing.run(shard, limit.of(shard.count));
    } finally {
      this.idle.push({ id, computing });
    }
    const time = performance.now() - started;
    limit.learn(shard.count, time);
    await this.put(id, shard, part, shardName(shard, label));
    this.work.say(`${shardName(shard, label)}: ${(time / 1000).toFixed(2)} s`);
  }

  /** Puts a part on the server; one that has no room for it may have some later. */
  private async put(id: string, shard: Shard, part: Uint8Array, name: string): Promise<void> {
    for (let times = 0; ; times++) {
      try {
        return await this.store.putPart(id, shard, part);
      } catch (error) {
        const reason = fullServer(error);
        if (reason === undefined || this.work.end.aborted) throw error;
        if (times === 0) this.work.say(`${name}: ${reason}; it is kept here until there is room`);
        await pause(AGAIN, this.work.end);
        if (await this.isCancelled(id)) return;
      }
    }
  }

  /**
   * A shard whose process failed is tried again, by any worker, or given up.
   * @throws Error to have its job tried again
   */
  private async lose(job: Job<ShardJob>, { label }: OpenStudy, shard: Shard, error: Error): Promise<void> {
    const { id } = job.data;
    this.work.say(`${shardName(shard, label)}: ${error.message}`);
    if (error instanceof Refused) return this.store.giveUp(id, shard, error.message);
    const losses = this.store.losses(job.data);
    const count = (losses.get(shard.first) ?? 0) + 1;
    if (count >= MOST_LOSSES)
      return this.store.giveUp(id, shard, `${MOST_LOSSES} processes failed with it: ${error.message}`);
    const counts = new Map([...losses, [shard.first, count]]);
    await job.updateData({ ...job.data, losses: this.store.signedLosses(id, counts) });
    throw error;
  }

  private async isCancelled(id: string): Promise<boolean> {
    if (this.asked.id !== id || performance.now() - this.asked.at > ASK)
      this.asked = { id, at: performance.now(), isCancelled: await this.store.isCancelled(id) };
    return this.asked.isCancelled;
  }

  /** The study that most shards are of is read once. */
  private open(id: string): Promise<OpenStudy> {
    if (this.study !== undefined && this.study.id === id) return this.study.opened;
    const study = { id, opened: this.read(id) };
    // What fails is tried again with the next shard.
    study.opened.catch(() => {
      if (this.study === study) this.study = undefined;
    });
    this.study = study;
    return study.opened;
  }

  private async read(id: string): Promise<OpenStudy> {
    const record = await this.store.record(id);
    if (record === undefined) throw new FileError(`the study ${id} is not on the server`, id);
    return {
      id,
      label: record.label,
      bytes: await this.store.studyBytes(id),
      limit: new TimeLimit(record.timeEach, this.work.limit),
      jobs: new Map(jobsOf(record).map((shards) => [shards[0].first, shards])),
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
