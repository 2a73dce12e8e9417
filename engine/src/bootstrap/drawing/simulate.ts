import { workingDesign } from "../../deviance/modelData";
import { newFrame } from "../../formula/frame/newFrame";
import { newLevels } from "../../formula/frame/newLevels";
import { checkModel } from "../../model/checkModel";
import type { LinearMixedModel } from "../../model/linearMixedModel";
import { checkStream } from "../../random/checkStream";
import type { RandomStream } from "../../random/stream";
import { asTable, type TableLike } from "../../table/asTable";
import { checkOptions } from "../../table/options";
import { type Blueprint, blueprint, type SimulationParameters } from "./blueprint";
import { type Simulation, Simulator } from "./simulator";

export interface SimulateOptions extends SimulationParameters {
  /** Other data than those of the fit; the response is not needed. */
  newdata?: TableLike;
}

/**
 * A response drawn from a model, in units of the response and its offset included, length n, or the number of rows of
 * `newdata`; the same numbers as `simulate(rng, m)` of MixedModels.jl, up to the origin of covariates (see
 * {@link parametricbootstrap}), whose simulations know no weights: here the errors of observations with the weights w
 * have the standard deviations σ/√w. The weights of `newdata` are those of its column that the fit took its own from,
 * and 1 where there is none. Every level of a grouping factor gets new random effects, whether the fit knows it or not.
 * A row of `newdata` with a missing value is NaN.
 */
export function simulate(rng: RandomStream, model: LinearMixedModel, options: SimulateOptions = {}): Float64Array {
  checkStream("the first argument of simulate", rng);
  checkModel("simulate", model);
  checkOptions("simulate", options, ["β", "σ", "θ", "beta", "sigma", "theta", "newdata"]);
  const plan = blueprint(model, options);
  const { frame, weighted } = model.data;
  const simulation =
    options.newdata === undefined
      ? { ...plan, ...workingDesign(model.data), roots: weighted.roots, offset: frame.offset }
      : onOtherData(plan, model, options.newdata);
  return new Simulator(simulation).response(rng);
}

function onOtherData(plan: Blueprint, { data }: LinearMixedModel, newdata: TableLike): Simulation {
  const { frame, terms } = data;
  const table = asTable(newdata);
  const rows = newFrame(frame, table, false);
  const working = data.inRows(rows);
  const levels = newLevels(frame.recipe, table);
  return {
    ...plan,
    n: rows.count,
    fixed: working.fixed,
    terms: terms.map(({ grouping }, t) => {
      const { refs, count } = levels.get(grouping)!;
      return { refs, levels: count, columns: working.terms[t] };
    }),
    offset: rows.offset,
    roots: rows.weights?.map(Math.sqrt),
  };
}
