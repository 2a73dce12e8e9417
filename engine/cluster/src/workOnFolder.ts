import type { Shard } from "mixedmodels/cluster";
import { Computing, type ComputingLimits, Refused } from "./computing";
import { MOST_LOSSES, shardName } from "./shards";
import { StudyFolder } from "./studyFolder";
import { TimeLimit } from "./timeLimit";

/** What a worker's process says with its exit code, as sysexits.h has them: done, try again, not on this machine. */
export const DONE = 0;
export const TRY_AGAIN = 75;
export const REFUSED = 78;

export interface FolderWork extends ComputingLimits {
  /** This is task number k, from 1, of so many. */
  readonly task: number;
  readonly tasks: number;
  /** Shards that are computed at once. */
  readonly threads: number;
  /** The most ms that a shard may take. */
  readonly limit?: number | undefined;
  /** Tells what happens, a line each. */
  readonly say: (line: string) => void;
}

/** Computes the shards k, k + W, k + 2W, … of a study in a folder that are not there yet. Returns the exit code. */
export async function workOnFolder(folder: string, work: FolderWork): Promise<number> {
  return new FolderWorker(StudyFolder.open(folder), work).run();
}

class FolderWorker {
  private readonly left: Shard[];
  private readonly losses = new Map<number, number>();
  private readonly limit: TimeLimit;
  private code = DONE;

  constructor(
    private readonly study: StudyFolder,
    private readonly work: FolderWork,
  ) {
    const { shards, timeEach } = study.record;
    this.left = shards.filter((_, i) => i % work.tasks === work.task - 1);
    this.limit = new TimeLimit(timeEach, work.limit);
  }

  async run(): Promise<number> {
    const bytes = this.study.bytes();
    const threads = Array.from({ length: Math.min(this.work.threads, this.left.length) }, async () => {
      const computing = new Computing(bytes, this.study.bytesFile, this.work);
      try {
        for (let shard = this.next(); shard !== undefined; shard = this.next()) await this.compute(computing, shard);
      } finally {
        computing.stop();
      }
    });
    await Promise.all(threads);
    return this.code;
  }

  private next(): Shard | undefined {
    for (;;) {
      const shard = this.code !== DONE || this.study.isCancelled ? undefined : this.left.shift();
      if (shard === undefined || !this.study.hasPart(shard)) return shard;
    }
  }

  private async compute(computing: Computing, shard: Shard): Promise<void> {
    const started = performance.now();
    let bytes: Uint8Array;
    try {
      bytes = await computing.run(shard, this.limit.of(shard.count));
    } catch (error) {
      return this.lose(shard, error as Error);
    }
    const time = performance.now() - started;
    this.limit.learn(shard.count, time);
    this.work.say(`${this.nameOf(shard)}: ${(time / 1000).toFixed(2)} s`);
    this.keep(shard, () => this.study.writePart(shard, bytes));
  }

  private lose(shard: Shard, error: Error): void {
    this.work.say(`${this.nameOf(shard)}: ${error.message}`);
    if (error instanceof Refused) {
      this.code = REFUSED;
      this.keep(shard, () => this.study.refuse(error.message));
      return;
    }
    const losses = (this.losses.get(shard.first) ?? 0) + 1;
    this.losses.set(shard.first, losses);
    if (losses < MOST_LOSSES) this.left.unshift(shard);
    else this.keep(shard, () => this.study.giveUp(shard, `${losses} processes failed with it: ${error.message}`));
  }

  private nameOf(shard: Shard): string {
    return shardName(shard, this.study.record.label);
  }

  /** What a disk does not take may have room there later. */
  private keep(shard: Shard, write: () => void): void {
    try {
      write();
    } catch (error) {
      this.work.say(`${this.nameOf(shard)}: ${(error as Error).message}`);
      this.code = TRY_AGAIN;
    }
  }
}
