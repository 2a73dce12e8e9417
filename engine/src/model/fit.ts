import { DataError, OptionError } from "../errors";
import { type Contrasts, modelFrame, type RowValues } from "../formula/frame/modelFrame";
import { printRandom, printTerm } from "../formula/language/print";
import type { FormulaTerms } from "../formula/language/terms";
import { checkedOptimizer, type OptimizerOptions } from "../minimizer/optimizerOptions";
import { environment } from "../platform/environment";
import { asTable, type TableLike } from "../table/asTable";
import { checkOptions, checkSwitch, checkWorkers } from "../table/options";
import { shownValue } from "../table/shownValue";
import { checkMixedModel } from "./checkModel";
import { fitData, fitFrame } from "./fitFrame";
import { fitGeneralized, type GeneralizedFitOptions, refitGeneralized } from "./generalized/fitGeneralized";
import { GeneralizedLinearMixedModel } from "./generalized/generalizedLinearMixedModel";
import type { LinearMixedModel } from "./linearMixedModel";
import type { MixedModel } from "./mixedModel";

export interface FitOptions {
  /** Coding of the factors among the fixed effects, by column name; factors not named get DummyCoding. */
  contrasts?: Contrasts;
  /** Minimise the REML criterion instead of −2 log-likelihood; default false. */
  REML?: boolean;
  /**
   * Weights w of the observations, whose errors have the variance σ²/w: the name of a numeric column or a number for
   * each row of the table; default 1. As in lme4 and MixedModels.jl they are inverse relative variances (the numbers of
   * measurements behind means, say), not numbers of rows, and −Σ log w is part of the objective. Rows without a weight
   * (null, undefined, NaN) are left out and counted in `nmissing`.
   * @throws for a weight that is 0, negative or infinite
   */
  weights?: RowValues;
  /**
   * What is known of the linear predictor beforehand and enters with the coefficient 1, in units of the response: the
   * name of a numeric column or a number for each row of the table; default 0. It is added to an `offset(…)` of the
   * formula. Rows without a value are left out and counted in `nmissing`.
   */
  offset?: RowValues;
  /**
   * Hold the residual standard deviation fixed at this, in units of the response, as where it is known from elsewhere;
   * default: estimate it. With weights it is that of an observation of weight 1, so `{ weights: 1/v, σ: 1 }` takes the
   * known variances v of a meta-analysis.
   * @throws unless positive and finite
   */
  σ?: number;
  /** The same as σ. */
  sigma?: number;
  /**
   * θ to begin with, length k, in the order of `m.θ`: the lower triangles of the λ, column by column, relative to σ;
   * default λ = I in the standard origins and units that {@link fit} computes in, or moments for a large sparse model.
   * Other starts are tried only where this one ends in doubt.
   * @throws for another length, a number that is not finite or a diagonal element below 0
   */
  start?: ArrayLike<number>;
  /** When the optimizer stops; the defaults bring the objective to about 1e-9 of its minimum. */
  optimizer?: OptimizerOptions;
  /** Keep the points that the optimizer accepts on its way, as the table `m.fitlog`; default false. */
  log?: boolean;
  /**
   * Number of computing threads for a model so large that one evaluation takes hundredths of a second; default the
   * number of processors, but one inside a worker thread. Smaller models take one. The results do not depend on it.
   */
  workers?: number;
  /**
   * Show how far it is where it takes more than a second, in JupyterLab with a button to stop it; default true. A fit
   * that was stopped has the lowest values so far, and its certificate says that it was.
   */
  progress?: boolean;
}

/** Options that belong to a family. */
const OF_FAMILIES = ["link", "nAGQ", "fast", "curvature"];

/**
 * Fits a linear mixed model, or with a `family` a generalized one.
 *
 * Rows with a missing value (null, undefined, NaN) in a variable of the formula, the weights or the offset are left out
 * and counted in `nmissing`. A variable so large or small that its squares are beyond the range of numbers (about
 * 1e±150) is taken in units of a power of ten, which the names ("y / 1e+300", "x(scaled: 1e+300)") and the certificate
 * tell. Otherwise no result depends on the unit of a column, nor on its origin where an intercept stands beside it: the
 * fit computes in columns whose covariates, and weights, have standard origins and units, and powers such as x^2 are
 * those of these. The optimum is found without bounds on the exact derivative (Bates, Mächler, Bolker & Walker, J.
 * Stat. Softw.
 * 67, 2015, for the model and its profiled deviance); `certificate` says what is known about it.
 * @param formula such as "reaction ~ 1 + days + offset(log(x)) + (1 + days | subj)"
 * @param table our table, an Arrow table, a danfo DataFrame, row objects or an object of columns
 * @throws a sentence with the rule and the offending value for a formula, table or option that cannot be used
 */
