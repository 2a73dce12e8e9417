import { availableParallelism } from "node:os";
import { OptionError } from "../errors";
import { statisticsLength } from "../matrices/responseStatistics";
import { checkModel } from "../model/checkModel";
import type { LinearMixedModel } from "../model/linearMixedModel";
import { checkStream } from "../random/checkStream";
import { MersenneTwister } from "../random/mersenneTwister";
import type { RandomStream, StreamState } from "../random/stream";
import { notebookHost } from "../show/host";
import { checkOptions, checkSwitch, checkWorkers } from "../table/options";
import { shownValue } from "../table/shownValue";
import { LARGEST_TEAM } from "../wasm/teamSignal";
import { type Blueprint, type Draws, type SimulationParameters, blueprint } from "./blueprint";
import { bootstrapOnWorkers } from "./bootstrapOnWorkers";
import { Checkpoint, originOf } from "./checkpoint";
import { ChunkSchedule } from "./chunkSchedule";
import { LiveDensities } from "./liveDensities";
import { measuredBlueprint } from "./measuredBlueprint";
import type { MixedModelBootstrap, SampleDescription } from "./mixedModelBootstrap";
import { Progress } from "./progress";
import { Refitter, type Replicates } from "./refitter";
import { ReplicateCollector } from "./replicateCollector";
import { idleWorkers } from "./workerPool";

export interface BootstrapOptions extends SimulationParameters {
  /**
   * What is drawn. "responses" (default): every response, with the numbers that MixedModels.jl draws from the same Julia
   * stream. "statistics": [Z X]ᵀy and yᵀy themselves from their distribution, at a cost that does not depend on the number
   * of rows; the sample has the same distribution, but its draws are not those of MixedModels.jl.
   */
  draws?: Draws;
  /** Show a progress bar, in JupyterLab with a button to stop; default true. */
  progress?: boolean;
  /**
   * Below the bar in JupyterLab, draw densities of the replicates so far about once a second: of the columns of the
   * sample's table named here, at most 12, or with `true` of the random effects' standard deviations, the first six of
   * them. Default false.
   */
  live?: boolean | readonly string[];
  /**
   * A file, "name.arrow", that keeps the replicates so far while the bootstrap runs, about every second (of a very large
   * sample as rarely as writing it takes a twentieth of the time): a process that is killed loses no more.
   * {@link restorereplicates} reads it. An unfinished bootstrap in it is not overwritten.
   */
  checkpoint?: string;
  /**
   * Continue the bootstrap in the file `checkpoint`, if there is one, with the model, the parameters and a generator as at
   * its beginning (or without one): the sample and the generator end with the bits of an undisturbed run. Default false.
   */
  resume?: boolean;
  /** Number of computing threads; default the number of processors. The results do not depend on it. */
  workers?: number;
  /** Stops the bootstrap, as the button does. */
  signal?: AbortSignal;
}

/** Work that takes less than this in all, in ms, is not worth starting a thread for; nor this one that waits already. */
const THREAD_COST = 20;
const WARM_THREAD_COST = 4;
/** For fewer replicates than this the measurements of a costly model would take longer than they save. */
const FEWEST_TO_MEASURE = 16;
/** Work that takes longer than this, in ms, has its bar from the beginning. */
const WORTH_A_BAR = 500;
/** Aim for steps of so many ms on this thread. */
const STEP_TIME = 1;
/** Room for drawn responses on a thread, in numbers, and how many there are at most on this one. */
const RECORD_ROOM = 500_000;
const MOST_AT_ONCE = 1000;

