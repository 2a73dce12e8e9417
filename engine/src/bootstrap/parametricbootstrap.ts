import { OptionError } from "../errors";
import { LinearMixedModel } from "../model/linearMixedModel";
import { MersenneTwister } from "../random/mersenneTwister";
import type { RandomStream } from "../random/stream";
import { checkOptions } from "../table/options";
import { type Draws, type SimulationParameters, blueprint } from "./blueprint";
import { type ComputingOptions, checkJob, computeReplicates } from "./computeReplicates";
import { measuredBlueprint } from "./measuredBlueprint";
import { MixedModelBootstrap, type SampleDescription, sampleLayout } from "./mixedModelBootstrap";

export interface BootstrapOptions extends SimulationParameters, ComputingOptions {
  /**
   * What is drawn. "responses" (default): every response, with the numbers that MixedModels.jl draws from the same Julia
   * stream. "statistics": [Z X]ᵀy and yᵀy themselves from their distribution, at a cost that does not depend on the number
   * of rows; the sample has the same distribution, but its draws are not those of MixedModels.jl.
   */
  draws?: Draws;
}

/** For fewer replicates than this the measurements of a costly model would take longer than they save. */
const FEWEST_TO_MEASURE = 16;

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
  const whole = blueprint(model, options, options.draws);
  const plan = n < FEWEST_TO_MEASURE ? whole : measuredBlueprint(whole);
  const description = describeSample(model, seed);
  const { tbl, evaluations, failures } = await computeReplicates({ ...options, plan, stream, n, names: sampleLayout(description).names, label: "parametricbootstrap" });
  return new MixedModelBootstrap(tbl, description, evaluations, failures);
}

export function describeSample(model: LinearMixedModel, seed?: string): SampleDescription {
  const { formula, coefnames, data } = model;
  return { formula, coefnames, kept: data.kept, terms: data.terms.map(({ grouping, names, blocks }) => ({ grouping, names, blocks })), ...(seed === undefined ? {} : { seed }) };
}

function check(stream: RandomStream, n: number, model: LinearMixedModel, options: BootstrapOptions): void {
  checkJob("the first argument of parametricbootstrap", stream, n, options);
  if (!(model instanceof LinearMixedModel)) throw new OptionError(`parametricbootstrap needs a model made by fit; got ${String(model)}`);
  checkOptions("parametricbootstrap", options, ["β", "σ", "θ", "beta", "sigma", "theta", "draws", "progress", "workers", "signal"]);
  const { draws } = options;
  if (draws !== undefined && draws !== "responses" && draws !== "statistics") throw new OptionError(`draws must be "responses" or "statistics"; got ${JSON.stringify(draws)}`);
}
