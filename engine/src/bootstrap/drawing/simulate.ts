import { workingDesign } from "../../deviance/modelData";
import { newFrame } from "../../formula/frame/newFrame";
import { newLevels } from "../../formula/frame/newLevels";
import { checkMixedModel } from "../../model/checkModel";
import { GeneralizedLinearMixedModel } from "../../model/generalized/generalizedLinearMixedModel";
import type { LinearMixedModel } from "../../model/linearMixedModel";
import type { MixedModel } from "../../model/mixedModel";
import { newWeights } from "../../model/newWeights";
import { notEstimated, withoutEstimates } from "../../model/withoutEstimates";
import { environment } from "../../platform/environment";
import { checkStream } from "../../random/checkStream";
import type { RandomStream } from "../../random/stream";
import { asTable, type TableLike } from "../../table/asTable";
import { checkOptions, checkSwitch } from "../../table/options";
import { type Blueprint, blueprint, type SimulationParameters } from "./blueprint";
import { simulateGeneralized } from "./simulateGeneralized";
import { type Simulation, Simulator } from "./simulator";

export interface SimulateOptions extends SimulationParameters {
  /** Other data than those of the fit; the response is not needed. */
  newdata?: TableLike;
  /**
   * Draw the errors of the rows as one array, as `simulate(rng, m)` of MixedModels.jl does. Default false: one by one,
   * as its `simulate!(rng, m)` and `parametricbootstrap` do. From 13 rows (MersenneTwister) or 7 (Xoshiro) on an array
   * takes other numbers of a stream than single draws; those of a StableRNG are the same.
   */
  bulk?: boolean;
}

/**
 * A response drawn from a model, in units of the response and its offset included, length n, or the number of rows of
 * `newdata`; the same numbers as `simulate!(rng, m)` or `simulate(rng, m, newdata)` of MixedModels.jl, so that
 * `refit(m, simulate(rng, m))` is the first replicate of `parametricbootstrap(rng, n, m)`; with `{ bulk: true }` those
 * of its `simulate(rng, m)` (random slopes are drawn about the centre of their covariate, see
 * {@link parametricbootstrap}). Simulations there know no weights: here the errors of observations with the weights w
 * have the standard deviations σ/√w. The weights of `newdata` are those of its column that the fit took its own from;
 * where there is none they are 1, and a warning says so.
 * Of a generalized model the response of a row is drawn from its family at its mean, as {@link rand} draws, in the
 * order of MixedModels.jl's `simulate!`, with the offset, which that forgets, and with the dispersion φ of families
 * that have one, which that refuses; binomial responses are proportions of the trials.
 * Every level of a grouping factor gets new random effects, whether the fit knows it or not. A row of `newdata` with a
 * missing value is NaN.
 */
export function simulate(rng: RandomStream, model: MixedModel, options: SimulateOptions = {}): Float64Array {
  checkStream("the first argument of simulate", rng);
  checkMixedModel("simulate", model);
  checkOptions("simulate", options, ["β", "σ", "θ", "φ", "beta", "sigma", "theta", "dispersion", "newdata", "bulk"]);
  checkSwitch("bulk", options.bulk);
  if (model instanceof GeneralizedLinearMixedModel) return simulateGeneralized(rng, model, options);
  const plan = blueprint(model, options);
  const simulation =
    options.newdata === undefined ? simulationOf(plan, model) : onOtherData(plan, model, options.newdata);
  return new Simulator(simulation).response(rng, options.bulk ? "bulk" : "single");
}

/** The data of the fit, to draw responses for. */
export function simulationOf(plan: Blueprint, model: LinearMixedModel): Simulation {
  const { data } = model;
  return { ...plan, ...workingDesign(data), roots: data.weighted.roots, offset: data.frame.offset };
}

function onOtherData(plan: Blueprint, model: LinearMixedModel, newdata: TableLike): Simulation {
  const { data } = model;
  const { frame, terms } = data;
  const table = asTable(newdata);
  const rows = newFrame(frame, table, false);
  const { count } = rows;
  const inestimable = withoutEstimates(model, rows.fixed, count);
  if (inestimable.length > 0) environment.warn(notEstimated("simulate", inestimable, count), "EstimabilityWarning");
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
    offset: withNaN(rows.offset, inestimable, count),
    roots: newWeights("simulate", frame, table)?.map(Math.sqrt),
  };
}

/** The offset with NaN in these rows. */
function withNaN(offset: Float64Array | undefined, rows: readonly number[], count: number): Float64Array | undefined {
  if (rows.length === 0) return offset;
  const result = offset?.slice() ?? new Float64Array(count);
  for (const row of rows) result[row] = NaN;
  return result;
}
