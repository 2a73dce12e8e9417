import { OptionError } from "../errors";
import { LinearMixedModel } from "../model/linearMixedModel";
import { MersenneTwister } from "../random/mersenneTwister";
import type { RandomStream } from "../random/stream";
import { checkOptions } from "../table/options";
import { Table } from "../table/table";
import { type Draws, type SimulationParameters, blueprint } from "./blueprint";
import { type ComputingOptions, checkJob, computeReplicates } from "./computeReplicates";
import { LiveDensities } from "./liveDensities";
import { measuredBlueprint } from "./measuredBlueprint";
import { MixedModelBootstrap, type SampleDescription, sampleLayout } from "./mixedModelBootstrap";
import type { CollectedReplicates } from "./replicateCollector";

export interface BootstrapOptions extends SimulationParameters, ComputingOptions {
  /**
   * What is drawn. "responses" (default): every response, with the numbers that MixedModels.jl draws from the same Julia
   * stream. "statistics": [Z X]ᵀy and yᵀy themselves from their distribution, at a cost that does not depend on the number
   * of rows; the sample has the same distribution, but its draws are not those of MixedModels.jl.
   */
  draws?: Draws;
  /**
   * Below the bar in JupyterLab, draw densities of the replicates so far about once a second: of the columns of the
   * sample's table named here, at most 12, or with `true` of the random effects' standard deviations, the first six of
   * them. Default false.
   */
  live?: boolean | readonly string[];
}

/** For fewer replicates than this the measurements of a costly model would take longer than they save. */
const FEWEST_TO_MEASURE = 16;

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
  const whole = blueprint(model, options, options.draws);
  const plan = n < FEWEST_TO_MEASURE ? whole : measuredBlueprint(whole);
  const description = describeSample(model, seed);
  const { names } = sampleLayout(description);
  const empty = { tbl: Table.fromColumns(names.map((name) => [name, new Float64Array(0)])), evaluations: new Int32Array(0), failures: [] };
  const { live = false } = options;
  const pictures = live === false ? undefined : new LiveDensities(sampleOf(description, empty, 0), live);
  const collected = await computeReplicates({ ...options, plan, stream, n, names, label: "parametricbootstrap", ...(pictures && { densities: (column) => pictures.draw(column) }) });
  return sampleOf(description, collected, n).drawnFrom(model);
}

/** The sample of the replicates computed of those asked for. */
export function sampleOf(description: SampleDescription, { tbl, evaluations, failures }: CollectedReplicates, requested: number): MixedModelBootstrap {
  return new MixedModelBootstrap(tbl, tbl.numRows < requested ? { ...description, requested } : description, evaluations, failures);
}

export function describeSample(model: LinearMixedModel, seed?: string): SampleDescription {
  const { formula, coefnames, data } = model;
  return { formula, coefnames, kept: data.kept, terms: data.terms.map(({ grouping, names, blocks }) => ({ grouping, names, blocks })), ...(seed === undefined ? {} : { seed }) };
}

function check(stream: RandomStream, n: number, model: LinearMixedModel, options: BootstrapOptions): void {
  checkJob("the first argument of parametricbootstrap", stream, n, options);
  if (!(model instanceof LinearMixedModel)) throw new OptionError(`parametricbootstrap needs a model made by fit; got ${String(model)}`);
  checkOptions("parametricbootstrap", options, ["β", "σ", "θ", "beta", "sigma", "theta", "draws", "progress", "live", "workers", "signal"]);
  const { draws, live, progress } = options;
  if (live !== undefined && typeof live !== "boolean" && !Array.isArray(live)) throw new OptionError(`live must be true or columns of the sample such as ["β1", "σ"]; got ${JSON.stringify(live)}`);
  if (live && progress === false) throw new OptionError("live densities stand below the progress bar; got progress: false");
  if (draws !== undefined && draws !== "responses" && draws !== "statistics") throw new OptionError(`draws must be "responses" or "statistics"; got ${JSON.stringify(draws)}`);
}
