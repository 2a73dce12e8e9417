import { DataError, OptionError } from "../errors";
import { type Contrasts, modelFrame } from "../formula/modelFrame";
import { type TableLike, asTable } from "../table/asTable";
import { checkOptions } from "../table/options";
import { fitData, fitFrame } from "./fitFrame";
import type { LinearMixedModel } from "./linearMixedModel";

export interface FitOptions {
  /** Coding of the factors among the fixed effects, by column name; factors not named get DummyCoding. */
  contrasts?: Contrasts;
  /** Minimise the REML criterion instead of −2 log-likelihood; default false. */
  REML?: boolean;
  /**
   * Number of computing threads for a model so large that one evaluation takes hundredths of a second; default the number
   * of processors, but one inside a worker thread. Smaller models take one. The results do not depend on it.
   */
  workers?: number;
}

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
  checkOptions("fit", options, ["contrasts", "REML", "workers"]);
  const { contrasts, REML = false, workers } = options;
  if (workers !== undefined && (!Number.isInteger(workers) || workers < 1)) throw new OptionError(`workers must be a positive whole number; got ${String(workers)}`);
  const frame = modelFrame(formula, asTable(table), contrasts === undefined ? {} : { contrasts });
  return fitFrame(frame, { REML, ...(workers === undefined ? {} : { workers }) });
}

/**
 * Fits the same model to another response, such as a simulated one, length n, as in `refit(m, simulate(rng, m))`;
 * what depends on the design alone is shared.
 */
export function refit(model: LinearMixedModel, y: ArrayLike<number>): LinearMixedModel {
  const { frame } = model.data;
  if (y.length !== frame.nobs) throw new DataError(`a response has a value for each row that entered the fit; got ${y.length} for ${frame.nobs} rows`);
  const values = Float64Array.from(y);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new DataError(`a response must be finite; element ${bad} is ${values[bad]}`);
  return fitData({ ...model.data, frame: { ...frame, response: { name: frame.response.name, values } } }, { REML: model.REML });
}
