import { OptionError } from "../../errors";
import { threads } from "../../platform/threads";
import type { RandomStream } from "../../random/stream";
import type { StreamState } from "../../random/streamState";
import { notebookHost } from "../../show/host";
import { Progress } from "../../show/progress";
import type { LiveDensity } from "../../show/progressView";
import { checkSwitch, checkWorkers } from "../../table/options";
import { shownValue } from "../../table/shownValue";
import { affordableThreads } from "../../wasm/addressSpace";
import { LARGEST_TEAM } from "../../wasm/teamSignal";
import type { MixedModelBootstrap } from "../sample/mixedModelBootstrap";
import { bootstrapOnWorkers } from "./bootstrapOnWorkers";
import type { Checkpoint } from "./checkpoint";
import { ChunkSchedule } from "./chunkSchedule";
import { bootstrapOnCluster } from "./clusters/bootstrapOnCluster";
import { checkCluster, checkSignal } from "./clusters/checkClusterOptions";
import type { Cluster } from "./clusters/cluster";
import { PartsFolder } from "./partsFolder";
import { type CollectedReplicates, ReplicateCollector } from "./replicateCollector";
import { capacityOf, type Plan, type Replicates, type Replicator } from "./replicator";
import { replicatorOf } from "./replicatorOf";
import { idleWorkers } from "./workerPool";

/** How replicates are computed. */
export interface ComputingOptions {
  /** Show a progress bar, in JupyterLab with a button to stop; default true. */
  progress?: boolean;
  /** Number of computing threads; default the number of processors. The results do not depend on it. */
  workers?: number;
  /** Stops the computation, as the button does; the result then holds the replicates computed so far. */
  signal?: AbortSignal;
  /**
   * Computes on a cluster, with the bits of a run here: `slurm({ … })` or `queue("rediss://…")` of the package
   * mixedmodels-cluster. The same call attaches to a study that is there, and counts what it has computed. The button
   * Stop and `signal` end it; an interrupt of the notebook leaves it running.
   */
  on?: Cluster;
}

/** Where a bootstrap keeps its replicates while it runs. */
export interface FolderOptions {
  /**
   * A folder that keeps the replicates so far in parts while the bootstrap runs, about every second: a process that is
   * killed loses no more. What is there is not overwritten.
   */
  checkpoint?: string;
  /**
   * Continue the bootstrap in the folder `checkpoint`, if there is one, with the model, the options and a generator as
   * at its beginning: the result and the generator end with the bits of an undisturbed run. Default false.
   */
  resume?: boolean;
}

/** The folder that options name. @throws unless they can be used together */
export function folderOf({ checkpoint, resume = false }: FolderOptions, { on }: ComputingOptions) {
  checkSwitch("resume", resume);
  if (checkpoint === undefined) {
    if (resume)
      throw new OptionError(
        "a bootstrap is resumed from its checkpoint; got resume: true without the option checkpoint",
      );
    return undefined;
  }
  if (on !== undefined) throw new OptionError("a cluster keeps the parts of a study itself; got on and checkpoint");
  return { path: checkpoint, resume };
}

/** Where replicates are kept while they are computed. */
export interface Keeping {
  readonly checkpoint: Checkpoint;
  /** The first replicates, of an earlier run. */
  readonly found: MixedModelBootstrap | undefined;
  /** The sample that is kept of the replicates so far. */
  readonly sampleOf: (replicates: CollectedReplicates) => MixedModelBootstrap;
}

export interface ReplicateJob extends ComputingOptions {
  readonly plan: Plan;
  readonly stream: RandomStream;
  readonly n: number;
  /** The columns of a replicate. */
  readonly names: readonly string[];
  /** What the progress bar says. */
  readonly label: string;
  /** Draws the replicates so far from their columns, below the bar. */
  readonly densities?: (column: (name: string) => Float64Array) => LiveDensity[];
  readonly keeping?: Keeping;
  /** A folder that keeps the replicates, and whether to go on with what it has. */
  readonly folder?: { readonly path: string; readonly resume: boolean };
  /** What computes the replicates where the plan alone cannot tell: then it is all done on this thread. */
  readonly local?: LocalReplicators;
}

/** Makes replicators that cannot be sent to other threads. */
export interface LocalReplicators {
  /** How many replicates can be drawn at a time. */
  readonly capacity: number;
  readonly make: (capacity: number) => Replicator;
}

/**
 * Work that takes less than this in all, in ms, is not worth starting a thread for; nor this one that waits already.
 */
const THREAD_COST = 20;
const WARM_THREAD_COST = 4;
/** Work that takes longer than this, in ms, has its bar from the beginning. */
const WORTH_A_BAR = 500;
/** Aim for steps of so many ms on this thread. */
const STEP_TIME = 1;
/** How many drawn responses there are at most on this thread. */
const MOST_AT_ONCE = 1000;

/**
 * Computes `n` replicates, on this thread and on others where that pays; the same bits for any number of workers. The
 * stream is left after the last draw. An interrupt, the button beside the bar or the signal ends it with the replicates
 * that come first in the stream, which is left after them. What a thread leaves behind that fails is computed
 * elsewhere.
 */
