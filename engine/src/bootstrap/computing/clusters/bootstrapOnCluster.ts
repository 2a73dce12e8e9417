import { FileError } from "../../../errors";
import type { RandomStream } from "../../../random/stream";
import type { StreamState } from "../../../random/streamState";
import { readPart } from "../bytes/partBytes";
import type { Shard } from "../bytes/shardRunner";
import { studyBytes, studyId } from "../bytes/studyBytes";
import { passedOver } from "../passedOver";
import { capacityOf, type Plan, type Replicates } from "../replicator";
import { replicatorOf } from "../replicatorOf";
import type { Cluster, ClusterWatch } from "./cluster";

export interface ClusterJob {
  readonly cluster: Cluster;
  readonly plan: Plan;
  readonly stream: RandomStream;
  readonly n: number;
  /** How many numbers a replicate has. */
  readonly width: number;
  readonly label: string;
  readonly onReplicates: (replicates: Replicates) => void;
  readonly onMissing: (first: number, count: number, reason: string) => void;
  readonly onState: (text: string) => void;
  readonly left: AbortSignal;
  readonly cancelled: AbortSignal;
}

/**
 * Has replicates 1…n computed on a cluster. Whatever its shards and workers, they have the bits of a run on one thread;
 * the stream is left after the last replicate that no missing one precedes.
 */
export async function bootstrapOnCluster(job: ClusterJob): Promise<void> {
  const { cluster, plan, stream, n, width, label, left, cancelled } = job;
  const begin = stream.state();
  const bytes = studyBytes({ plan, state: begin, width });
  const study = studyId(bytes);
  const leading = new LeadingRun(plan, begin);
  const watch: ClusterWatch = {
    part(own, source, shard) {
      const { replicates, state } = readPart(own, { study, width, n }, source);
      checkShard(replicates, shard ?? replicates, source);
      if (leading.add(replicates, state)) job.onReplicates(replicates);
    },
    missing(shard, reason) {
      if (leading.add(shard)) job.onMissing(shard.first, shard.count, reason);
    },
    state: job.onState,
    left,
    cancelled,
  };
  await cluster.compute(
    { id: `${study}-${n}`, label, bytes, n, bytesEach: 8 * width + 4, timeEach: () => measure(plan, begin) },
    watch,
  );
  stream.restore(leading.state());
}

function checkShard(found: Shard, { first, count }: Shard, source: string): void {
  if (found.first === first && found.count === count) return;
  throw new FileError(
    `a part has the replicates of its shard, ${count} from ${first}; '${source}' ` +
      `has ${found.count} from ${found.first}`,
    source,
  );
}

/** The shards from the first on without a gap, and the stream after them. */
class LeadingRun {
  private end: number = 0;
  /** What comes later, by its first replicate; without a state where the replicates are missing. */
  private readonly ahead = new Map<number, { readonly count: number; readonly state: StreamState | undefined }>();

  constructor(
    private readonly plan: Plan,
    private after: StreamState,
  ) {}

  /** Whether the shard is a new one. */
  add({ first, count }: Shard, state?: StreamState): boolean {
    if (first <= this.end || this.ahead.has(first)) return false;
    this.ahead.set(first, { count, state });
    for (let next = this.ahead.get(this.end + 1); next !== undefined; next = this.ahead.get(this.end + 1)) {
      this.ahead.delete(this.end + 1);
      this.after = next.state ?? passedOver(this.plan, this.after, next.count);
      this.end += next.count;
    }
    return true;
  }

  state(): StreamState {
    return this.after;
  }
}

/** Time enough to tell how long a replicate takes, in ms. */
const ENOUGH = 50;

/** The ms that a replicate takes on this thread. */
function measure(plan: Plan, state: StreamState): number {
  const replicator = replicatorOf(plan, Math.min(100, capacityOf(plan)));
  replicator.open(state);
  const started = performance.now();
  let done = 0;
  for (let count = 1; performance.now() - started < ENOUGH; count = Math.min(2 * count, replicator.capacity)) {
    replicator.draw(count);
    replicator.refit(done + 1, count);
    done += count;
  }
  const each = (performance.now() - started) / done;
  replicator.release();
  return each;
}
