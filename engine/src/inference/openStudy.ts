import { type Shard, ShardRunner } from "../bootstrap/computing/bytes/shardRunner";
import { readStudy } from "../bootstrap/computing/bytes/studyBytes";
import { providePowerReplicators } from "../bootstrap/computing/replicatorOf";
import { isTaskStudy } from "./tasks/taskStudy";

/** What computes shards of a study. */
export interface StudyRunner {
  /** The results of a shard as the bytes of a part. */
  run(shard: Shard): Uint8Array;
}

/**
 * What computes shards of a study of any kind.
 * @param bytes of the study
 * @param source what it is called in sentences
 * @throws FileError if they are none, have changed, or are of another release
 */
export async function openStudy(bytes: Uint8Array, source: string): Promise<StudyRunner> {
  // Bootstraps do without what fits, profiles and tests models, and begin sooner.
  if (isTaskStudy(bytes)) {
    const { TaskRunner } = await import("./taskRunner.js");
    return new TaskRunner(bytes, source);
  }
  const study = readStudy(bytes, source);
  if ("kind" in study.plan && study.plan.kind === "power") {
    const { PowerReplicator } = await import("./planning/powerReplicator.js");
    providePowerReplicators((plan, capacity) => new PowerReplicator(plan, capacity));
  }
  return new ShardRunner(bytes, source, study);
}
