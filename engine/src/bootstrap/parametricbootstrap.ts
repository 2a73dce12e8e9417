import { availableParallelism } from "node:os";
import { LinearMixedModel } from "../model/linearMixedModel";
import { MersenneTwister } from "../random/mersenneTwister";
import type { RandomStream } from "../random/stream";
import { notebookHost } from "../show/host";
import { checkOptions } from "../table/options";
import { type Draws, type SimulationParameters, blueprint } from "./blueprint";
import { MixedModelBootstrap } from "./mixedModelBootstrap";
import { Progress } from "./progress";
import { type Failure, Refitter } from "./refitter";
import { runPool } from "./workerPool";

export interface BootstrapOptions extends SimulationParameters {
  /**
   * What is drawn. "responses" (default): every response, with the numbers that MixedModels.jl draws from the same Julia
   * stream. "statistics": [Z X]ᵀy and yᵀy themselves from their distribution, at a cost that does not depend on the number
   * of rows; the sample has the same distribution, but its draws are not those of MixedModels.jl.
   */
  draws?: Draws;
  /** Show a progress bar; default true. */
  progress?: boolean;
  /** Number of computing threads; default the number of processors. The results do not depend on it. */
  workers?: number;
  /** Stops the bootstrap; the sample then holds the replicates computed so far. */
  signal?: AbortSignal;
}

/** Work that would take less than this in all, in ms, is not worth starting a thread for. */
const THREAD_COST = 20;
/** Aim for chunks of this many ms per thread. */
const CHUNK_TIME = 60;

/**
 * Parametric bootstrap: simulates `n` responses from the model's parameters (or those given) and refits the model to each
 * (Efron & Tibshirani, An Introduction to the Bootstrap, 1993, §6.5). With a Julia stream the draws are those of
 * MixedModels.jl; the same bits result for any number of workers. An interrupt or `signal` ends it with the sample so far.
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
  const { workers = availableParallelism(), progress = true } = options;
  const plan = blueprint(model, options, options.draws);
  const refitter = new Refitter(plan);
  const results = new Float64Array(n * refitter.rowLength);
  const failures: Failure[] = [];
  const finished = new Set<number>();
  let done = 0;
  const stopper = new AbortController();
  const stop = (): void => stopper.abort();
  const removeListener = notebookHost()?.onInterrupt(stop);
  options.signal?.addEventListener("abort", stop, { once: true });
  if (options.signal?.aborted) stop();
  const bar = new Progress("parametricbootstrap", n, progress);
  const store = (first: number, count: number, part: { rows: Float64Array; failures: readonly Failure[] }): void => {
    results.set(part.rows, (first - 1) * refitter.rowLength);
    failures.push(...part.failures);
    for (let i = first; i < first + count; i++) finished.add(i);
    done += count;
    bar.update(done, failures.length);
  };
  try {
    const started = performance.now();
    while (done < n && !stopper.signal.aborted && performance.now() - started < THREAD_COST / 2) {
      store(done + 1, 1, refitter.refit(refitter.draw(stream, 1), done + 1));
    }
    const each = (performance.now() - started) / Math.max(1, done);
    if ((n - done) * each < THREAD_COST) {
      while (done < n && !stopper.signal.aborted) store(done + 1, 1, refitter.refit(refitter.draw(stream, 1), done + 1));
    } else if (!stopper.signal.aborted) {
      const share = Math.ceil((n - done) / workers / 2);
      const chunk = Math.max(1, Math.min(share, Math.round(CHUNK_TIME / each)));
      await runPool({ plan, stream, first: done + 1, last: n, workers, chunk, signal: stopper.signal, onRows: (rows) => store(rows.first, rows.count, rows) });
    }
  } finally {
    removeListener?.();
    options.signal?.removeEventListener("abort", stop);
  }
  const complete = leadingRun(finished, n);
  bar.end(complete, failures.length, complete < n);
  const description = { formula: model.formula, coefnames: model.coefnames, kept: model.data.kept,
    terms: model.data.terms.map(({ grouping, names, blocks }) => ({ grouping, names, blocks })), ...(seed === undefined ? {} : { seed }) };
  const kept = failures.filter(({ iter }) => iter <= complete).sort((a, b) => a.iter - b.iter);
  return new MixedModelBootstrap(complete < n ? results.slice(0, complete * refitter.rowLength) : results, description, kept);
}

function check(stream: RandomStream, n: number, model: LinearMixedModel, options: BootstrapOptions): void {
  if (typeof stream?.randn !== "function" || typeof stream.state !== "function") throw new TypeError(`the first argument of parametricbootstrap is a random stream such as new MersenneTwister(42); got ${String(stream)}`);
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`the number of replicates must be a positive whole number; got ${String(n)}`);
  if (!(model instanceof LinearMixedModel)) throw new TypeError(`parametricbootstrap needs a model made by fit; got ${String(model)}`);
  checkOptions("parametricbootstrap", options, ["β", "σ", "θ", "beta", "sigma", "theta", "draws", "progress", "workers", "signal"]);
  const { workers, draws } = options;
  if (draws !== undefined && draws !== "responses" && draws !== "statistics") throw new RangeError(`draws must be "responses" or "statistics"; got ${JSON.stringify(draws)}`);
  if (workers !== undefined && (!Number.isInteger(workers) || workers < 1)) throw new RangeError(`workers must be a positive whole number; got ${String(workers)}`);
}

/** How many replicates from the first on are finished without a gap. */
function leadingRun(finished: ReadonlySet<number>, n: number): number {
  let count = 0;
  while (count < n && finished.has(count + 1)) count++;
  return count;
}
