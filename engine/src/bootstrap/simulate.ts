import type { LinearMixedModel } from "../model/linearMixedModel";
import type { RandomStream } from "../random/stream";
import { checkOptions } from "../table/options";
import { type SimulationParameters, blueprint } from "./blueprint";
import { Simulator } from "./simulator";

/** A response drawn from a model, length n; the same numbers as `simulate(rng, m)` of MixedModels.jl. */
export function simulate(rng: RandomStream, model: LinearMixedModel, parameters: SimulationParameters = {}): Float64Array {
  checkOptions("simulate", parameters, ["β", "σ", "θ", "beta", "sigma", "theta"]);
  return new Simulator(blueprint(model, parameters)).response(rng);
}
