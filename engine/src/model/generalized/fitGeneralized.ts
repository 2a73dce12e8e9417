import { toUser, workingTheta } from "../../deviance/changeOfBasis";
import type { ResponseRows } from "../../deviance/generalized/workingRows";
import { type ModelData, modelData } from "../../deviance/modelData";
import { DataError, FormulaError, OptionError } from "../../errors";
import type { Family } from "../../family/family";
import { type FamilyLike, familyOf, type LinkLike } from "../../family/familyOf";
import { type Contrasts, type ModelFrame, modelFrame, type RowValues } from "../../formula/frame/modelFrame";
import { formulaTerms } from "../../formula/language/terms";
import { leastSquares } from "../../linalg/leastSquares";
import { log } from "../../math/log";
import { FitLog } from "../../minimizer/fitLog";
import {
  GeneralizedMinimizer,
  type GeneralizedMinimum,
  generalizedMinimum,
} from "../../minimizer/generalized/generalizedMinimum";
import { generalizedStart } from "../../minimizer/generalized/generalizedStart";
import { minimumWithoutRandomEffects } from "../../minimizer/generalized/withoutRandomEffects";
import { checkedOptimizer, type OptimizerOptions } from "../../minimizer/optimizerOptions";
import { checkedStart } from "../../minimizer/startingValues";
import { asTable, type TableLike } from "../../table/asTable";
import { checkOptions, checkSwitch } from "../../table/options";
import { shownValue } from "../../table/shownValue";
import { checkScale } from "../checkScale";
import { withFitProgress } from "../fitProgress";
import { frameOfRows } from "../frameOfRows";
import { codedResponse } from "./codedResponse";
import { separationSentence } from "./generalizedCertificate";
import { GeneralizedLinearMixedModel } from "./generalizedLinearMixedModel";
import { type Approximation, generalizedDeviance } from "./generalizedSubject";

export interface GeneralizedFitOptions {
  /**
   * Distribution of the response: `Bernoulli()`, `Binomial()`, `Poisson()`, `Gamma()`, `InverseGaussian()`,
   * `NegativeBinomial()`, `Normal()`, or its name as in Julia or R ("binomial"); `{ family: "binomial", link:
   * "probit" }` has the link too.
   */
  family: FamilyLike;
  /**
   * `LogitLink()`, `ProbitLink()`, `CloglogLink()`, `LogLink()`, `SqrtLink()`, `IdentityLink()`, `InverseLink()` or its
   * name ("probit"); default logit for Bernoulli and binomial, log for Poisson, negative binomial and inverse Gaussian,
   * inverse for gamma, identity for normal responses.
   */
  link?: LinkLike;
  /**
   * Points of the adaptive Gauss–Hermite quadrature over each random effect, for models with one random-effects term
   * that has one column; default 1, the Laplace approximation.
   */
  nAGQ?: number;
  /**
   * Find the fixed effects together with the conditional modes, for given θ, instead of maximising the likelihood over
   * them: somewhat faster, and not the maximum; default false.
   */
  fast?: boolean;
  /**
   * Curvature in the determinant of the Laplace approximation, for links that are not canonical: "expected" (default),
   * as MixedModels.jl and lme4 have it, or "observed", as glmmTMB has it, which is closer to the likelihood and always
   * taken for families with a dispersion.
   */
  curvature?: "expected" | "observed";
  /** Coding of the factors among the fixed effects, by column name; factors not named get DummyCoding. */
  contrasts?: Contrasts;
  /**
   * Trials of the rows where the response is a proportion, else how often each row counts (for a dispersion that is a
   * factor of the variance: by what that is divided): the name of a numeric column or a number for each row.
   */
  weights?: RowValues;
  /** What is known of the linear predictor beforehand, on its scale, such as the logarithm of an exposure. */
  offset?: RowValues;
  /** θ to begin with; default the moments of the residuals of the model without random effects. */
  start?: ArrayLike<number>;
  /** When the optimizer stops. */
  optimizer?: OptimizerOptions;
  /** Keep the points that the optimizer accepts on its way, as the table `m.fitlog`; default false. */
  log?: boolean;
  /**
   * Show how far it is where it takes more than a second, in JupyterLab with a button to stop it; default true. A fit
   * that was stopped has the lowest values so far, and its certificate says that it was.
   */
  progress?: boolean;
}

