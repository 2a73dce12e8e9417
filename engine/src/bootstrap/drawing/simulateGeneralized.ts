import { DataError, OptionError } from "../../errors";
import { calculate } from "../../formula/frame/calculate";
import { newFrame } from "../../formula/frame/newFrame";
import { newLevels } from "../../formula/frame/newLevels";
import { weightsIn } from "../../formula/frame/rowValues";
import { printCalculation } from "../../formula/language/calculation";
import type { GeneralizedLinearMixedModel } from "../../model/generalized/generalizedLinearMixedModel";
import { newWeights } from "../../model/newWeights";
import { notEstimated, withoutEstimates } from "../../model/withoutEstimates";
import { environment } from "../../platform/environment";
import type { RandomStream } from "../../random/stream";
import { asTable, type TableLike } from "../../table/asTable";
import type { Table } from "../../table/table";
import type { SimulationParameters } from "./blueprint";
import { type GeneralizedSimulation, generalizedPlan } from "./generalizedPlan";
import { GeneralizedSimulator } from "./generalizedSimulator";

/** A response of a generalized model, for its rows or those of other data; see `simulate`. */
export function simulateGeneralized(
  rng: RandomStream,
  model: GeneralizedLinearMixedModel,
  options: SimulationParameters & { readonly newdata?: TableLike; readonly bulk?: boolean },
): Float64Array {
  if (options.bulk)
    throw new OptionError(
      `bulk draws the errors of linear mixed models as one array; a ${model.family} model has none`,
    );
  const { newdata, bulk: _, ...parameters } = options;
  const { y, outside } = drawnGeneralized(rng, model, parameters, newdata === undefined ? undefined : asTable(newdata));
  if (outside > 0) environment.warn(`simulate: ${outsideOf(model, outside, y.length)}, and are NaN`, "MeanWarning");
  return y;
}

/** A response of a generalized model, and how many of its means are none that the family can have: these are NaN. */
export function drawnGeneralized(
  rng: RandomStream,
  model: GeneralizedLinearMixedModel,
  parameters: SimulationParameters,
  newdata?: Table,
): { readonly y: Float64Array; readonly outside: number } {
  const plan = generalizedPlan(model, parameters);
  const simulation = newdata === undefined ? plan : onOtherData(plan, model, newdata);
  const y = new Float64Array(simulation.n);
  new GeneralizedSimulator(simulation).draw(rng, y);
  const outside = y.filter((value, i) => Number.isNaN(value) && !Number.isNaN(simulation.offset[i])).length;
  return { y, outside };
}

/** What is wrong with the means of so many responses. */
export function outsideOf({ family }: GeneralizedLinearMixedModel, outside: number, n: number): string {
  return (
    `a mean lies where a ${family} model can have it; with the random effects that were drawn ` +
    `those of ${outside} of ${n} responses do not`
  );
}

function onOtherData(
  plan: GeneralizedSimulation,
  model: GeneralizedLinearMixedModel,
  table: Table,
): GeneralizedSimulation {
  const { frame, kept, terms } = model.data;
  const { count, fixed, random, offset } = newFrame(frame, table, false);
  const inestimable = withoutEstimates(model, fixed, count);
  if (inestimable.length > 0) environment.warn(notEstimated("simulate", inestimable, count), "EstimabilityWarning");
  const levels = newLevels(frame.recipe, table);
  const known = offset?.slice() ?? new Float64Array(count);
  for (const row of inestimable) known[row] = NaN;
  return {
    ...plan,
    n: count,
    fixed: kept.map((index) => fixed[index]),
    terms: terms.map(({ grouping }) => {
      const own = levels.get(grouping)!;
      const { columns } = random.find((term) => term.grouping === grouping)!;
      return { refs: own.refs, levels: own.count, columns };
    }),
    offset: known,
    w: weightsOfDraws("simulate", model, table) ?? new Float64Array(count).fill(1),
  };
}

/**
 * What responses in other data are drawn with: trials, or the weights that divide their variance; undefined where each
 * is 1.
 * @param where the function as the user calls it
 */
export function weightsOfDraws(
  where: string,
  model: GeneralizedLinearMixedModel,
  table: Table,
): Float64Array | undefined {
  if (model.family === "Binomial") return trialsIn(model, table);
  return model.rows.family.dispersion === "factor" ? newWeights(where, model.data.frame, table) : undefined;
}

/** The trials of other data: what the formula divides by, or the column of the weights. */
function trialsIn(model: GeneralizedLinearMixedModel, table: Table): Float64Array {
  const { weights, terms } = model.data.frame.recipe;
  const { divisor } = terms;
  const column = weights?.column;
  const own = column !== undefined && table.has(column) ? weightsIn(table, column) : undefined;
  const trials = divisor === undefined ? own : calculate(divisor, table);
  if (trials === undefined)
    throw new DataError(
      "a binomial response of other data needs their trials, as a column of the name that the weights of the fit " +
        `had; '${model.formula}' knows none`,
    );
  const row = trials.findIndex((value) => !(Number.isInteger(value) && value >= 1));
  if (row >= 0)
    throw new DataError(
      `the trials of a binomial response are positive whole numbers; ` +
        `${divisor === undefined ? "the weight" : printCalculation(divisor)} is ${trials[row]} in row ${row + 1}`,
    );
  return trials;
}
