import type { LinearMixedModel } from "../model/linearMixedModel";
import type { RandomStream } from "../random/stream";
import { checkOptions } from "../table/options";
import { type SimulationParameters, blueprint } from "./blueprint";
import { Simulator } from "./simulator";

/**
 * A response drawn from a model, length n, its offset included; the same numbers as `simulate(rng, m)` of MixedModels.jl, whose
 * simulations know no weights: here the errors of observations with the weights w have the standard deviations σ/√w.
 */
export function simulate(rng: RandomStream, model: LinearMixedModel, parameters: SimulationParameters = {}): Float64Array {
  checkOptions("simulate", parameters, ["β", "σ", "θ", "beta", "sigma", "theta"]);
  const { terms, fixed, frame, weighted } = model.data;
  return new Simulator({ ...blueprint(model, parameters), terms, fixed, roots: weighted.roots, offset: frame.offset }).response(rng);
}