const OPTIONS = [
  "family",
  "link",
  "nAGQ",
  "fast",
  "curvature",
  "contrasts",
  "weights",
  "offset",
  "start",
  "optimizer",
  "log",
  "progress",
];
const MOST_NODES = 100;
/** By how much −2 log-likelihood may be rounded. */
const LARGEST_ROUNDING = 1e-3;

/** Fits a generalized linear mixed model; see `fit`. */
export function fitGeneralized(
  formula: string,
  table: TableLike,
  options: GeneralizedFitOptions,
): GeneralizedLinearMixedModel {
  refuseLinearOptions(options);
  checkOptions("fit", options, OPTIONS);
  const { start, optimizer, log = false, progress } = options;
  checkSwitch("fast", options.fast);
  checkSwitch("progress", progress);
  if (typeof log !== "boolean") throw new OptionError(`log must be true or false; got ${String(log)}`);
  const stopping = checkedOptimizer(optimizer);
  const { data, response, ...more } = preparedModel(formula, table, options);
  const theta = start === undefined ? undefined : workingTheta(data.layout, data.change, checkedStart(start, data));
  return fitResponse(data, response, { ...more, theta, log, progress, ...stopping });
}

/** The data, the response and how the likelihood is computed, all that is known before a fit. */
export interface PreparedModel extends Pick<ResponseFitOptions, "approximation" | "note" | "trials"> {
  readonly data: ModelData;
  readonly response: ResponseRows;
}

/** Makes a model of a formula and a table that is not fitted yet. */
export function preparedModel(formula: string, table: TableLike, options: GeneralizedFitOptions): PreparedModel {
  const { family: named, link, contrasts, weights, offset } = options;
  const own = familyOf(named, link);
  const terms = FormulaError.in(formula, () => formulaTerms(formula));
  const coded = codedResponse(asTable(table), terms, own, weights);
  const frame = modelFrame(formula, coded.table, { contrasts, offset, weights: coded.weights });
  const curvature = curvatureOf(coded.family, options.curvature);
  const response: ResponseRows = {
    ...checkedResponse(frame, coded.family),
    family: coded.family,
    link: own.link,
    curvature,
  };
  const { weights: _, ...unweighted } = frame;
  checkScale(frame);
  const data = modelData(unweighted);
  if (frame.nobs <= data.fixed.length)
    throw new DataError(
      `a fit needs more rows than coefficients; there are ${frame.nobs} complete rows and ${data.fixed.length} ` +
        "coefficients",
    );
  return { data, response, approximation: approximationOf(data, options), note: coded.note, trials: coded.trials };
}

/** The model whose fit ended at a minimum that is known, after a start at θ where one was given. */
export function restoredModel(
  { data, response, approximation, note, trials }: PreparedModel,
  minimum: GeneralizedMinimum,
  start: Float64Array | undefined,
): GeneralizedLinearMixedModel {
  const deviance = generalizedDeviance(data, response, approximation);
  const minimizer = new GeneralizedMinimizer(deviance, { ...data.weighted, system: data.system });
  const own = generalizedStart(deviance);
  minimizer.prepare({ ...own, theta: start ?? own.theta });
  const parts = { data, response, approximation, deviance, start, note, trials, fitlog: undefined };
  const model = GeneralizedLinearMixedModel.create({ ...parts, minimum });
  const rest = restOf(model);
  return rest === undefined ? model : GeneralizedLinearMixedModel.create({ ...parts, minimum, rest });
}

export interface ResponseFitOptions {
  readonly approximation: Approximation;
  readonly theta?: Float64Array | undefined;
  readonly log?: boolean;
  /** Whether a fit that takes long shows how far it is, with a button to stop it; default true. */
  readonly progress?: boolean | undefined;
  /** Which level of the response is 1. */
  readonly note?: string | undefined;
  /** What the formula divides the response by. */
  readonly trials?: string | undefined;
  readonly tolerance?: number;
  readonly relativeTolerance?: number;
  readonly maxEvaluations?: number | undefined;
}

