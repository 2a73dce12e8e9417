import { type Contrasts, modelFrame } from "../formula/modelFrame";
import { type TableLike, asTable } from "../table/asTable";
import { checkOptions } from "../table/options";
import { isCostly, suitsSparse } from "./evaluationCost";
import { LinearMixedModel } from "./linearMixedModel";
import { type Minimum, Minimizer, type Problem } from "./minimize";
import { type ModelData, modelData, prepareResponse } from "./modelData";
import { momentStart } from "./momentStart";
import { snapToBoundary } from "./snapToBoundary";
import { findStrata, needsLevelTraces } from "./strata";
import { withDeviance } from "./withDeviance";

export interface FitOptions {
  /** Coding of the factors among the fixed effects, by column name; factors not named get DummyCoding. */
  contrasts?: Contrasts;
  /** Minimise the REML criterion instead of −2 log-likelihood; default false. */
  REML?: boolean;
}

/** What is promised below this part of the objective does not pay for another derivative when an evaluation is costly. */
const COSTLY_TOLERANCE = 1e-10;

/**
 * Fits a linear mixed model.
 *
 * Rows with a missing value (null, undefined, NaN) in a variable of the formula are left out and counted in `nmissing`.
 * The optimum is found without bounds on the exact derivative (Bates, Mächler, Bolker & Walker, J. Stat. Softw. 67, 2015,
 * for the model and its profiled deviance); `certificate` says what is known about it.
 * @param formula such as "reaction ~ 1 + days + (1 + days | subj)"
 * @param table our table, an Arrow table, a danfo DataFrame, row objects or an object of columns
 * @throws a sentence with the rule and the offending value for a formula, table or option that cannot be used
 */
export function fit(formula: string, table: TableLike, options: FitOptions = {}): LinearMixedModel {
  checkOptions("fit", options, ["contrasts", "REML"]);
  const { contrasts, REML = false } = options;
  const data = modelData(modelFrame(formula, asTable(table), contrasts === undefined ? {} : { contrasts }));
  return fitted(data, REML);
}

/**
 * Fits the same model to another response, such as a simulated one, length n, as in `refit(m, simulate(rng, m))`;
 * what depends on the design alone is shared.
 */
export function refit(model: LinearMixedModel, y: ArrayLike<number>): LinearMixedModel {
  const { frame } = model.data;
  if (y.length !== frame.nobs) throw new RangeError(`a response has a value for each row that entered the fit; got ${y.length} for ${frame.nobs} rows`);
  const values = Float64Array.from(y);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new RangeError(`a response must be finite; element ${bad} is ${values[bad]}`);
  return fitted({ ...model.data, frame: { ...frame, response: { name: frame.response.name, values } } }, model.REML);
}

function fitted(data: ModelData, reml: boolean): LinearMixedModel {
  const { nobs, response } = data.frame;
  if (nobs <= data.fixed.length) {
    throw new RangeError(`a fit needs more rows than coefficients; there are ${nobs} complete rows and ${data.fixed.length} coefficients`);
  }
  const prepared = prepareResponse(data, response.values);
  if (!(prepared.statistics[prepared.statistics.length - 1] > 1e-24 * response.values.reduce((sum, value) => sum + value * value, 0))) {
    throw new RangeError(`the response must vary about the fixed effects; '${response.name}' is a combination of them in every row`);
  }
  const { system, layout } = data;
  const strata = findStrata(data.terms, data.fixed, system, reml);
  const subject = { system, n: nobs, reml, statistics: prepared.statistics, levelTraces: needsLevelTraces(strata) };
  return withDeviance(subject, (deviance) => new LinearMixedModel(data, prepared, deviance, strata, lowestMinimum({ deviance, layout, strata })));
}

/** Multiples of λ = I to start from; all but the first start only when the ones before end in doubt. */
const SCALES = [1, 0.1, 1000];

function lowestMinimum(problem: Problem): Minimum {
  const { deviance, layout } = problem;
  const { system } = deviance;
  const minimizer = new Minimizer(problem, isCostly(system) ? { relativeTolerance: COSTLY_TOLERANCE } : {});
  const moments = suitsSparse(system) ? momentStart(system, layout, deviance.statistics, deviance.degreesOfFreedom + (deviance.reml ? system.p : 0)) : undefined;
  const starts = SCALES.map((scale) => layout.identity().map((value) => scale * value));
  let lowest: Minimum | undefined;
  for (const start of moments === undefined ? starts : [moments, ...starts]) {
    minimizer.minimize(start);
    snapToBoundary(minimizer);
    if (lowest === undefined || minimizer.objective < lowest.objective) lowest = minimizer.minimum();
    if (minimizer.failure === undefined && !minimizer.usedNewton) break;
  }
  return lowest!;
}
