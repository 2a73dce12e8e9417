import { OptionError } from "../../../errors";
import { checkSwitch } from "../../../table/options";
import { shownValue } from "../../../table/shownValue";
import type { Cluster } from "./cluster";

/** @throws OptionError unless a value is a cluster */
export function checkCluster(on: unknown): asserts on is Cluster {
  if (typeof (on as Partial<Cluster> | null)?.compute !== "function")
    throw new OptionError(`on is a cluster, slurm({ … }) or queue(…) of mixedmodels-cluster; got ${shownValue(on)}`);
}

/** @throws OptionError unless a value is the signal of an AbortController, or absent */
export function checkSignal(signal: unknown): asserts signal is AbortSignal | undefined {
  if (signal !== undefined && !(signal instanceof AbortSignal))
    throw new OptionError(`signal is that of an AbortController; got ${shownValue(signal)}`);
}

/**
 * Whether options name a cluster.
 * @param what is computed there, for sentences
 * @throws OptionError for ones that do not go together
 */
export function checkClusterOptions<T extends { on?: Cluster; progress?: unknown; signal?: unknown }>(
  what: string,
  options: T,
): options is T & { on: Cluster } {
  const { on, progress, signal } = options;
  checkSwitch("progress", progress);
  checkSignal(signal);
  if (on === undefined && signal !== undefined)
    throw new OptionError(`signal ends what a cluster computes of ${what}, as { on } says; got signal alone`);
  if (on !== undefined) checkCluster(on);
  return on !== undefined;
}