/** Fits the model whose design and response have been prepared. */
export function fitResponse(
  data: ModelData,
  response: ResponseRows,
  { approximation, theta, log = false, progress = true, note, trials, ...stopping }: ResponseFitOptions,
): GeneralizedLinearMixedModel {
  const deviance = generalizedDeviance(data, response, approximation);
  const fitLog = log ? new FitLog(data.layout, data.change) : undefined;
  const { parts, model } = deviance.room.within(() => {
    const minimum = withFitProgress(progress, (watch) =>
      generalizedMinimum(
        deviance,
        { ...data.weighted, system: data.system },
        { start: generalizedStart(deviance), theta, log: fitLog, watch, ...stopping },
      ),
    );
    const parts = { data, response, approximation, deviance, start: theta, note, trials, fitlog: fitLog?.table() };
    return { parts, model: GeneralizedLinearMixedModel.create({ ...parts, minimum }) };
  });
  if (approximation.fast && model.separation !== undefined && !Number.isFinite(model.objective))
    throw new DataError(
      `fast finds finite coefficients only; ${separationSentence(model)} (fit the model without fast)`,
    );
  const rest = restOf(model);
  if (rest === undefined) return model;
  const own = minimumOfSeparated(model, rest);
  return GeneralizedLinearMixedModel.create({ ...parts, minimum: own, rest });
}

/**
 * The fit to the rows that a separation leaves, whose likelihood is the limit of that of all rows; undefined without a
 * separation and where no such fit can be made.
 */
function restOf(model: GeneralizedLinearMixedModel): GeneralizedLinearMixedModel | undefined {
  const { separation, data } = model;
  if (separation === undefined || separation.rows === model.nobs) return undefined;
  const rows = [...separation.along.keys()].filter((row) => separation.along[row] === 0);
  try {
    return refitRows(model, frameOfRows(data.frame, rows), rows);
  } catch (error) {
    if (error instanceof DataError) return undefined;
    throw error;
  }
}

/** Linear predictors so far out change nothing any more; the first at which all derivatives exist is taken. */
const OUT = [100, 60, 40, 20];
const NOTHING = 1e-7;

/** The minimum of a separated response: the estimates of the rest of its rows where those are lower. */
function minimumOfSeparated(
  { separation, minimum, data, devianceFunction: deviance }: GeneralizedLinearMixedModel,
  rest: GeneralizedLinearMixedModel,
): GeneralizedMinimum {
  const { along } = separation!;
  const { freeFixed, dimension, fixed, hasDispersion } = deviance;
  const { layout, change, terms, frame } = data;
  const isAlike = terms.every(({ grouping }, t) => rest.data.terms[t].grouping === grouping);
  const before = deviance.evaluate(minimum.x, false);
  const { objective } = rest.minimum;
  const isLower = objective < before - NOTHING || (Number.isNaN(before) && objective < Infinity);
  if (!isLower || freeFixed === 0 || !isAlike || rest.theta.length !== layout.length) return minimum;
  const nearest = along.reduce((least, value) => (value === 0 ? least : Math.min(least, Math.abs(value))), Infinity);
  const finite = toUser(rest.data.change.fixed, rest.working.beta);
  const { x: design } = fixed;
  const columns = Array.from({ length: freeFixed }, (_, j) => along.map((_value, i) => design[i * freeFixed + j]));
  const points = OUT.map((out) => {
    const eta = along.map((value) => (out * value) / nearest);
    rest.data.kept.forEach((index, j) => {
      const column = frame.fixed.columns[index];
      for (let i = 0; i < eta.length; i++) eta[i] += column[i] * finite[j];
    });
    const x = new Float64Array(dimension);
    x.set(leastSquares(columns, [eta])[0]);
    x.set(workingTheta(layout, change, rest.theta), freeFixed);
    if (hasDispersion) x[dimension - 1] = log(rest.dispersion);
    deviance.forget();
    const value = deviance.evaluate(x, false);
    deviance.forget();
    return { x, value, isSmooth: !Number.isNaN(deviance.evaluate(x, true)) };
  }).filter(({ value }) => Math.abs(value - objective) <= NOTHING * (1 + Math.abs(objective)));
  const own = points.find(({ isSmooth }) => isSmooth) ?? points[0];
  if (own === undefined) return minimum;
  const { failure: _, ...more } = minimum;
  const { decrement, failure } = rest.minimum;
  const [lastStep] = leastSquares(columns, [along]);
  return {
    ...more,
    x: own.x,
    objective: own.value,
    decrement,
    lastStep,
    ...(failure === undefined ? {} : { failure }),
  };
}

