import { ShardRunner } from "../../bootstrap/computing/bytes/shardRunner";
import { readStudy } from "../../bootstrap/computing/bytes/studyBytes";
import { providePowerReplicators } from "../../bootstrap/computing/replicatorOf";

/**
 * What computes shards of a study of any kind.
 * @param bytes of the study
 * @param source what it is called in sentences
 * @throws FileError if they are none, have changed, or are of another release
 */
export async function openStudy(bytes: Uint8Array, source: string): Promise<ShardRunner> {
  const study = readStudy(bytes, source);
  if ("kind" in study.plan && study.plan.kind === "power") {
    // Bootstraps do without what fits and tests models, and begin sooner.
    const { PowerReplicator } = await import("./powerReplicator.js");
    providePowerReplicators((plan, capacity) => new PowerReplicator(plan, capacity));
  }
  return new ShardRunner(bytes, source, study);
}