/**
 * Parametric bootstrap: simulates `n` responses from the model's parameters (or those given) and refits the model to each
 * (Efron & Tibshirani, An Introduction to the Bootstrap, 1993, §6.5). With a Julia stream the draws are those of
 * MixedModels.jl; the same bits result for any number of workers.
 *
 * The button Stop beside the progress bar, `signal` and an interrupt end it early. It then resolves with the k replicates
 * that come first in the stream, bit for bit the first k of a whole run (their number is `length`, that asked for is
 * `requested`), and the stream is left after them: `combinereplicates(samp, await parametricbootstrap(rng, n - k, m))` is
 * the whole run. After Stop the cell goes on; an interrupt ends the cell too, once the sample is in its variable.
 * If a thread fails, it rejects and the stream is left as it was.
 * @param rng the stream, left after the last draw; without it a fresh seed is drawn and reported
 */
export function parametricbootstrap(rng: RandomStream, n: number, model: LinearMixedModel, options?: BootstrapOptions): Promise<MixedModelBootstrap>;
export function parametricbootstrap(n: number, model: LinearMixedModel, options?: BootstrapOptions): Promise<MixedModelBootstrap>;
export async function parametricbootstrap(...args: [RandomStream, number, LinearMixedModel, BootstrapOptions?] | [number, LinearMixedModel, BootstrapOptions?]): Promise<MixedModelBootstrap> {
  if (typeof args[0] !== "number") return run(...(args as [RandomStream, number, LinearMixedModel, BootstrapOptions?]));
  const [n, model, options] = args as [number, LinearMixedModel, BootstrapOptions?];
  const rng = new MersenneTwister();
  return run(rng, n, model, options, String(rng.seed));
}

async function run(stream: RandomStream, n: number, model: LinearMixedModel, options: BootstrapOptions = {}, seed?: string): Promise<MixedModelBootstrap> {
  check(stream, n, model, options);
  const { progress = true } = options;
  const workers = Math.min(LARGEST_TEAM, options.workers ?? availableParallelism());
  const whole = blueprint(model, options, options.draws);
  const plan = n < FEWEST_TO_MEASURE ? whole : measuredBlueprint(whole);
  const description = describe(model, seed);
  const checkpoint = options.checkpoint === undefined ? undefined : new Checkpoint(options.checkpoint, originOf(model.formula, whole, stream.state()));
  const before = stream.state();
  const found = checkpoint && options.resume ? checkpoint.resume(stream, seed !== undefined) : undefined;
  if (checkpoint && !options.resume) checkpoint.refuseUnfinished();
  if (found !== undefined && found.length > n) throw new OptionError(`a bootstrap is resumed with as many replicates as it has or more; '${options.checkpoint}' holds ${found.length}, asked for are ${n}`);
  const collected = new ReplicateCollector(found?.description.seed === undefined ? description : { ...description, seed: found.description.seed }, n);
  if (found !== undefined) collected.restore(found);
  const pictures = options.live === undefined || options.live === false ? undefined : new LiveDensities(collected.sample(), options.live);
  const stopper = new AbortController();
  const stop = (): void => stopper.abort();
  const removeListener = notebookHost()?.onInterrupt(stop);
  options.signal?.addEventListener("abort", stop, { once: true });
  if (options.signal?.aborted) stop();
  const bar = new Progress("parametricbootstrap", n, progress, { stop, densities: pictures && (() => pictures.draw((name) => collected.column(name))) });
  const store = (replicates: Replicates): void => {
    collected.add(replicates);
    bar.update(collected.done, collected.failed);
  };
  const keep = (state: StreamState): void => unlessItFails(() => checkpoint?.offer(() => ({ sample: collected.sample(), state })));
  try {
    checkpoint?.open();
    const each = beginHere(plan, stream, collected.done, n, stopper.signal, store);
    const { done } = collected;
    // A file that cannot be written is better known now than in an hour.
    if (done > 0) checkpoint?.write({ sample: collected.sample(), state: stream.state() });
    if (done < n && !stopper.signal.aborted) {
      const schedule = new ChunkSchedule(each, workers, Math.min(n - done, recordsThatFit(plan)));
      if (((n - done) * each) / workers > WORTH_A_BAR) bar.update(done, collected.failed, true);
      await bootstrapOnWorkers({ plan, stream, first: done + 1, last: n, workers, schedule, signal: stopper.signal, onReplicates: store, onMissing: (first, count, reason) => collected.miss(first, count, reason), onProgress: (_, state) => keep(state) });
    }
    const sample = collected.sample().drawnFrom(model);
    if (done < n) unlessItFails(() => checkpoint?.write({ sample, state: stream.state() }));
    bar.end(sample.length < n ? "stopped" : "done", sample.length, sample.failures.length);
    return sample;
  } catch (error) {
    stream.restore(before);
    bar.end("failed", collected.done, collected.failed);
    throw error;
  } finally {
    checkpoint?.close();
    removeListener?.();
    options.signal?.removeEventListener("abort", stop);
  }
}