/** Fits the same model to another response, from the θ of the fit on. */
export function refitGeneralized(model: GeneralizedLinearMixedModel, y: Float64Array): GeneralizedLinearMixedModel {
  const { data, rows, approximation, note, trials } = model;
  const { theta } = model.working;
  const frame = { ...data.frame, response: { name: data.frame.response.name, values: y } };
  const checked = checkedResponse({ ...frame, weights: rows.w }, rows.family);
  const start = theta.every((value) => value === 0) ? undefined : theta.slice();
  return fitResponse({ ...data, frame }, { ...rows, ...checked }, { approximation, note, trials, theta: start });
}

/** Fits the model of another frame, with other effects, to the response of a model. */
export function refitFrame(model: GeneralizedLinearMixedModel, frame: ModelFrame): GeneralizedLinearMixedModel {
  const { rows, approximation, note, trials } = model;
  return fitResponse(modelData(frame), rows, { approximation, note, trials });
}

/** Fits a model to some of its rows, of which `frame` is. */
export function refitRows(
  model: GeneralizedLinearMixedModel,
  frame: ModelFrame,
  rows: readonly number[],
): GeneralizedLinearMixedModel {
  const { approximation, note, trials } = model;
  const w = Float64Array.from(rows, (row) => model.rows.w[row]);
  const checked = checkedResponse({ ...frame, weights: w }, model.rows.family);
  return fitResponse(modelData(frame), { ...model.rows, ...checked }, { approximation, note, trials });
}

/** −2 log-likelihood of the generalized linear model that is left without random effects. */
export function minusTwoLogLikelihoodWithoutRandom(model: GeneralizedLinearMixedModel): number {
  const { data, rows, approximation, separation } = model;
  if (separation !== undefined) return NaN;
  const deviance = generalizedDeviance(data, rows, approximation);
  const { family, y, w } = rows;
  const constant = y.reduce((sum, value, i) => sum + family.constant(value, w[i]), 0);
  return minimumWithoutRandomEffects(deviance, generalizedStart(deviance)) + constant;
}

function refuseLinearOptions(options: object): void {
  for (const name of ["REML", "σ", "sigma"]) {
    if (Object.hasOwn(options, name))
      throw new OptionError(
        name === "REML"
          ? "REML is a criterion of linear mixed models; a generalized one is fitted by maximum likelihood"
          : `${name} is the residual standard deviation of linear mixed models, which a generalized one has not`,
      );
  }
  if (Object.hasOwn(options, "workers"))
    throw new OptionError(
      "workers is an option of large linear mixed models; a generalized one is fitted on one thread",
    );
}

function curvatureOf(family: Family, asked: GeneralizedFitOptions["curvature"]): "expected" | "observed" {
  if (asked !== undefined && asked !== "expected" && asked !== "observed")
    throw new OptionError(`curvature is "expected" or "observed"; got ${shownValue(asked)}`);
  if (family.dispersion === "none") return asked ?? "expected";
  if (asked === "expected")
    throw new OptionError(
      `a family with a dispersion takes the observed curvature, with which that is estimated; got "expected" for ` +
        family.name,
    );
  return "observed";
}

