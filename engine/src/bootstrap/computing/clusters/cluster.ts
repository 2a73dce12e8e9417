import type { Shard } from "../bytes/shardRunner";

/**
 * Where studies are computed beyond this process: what `slurm(…)` and `queue(…)` of the package mixedmodels-cluster
 * make, for the option `on` of the bootstraps.
 */
export interface Cluster {
  /**
   * Has a study computed, or attaches to it if it is there. Resolves when every shard has been handed to the watch as a
   * part or as missing, or when the watch is left or cancelled.
   */
  compute(study: ClusterStudy, watch: ClusterWatch): Promise<void>;
}

/** A study and how it is cut into shards. */
export interface ClusterStudy {
  /** What tells it from others: of its bytes and the number of replicates. */
  readonly id: string;
  /** What is computed, for people: "parametricbootstrap". */
  readonly label: string;
  /** Numbers and sizes, no code: {@link ShardRunner} reads them. */
  readonly bytes: Uint8Array;
  /** How many replicates there are in all. */
  readonly n: number;
  /** Bytes that a replicate takes in a part. */
  readonly bytesEach: number;
  /** The ms that a replicate takes here; measured when it is first asked for. */
  readonly timeEach: () => number;
}

/** Who waits for a study. */
export interface ClusterWatch {
  /**
   * Takes the bytes of a part; one that is there already changes nothing.
   * @param source what they are called in sentences
   * @param shard whose part they should be; absent where any part of the study will do
   * @throws FileError if they are not a whole part of this study and shard, which is then to be computed again
   */
  part(bytes: Uint8Array, source: string, shard?: Shard): void;
  /** A shard that could not be computed, with the reason. */
  missing(shard: Shard, reason: string): void;
  /** What is waiting and running, for people. */
  state(text: string): void;
  /** The watcher goes away; the study goes on. */
  readonly left: AbortSignal;
  /** The study is to be ended. */
  readonly cancelled: AbortSignal;
}