/** A disk that is full by now costs the checkpoint, not the bootstrap: it is tried again later, and said on standard error. */
function unlessItFails(write: () => void): void {
  try {
    write();
  } catch (error) {
    process.emitWarning((error as Error).message, "CheckpointWarning");
  }
}

/**
 * Computes replicates on this thread until it is clear whether the rest is worth other threads, and then the rest if not.
 * @returns ms a replicate
 */
function beginHere(plan: Blueprint, stream: RandomStream, before: number, n: number, signal: AbortSignal, store: (replicates: Replicates) => void): number {
  const patience = idleWorkers() > 0 ? WARM_THREAD_COST : THREAD_COST;
  const refitter = new Refitter(plan, Math.min(n, recordsThatFit(plan), MOST_AT_ONCE));
  refitter.open(stream.state());
  const started = performance.now();
  let done = before;
  let count = 1;
  let each = 0;
  while (done < n && !signal.aborted && (performance.now() - started < patience / 2 || (n - done) * each < patience / 2)) {
    count = Math.min(count, n - done);
    refitter.draw(count);
    store(refitter.refit(done + 1, count));
    done += count;
    each = (performance.now() - started) / (done - before);
    count = Math.max(1, Math.min(refitter.capacity, Math.round(STEP_TIME / each)));
  }
  stream.restore(refitter.close());
  refitter.release();
  return each;
}

function recordsThatFit(plan: Blueprint): number {
  return Math.max(1, Math.floor(RECORD_ROOM / statisticsLength(plan.system)));
}

function describe(model: LinearMixedModel, seed?: string): SampleDescription {
  const { formula, coefnames, data } = model;
  return { formula, coefnames, kept: data.kept, terms: data.terms.map(({ grouping, names, blocks }) => ({ grouping, names, blocks })), ...(seed === undefined ? {} : { seed }) };
}

function check(stream: RandomStream, n: number, model: LinearMixedModel, options: BootstrapOptions): void {
  checkStream("parametricbootstrap", stream);
  if (!Number.isInteger(n) || n < 1) throw new OptionError(`the number of replicates must be a positive whole number; got ${String(n)}`);
  checkModel("parametricbootstrap", model);
  checkOptions("parametricbootstrap", options, ["β", "σ", "θ", "beta", "sigma", "theta", "draws", "progress", "live", "checkpoint", "resume", "workers", "signal"]);
  const { workers, draws, live, progress, signal, checkpoint, resume } = options;
  checkSwitch("resume", resume);
  if (resume && checkpoint === undefined) throw new OptionError("a bootstrap is resumed from its checkpoint; got resume: true without the option checkpoint");
  if (live !== undefined && typeof live !== "boolean" && !Array.isArray(live)) throw new OptionError(`live must be true or columns of the sample such as ["β1", "σ"]; got ${shownValue(live)}`);
  if (live && progress === false) throw new OptionError("live densities stand below the progress bar; got progress: false");
  if (draws !== undefined && draws !== "responses" && draws !== "statistics") throw new OptionError(`draws must be "responses" or "statistics"; got ${JSON.stringify(draws)}`);
  checkWorkers(workers);
  checkSwitch("progress", progress);
  if (signal !== undefined && !(signal instanceof AbortSignal)) throw new OptionError(`signal is that of an AbortController; got ${shownValue(signal)}`);
}