function approximationOf({ terms }: ModelData, { nAGQ = 1, fast = false }: GeneralizedFitOptions): Approximation {
  if (!(Number.isInteger(nAGQ) && nAGQ >= 1 && nAGQ <= MOST_NODES))
    throw new OptionError(`nAGQ is a whole number from 1 to ${MOST_NODES}; got ${shownValue(nAGQ)}`);
  if (nAGQ > 1 && (terms.length > 1 || terms[0].columns.length > 1))
    throw new OptionError(
      "quadrature (nAGQ > 1) is for one random-effects term with one column; this model has " +
        `${terms.map(({ names, grouping }) => `(${termText(names)} | ${grouping})`).join(" and ")}`,
    );
  if (nAGQ > 1 && fast)
    throw new OptionError(`fast finds a point of the Laplace approximation, not of quadrature; got nAGQ = ${nAGQ} too`);
  return { nAGQ, fast };
}

function termText(names: readonly string[]): string {
  return names.map((name) => (name === "(Intercept)" ? "1" : name)).join(" + ");
}

/** y and w of a frame. @throws for a row that is none of the family, and for a response that is the same everywhere */
function checkedResponse(frame: ModelFrame, family: Family): { y: Float64Array; w: Float64Array } {
  const { response, recipe, nobs } = frame;
  if (frame.units.some(({ isResponse }) => isResponse))
    throw new DataError(
      "the squares of the response of a generalized model must be within the range of numbers; " +
        `those of '${response.name}' are not`,
    );
  const w = frame.weights ?? new Float64Array(nobs).fill(1);
  const y = response.values.slice();
  for (let i = 0; i < nobs; i++) {
    const rule = family.responseRule(y[i], w[i]);
    if (rule !== undefined)
      throw new DataError(
        `${rule}; in row ${recipe.rows.rows[i] + 1} '${response.name}' is ${y[i]}` +
          `${family.name === "Binomial" ? ` of ${w[i]} trials` : ""}${adviceOf(response, family)}`,
      );
    if (family.name === "Binomial") y[i] = Math.round(y[i] * w[i]) / w[i];
  }
  checkResolution(y, w, family, response.name);
  const isBounded = family.isProbability ? y[0] === 0 || y[0] === 1 : y[0] === 0 || family.dispersion === "factor";
  if (isBounded && y.every((value) => value === y[0]))
    throw new DataError(`a response must vary for a model of it; every value of '${response.name}' is ${y[0]}`);
  return { y, w };
}

/** What may have been meant by a response that is none of the family. */
function adviceOf({ name, values }: ModelFrame["response"], family: Family): string {
  if (!family.isProbability) return "";
  const isPercent = values.some((value) => value > 1) && values.every((value) => !(value < 0 || value > 100));
  if (family.name === "Binomial") return isPercent ? " (percentages are divided by 100)" : "";
  const [first, second, ...more] = [...new Set(values)].sort((a, b) => a - b);
  if (second !== undefined && more.length === 0)
    return ` (two other numbers, ${first} and ${second}, are coded by I(${name} == ${second}))`;
  return values.every((value) => value >= 0 && value <= 1)
    ? " (proportions are binomial, with their trials as weights)"
    : "";
}

/** Counts whose likelihood could not be told from its neighbours are refused. */
function checkResolution(y: Float64Array, w: Float64Array, family: Family, name: string): void {
  if (!family.isProbability && family.name !== "Poisson" && family.name !== "NegativeBinomial") return;
  // Terms of this size are added up, and leave −2 log-likelihood.
  const size = y.reduce((sum, value, i) => sum + w[i] * (family.isProbability ? 1 : value * (1 + log(1 + value))), 0);
  const rounding = Number.EPSILON * size;
  if (!(rounding < LARGEST_ROUNDING))
    throw new DataError(
      `counts are refused of which −2 log-likelihood would be rounded by more than ${LARGEST_ROUNDING}; by those of ` +
        `'${name}' it would be by ${rounding.toPrecision(1)} (so large ones are nearly normal: take log counts, or ` +
        "logits, in a linear model)",
    );
}