export async function computeReplicates({
  plan,
  stream,
  n,
  names,
  label,
  densities,
  keeping,
  folder,
  local,
  progress = true,
  signal,
  on,
  ...options
}: ReplicateJob): Promise<CollectedReplicates> {
  const most = Math.min(LARGEST_TEAM, options.workers ?? threads.available());
  const workers = local ? 0 : affordableThreads(most, 1);
  const { capacity, make } = local ?? { capacity: capacityOf(plan), make: (most: number) => replicatorOf(plan, most) };
  const collected = new ReplicateCollector(names, n);
  if (keeping?.found) collected.restore(keeping.found);
  const before = stream.state();
  const parts = folder && new PartsFolder(folder.path, { plan, state: before, width: names.length }, n);
  const stopper = new AbortController();
  const stop = (): void => stopper.abort();
  const leaver = new AbortController();
  const removeListener = notebookHost()?.onInterrupt(on === undefined ? stop : () => leaver.abort());
  signal?.addEventListener("abort", stop, { once: true });
  if (signal?.aborted) stop();
  const bar = new Progress(label, n, progress, {
    stop,
    densities: densities && (() => densities((name) => collected.column(name))),
  });
  const store = (replicates: Replicates): void => {
    collected.add(replicates);
    bar.update(collected);
  };
  const ended = (): CollectedReplicates => {
    const result = collected.collected();
    const position = { done: result.tbl.numRows, failed: result.failures.length };
    bar.end(result.tbl.numRows < n ? "stopped" : "done", position);
    return result;
  };
  const kept = (state: StreamState) => ({ sample: keeping!.sampleOf(collected.soFar()), state });
  try {
    if (on !== undefined) {
      await bootstrapOnCluster({
        cluster: on,
        plan,
        stream,
        n,
        width: names.length,
        label,
        onReplicates: store,
        onMissing: (first, count, reason) => collected.miss(first, count, reason),
        onState: (doing) => bar.update({ done: collected.done, failed: collected.failed, doing }, true),
        left: leaver.signal,
        cancelled: stopper.signal,
      });
      return ended();
    }
    if (parts) stream.restore(parts.open(folder!.resume, (replicates) => collected.add(replicates)));
    const take = (first: number, last: number): Replicates => collected.between(first, last);
    const each = beginHere(make(Math.min(n, capacity, MOST_AT_ONCE)), stream, collected.done, n, stopper.signal, store);
    const { done } = collected;
    // A file that cannot be written is better known now than in an hour.
    if (done === n) keeping?.checkpoint.finish(() => kept(stream.state()));
    else if (done > 0) keeping?.checkpoint.write(() => kept(stream.state()));
    if (done < n && !stopper.signal.aborted) {
      const hands = Math.max(1, workers);
      const schedule = new ChunkSchedule(each, hands, Math.min(n - done, capacity));
      if (((n - done) * each) / hands > WORTH_A_BAR) bar.update(collected, true);
      await bootstrapOnWorkers({
        plan,
        replicator: make,
        stream,
        first: done + 1,
        last: n,
        workers,
        schedule,
        signal: stopper.signal,
        onReplicates: store,
        onMissing: (first, count, reason) => collected.miss(first, count, reason),
        onProgress(first, state) {
          keeping?.checkpoint.offer(() => kept(state));
          parts?.offer(first - 1, state, take);
        },
      });
    }
    if (done < n) keeping?.checkpoint.finish(() => kept(stream.state()));
    const result = ended();
    parts?.finish(result.tbl.numRows, stream.state(), take);
    return result;
  } catch (error) {
    stream.restore(before);
    bar.end("failed", collected);
    throw error;
  } finally {
    parts?.close();
    removeListener?.();
    signal?.removeEventListener("abort", stop);
  }
}

/**
 * Computes replicates on this thread until it is clear whether the rest is worth other threads, and then the rest if
 * not.
 * @param before how many there are
 * @returns ms a replicate
 */
function beginHere(
  replicator: Replicator,
  stream: RandomStream,
  before: number,
  n: number,
  signal: AbortSignal,
  store: (replicates: Replicates) => void,
): number {
  const patience = idleWorkers() > 0 ? WARM_THREAD_COST : THREAD_COST;
  replicator.open(stream.state());
  const started = performance.now();
  let done = before;
  let count = 1;
  let each = 0;
  while (
    done < n &&
    !signal.aborted &&
    (performance.now() - started < patience / 2 || (n - done) * each < patience / 2)
  ) {
    count = Math.min(count, n - done);
    replicator.draw(count);
    store(replicator.refit(done + 1, count));
    done += count;
    each = (performance.now() - started) / (done - before);
    count = Math.max(1, Math.min(replicator.capacity, Math.round(STEP_TIME / each)));
  }
  stream.restore(replicator.state());
  replicator.release();
  return each;
}

/** @throws unless a number of replicates and the options of {@link computeReplicates} can be used */
export function checkJob(n: number, { workers, progress, signal, on }: ComputingOptions): void {
  if (!Number.isInteger(n) || n < 1)
    throw new OptionError(`the number of replicates must be a positive whole number; got ${shownValue(n)}`);
  checkWorkers(workers);
  checkSwitch("progress", progress);
  checkSignal(signal);
  if (on === undefined) return;
  checkCluster(on);
  if (workers !== undefined)
    throw new OptionError("workers is the number of threads of this machine, a cluster has its own; got both options");
}