export function fit(formula: string, table: TableLike, options: GeneralizedFitOptions): GeneralizedLinearMixedModel;
export function fit(formula: string, table: TableLike, options?: FitOptions): LinearMixedModel;
export function fit(formula: string, table: TableLike, options: FitOptions | GeneralizedFitOptions = {}): MixedModel {
  if (isGeneralized(options)) return fitGeneralized(formula, table, options);
  return fitLinear(formula, table, options);
}

function isGeneralized(options: FitOptions | GeneralizedFitOptions): options is GeneralizedFitOptions {
  if (typeof options !== "object" || options === null) return false;
  if ("family" in options) return true;
  const alone = OF_FAMILIES.find((name) => Object.hasOwn(options, name));
  if (alone !== undefined)
    throw new OptionError(`${alone} is an option of models with a family, such as { family: Bernoulli() }; got none`);
  return false;
}

function fitLinear(formula: string, table: TableLike, options: FitOptions): LinearMixedModel {
  checkOptions("fit", options, [
    "contrasts",
    "REML",
    "weights",
    "offset",
    "σ",
    "sigma",
    "start",
    "optimizer",
    "log",
    "workers",
    "progress",
  ]);
  const { contrasts, REML = false, weights, offset, start, optimizer, log = false, workers, progress } = options;
  checkWorkers(workers);
  checkSwitch("REML", REML);
  checkSwitch("progress", progress);
  if (typeof log !== "boolean") throw new OptionError(`log must be true or false; got ${String(log)}`);
  const stopping = checkedOptimizer(optimizer);
  const sigma = fixedSigma(options);
  const frame = modelFrame(formula, asTable(table), { contrasts, weights, offset });
  if (frame.recipe.terms.isCounted)
    throw new OptionError(
      'cbind(successes, failures) is the response of a binomial model; name it, as { family: "binomial" }',
    );
  const own = frame.units.find(({ isResponse }) => isResponse);
  if (own !== undefined && sigma !== undefined)
    throw new OptionError(
      "σ is in units of the response, whose squares must be within the range of numbers then; " +
        `'${own.variable}' has sizes of ${own.unit} (divide both by it)`,
    );
  tellReadings(frame.recipe.terms);
  return fitFrame(frame, { REML, sigma, start, log, workers, progress, ...stopping });
}

/** Two terms such as (x | g) + (z | g) have one intercept, as in MixedModels.jl; R's lme4 gives each its own. */
function tellReadings({ withoutIntercept, derived }: FormulaTerms): void {
  for (const spec of withoutIntercept)
    environment.warn(
      `fit: a term of '${printTerm(spec.grouping, derived)}' is read as ${printRandom(spec, derived)}, ` +
        "for a grouping factor has one intercept, which is in a term before it",
      "FormulaWarning",
    );
}

function fixedSigma({ σ, sigma }: FitOptions): number | undefined {
  if (σ !== undefined && sigma !== undefined && σ !== sigma)
    throw new OptionError(`σ and sigma are the same option; got ${σ} and ${sigma}`);
  const fixed = σ ?? sigma;
  if (fixed !== undefined && !(typeof fixed === "number" && fixed > 0 && fixed < Infinity))
    throw new OptionError(`σ must be a positive number; got ${String(fixed)}`);
  return fixed;
}

/**
 * Fits the same model to another response, such as a simulated one, length n, as in `refit(m, simulate(rng, m))`;
 * weights, offset and a fixed σ stay, and what depends on the design alone is shared. Of a binomial model the response
 * is the proportions.
 */
export function refit(model: LinearMixedModel, y: ArrayLike<number>): LinearMixedModel;
export function refit(model: GeneralizedLinearMixedModel, y: ArrayLike<number>): GeneralizedLinearMixedModel;
export function refit(model: MixedModel, y: ArrayLike<number>): MixedModel {
  checkMixedModel("refit", model);
  const { frame } = model.data;
  if (typeof y !== "object" || y === null || typeof y.length !== "number")
    throw new DataError(`a response is an array of numbers; got ${shownValue(y)}`);
  if (y.length !== frame.nobs)
    throw new DataError(
      `a response has a value for each row that entered the fit; got ${y.length} for ${frame.nobs} rows`,
    );
  const values = Float64Array.from(y);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new DataError(`a response must be finite; element ${bad} is ${values[bad]}`);
  if (model instanceof GeneralizedLinearMixedModel) return refitGeneralized(model, values);
  return fitData(
    { ...model.data, frame: { ...frame, response: { name: frame.response.name, values } } },
    model.criterion,
  );
}
