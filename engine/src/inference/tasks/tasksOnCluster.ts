import type { Codec } from "../../bootstrap/computing/bytes/codec";
import { studyId } from "../../bootstrap/computing/bytes/studyBytes";
import type { Cluster } from "../../bootstrap/computing/clusters/cluster";
import { notebookHost } from "../../show/host";
import { Progress } from "../../show/progress";
import { readTaskPart } from "./taskParts";
import type { TaskPlan } from "./taskPlan";
import { taskBytes } from "./taskStudy";

/** What computes tasks, and how they are shown and stopped. */
export interface ClusterOptions {
  /** `slurm({ … })` or `queue("rediss://…")` of the package mixedmodels-cluster. */
  on: Cluster;
  /** Show a progress bar, in JupyterLab with a button to stop; default true. */
  progress?: boolean | undefined;
  /** Ends the computation, as the button does. */
  signal?: AbortSignal | undefined;
}

export interface Tasks<T> {
  readonly plan: TaskPlan;
  /** How many there are. */
  readonly count: number;
  readonly result: Codec<T>;
  /** What is computed, and what is counted: "influence", "levels". */
  readonly label: string;
  readonly unit: string;
  /** The ms that a task is reckoned with until some have been computed: none that takes long counts as hanging. */
  readonly timeEach: number;
  /** Bytes of a result, roughly. */
  readonly bytesEach: number;
}

/** What became of a task: a result, or why it has none; `isEnded` where all was ended before it was computed. */
export type TaskOutcome<T> = { readonly result: T } | { readonly reason: string; readonly isEnded?: true };

const ENDED = { reason: "the computation was ended before", isEnded: true } as const;

/** Has tasks computed on a cluster, each with the bits that it has here. The same call attaches to what is there. */
export async function tasksOnCluster<T>(
  { plan, count, result, label, unit, timeEach, bytesEach }: Tasks<T>,
  { on, progress = true, signal }: ClusterOptions,
): Promise<TaskOutcome<T>[]> {
  const bytes = taskBytes(plan);
  const study = studyId(bytes);
  const outcomes: TaskOutcome<T>[] = Array.from({ length: count }, () => ENDED);
  const seen = new Set<number>();
  const [stopper, leaver] = [new AbortController(), new AbortController()];
  const stop = (): void => stopper.abort();
  const removeListener = notebookHost()?.onInterrupt(() => leaver.abort());
  signal?.addEventListener("abort", stop, { once: true });
  if (signal?.aborted) stop();
  const bar = new Progress(label, count, progress, { stop, unit });
  let failed = 0;
  const take = (first: number, own: readonly TaskOutcome<T>[]): void => {
    if (seen.has(first)) return;
    seen.add(first);
    own.forEach((outcome, i) => (outcomes[first - 1 + i] = outcome));
    failed += own.filter((outcome) => "reason" in outcome).length;
  };
  const position = (): { done: number; failed: number } => ({ done: doneOf(outcomes) + failed, failed });
  try {
    await on.compute(
      { id: `${study}-${count}`, label, bytes, n: count, bytesEach, timeEach: () => timeEach },
      {
        part(own, source, shard) {
          const { first, results } = readTaskPart(own, result, { study, count, shard }, source);
          take(
            first,
            results.map((value) => ({ result: value })),
          );
          bar.update(position());
        },
        missing(shard, reason) {
          take(
            shard.first,
            Array.from({ length: shard.count }, () => ({ reason })),
          );
          bar.update(position());
        },
        state: (doing) => bar.update({ ...position(), doing }, true),
        left: leaver.signal,
        cancelled: stopper.signal,
      },
    );
    bar.end(position().done === count ? "done" : "stopped", position());
    return outcomes;
  } catch (error) {
    bar.end("failed", position());
    throw error;
  } finally {
    removeListener?.();
    signal?.removeEventListener("abort", stop);
  }
}

function doneOf(outcomes: readonly TaskOutcome<unknown>[]): number {
  return outcomes.filter((outcome) => "result" in outcome).length;
}
