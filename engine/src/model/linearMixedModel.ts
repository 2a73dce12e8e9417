import { toUser, userTheta, workingTheta } from "../deviance/changeOfBasis";
import { coefficientCovariance } from "../deviance/coefficientCovariance";
import type { Deviance } from "../deviance/deviance";
import type { ModelData, PreparedResponse } from "../deviance/modelData";
import { type Criterion, devianceSubject, withDeviance } from "../deviance/withDeviance";
import { twoSidedP } from "../distributions/normal";
import { OptionError } from "../errors";
import { log } from "../math/log";
import type { Strata } from "../matrices/strata";
import { type Certificate, certify } from "../minimizer/certificate";
import type { Minimum } from "../minimizer/minimum";
import { byName } from "../show/byName";
import type { Report } from "../show/report";
import { Shown } from "../show/shown";
import { shownList } from "../show/shownList";
import type { View } from "../show/view";
import { matrixOf } from "../table/matrixOf";
import type { NamedMatrix } from "../table/namedMatrix";
import type { Table } from "../table/table";
import { designWarnings } from "./design/designWarnings";
import { failureAdvice } from "./design/failureAdvice";
import { singularAdvice } from "./design/singularAdvice";
import { modelReport } from "./modelReport";
import { modelView } from "./modelView";
import { OptimizerSummary } from "./parts/optimizerSummary";
import { RandomEffectsMatrix } from "./parts/randomEffectsMatrix";
import { type SpreadsAndCorrelations, spreadsAndCorrelations, spreadsByGroup } from "./parts/spreads";
import {
  type ConditionalModes,
  conditionalModes,
  fittedValues,
  modeTables,
  sphericalModes,
  userModes,
} from "./randomEffects";
import { varianceComponents } from "./varianceComponents";

/**
 * Of a fit: its data and response, the deviance at the optimum, and how the optimum in the working columns was found.
 */
type FittedParts = [
  data: ModelData,
  response: PreparedResponse,
  deviance: Deviance,
  strata: Strata,
  minimum: Minimum,
  fitlog?: Table | undefined,
];

/** What was estimated, in the columns that the fit computes in. */
export interface WorkingEstimates {
  readonly theta: Float64Array;
  /** β̂ of the kept columns, and its covariance matrix, rank × rank. */
  readonly beta: Float64Array;
  readonly covariance: Float64Array;
}

/**
 * A linear mixed model y = Xβ + Zb + offset + ε, b = Λ(θ)u, u ~ N(0, σ²I), ε ~ N(0, σ²W⁻¹), fitted by {@link fit}; W
 * holds the weights of the observations, I without.
 * n observations, p coefficients, k elements of θ. Arrays are shared with the model: do not write into them.
 */
export class LinearMixedModel extends Shown {
  /** The formula with every term written out. */
  readonly formula: string;
  /** Whether the REML criterion was minimised instead of −2 log-likelihood. */
  readonly REML: boolean;
  /** n, the rows that entered the fit. */
  readonly nobs: number;
  /** Rows left out because a variable of the formula is missing there. */
  readonly nmissing: number;
  /** Names of the coefficients. */
  readonly coefnames: string[];
  /** β̂, length p, in units of the response per unit of the column; −0 for a column that is a combination of others. */
  readonly coef: Float64Array;
  /** Standard errors of β̂, length p; NaN for a column that is a combination of others. */
  readonly stderror: Float64Array;
  /** Covariance matrix of β̂, p × p, row-major. */
  readonly vcov: Float64Array;
  /** Covariance parameters: the lower triangles of the λ, column-major, term after term; relative to σ. */
  readonly theta: Float64Array;
  /** Residual standard deviation (of an observation of weight 1), in units of the response. */
  readonly sigma: number;
  /** Whether σ was held fixed, not estimated. */
  readonly sigmaIsFixed: boolean;
  /** The minimised criterion: −2 log-likelihood, or the REML criterion. */
  readonly objective: number;
  /** Number of estimated parameters: coefficients, θ and, unless it is fixed, σ. */
  readonly dof: number;
  /** Names of the grouping factors, in the order of the terms in θ. */
  readonly groupings: string[];
  /** @internal Where the optimizer ended. */
  readonly minimum: Minimum;

  /** @internal What the minimiser needs to know of the design. */
  readonly strata: Strata;
  /** @internal */
  readonly working: WorkingEstimates;
  readonly #data: ModelData;
  readonly #response: PreparedResponse;
  readonly #e: Float64Array;
  readonly #fitlog: Table | undefined;
  #certificate: Certificate | undefined;
  #modes: ConditionalModes | undefined;
  #fitted: Float64Array | undefined;

  /** @internal Models come from {@link fit}. */
  static create(...parts: FittedParts): LinearMixedModel {
    return new LinearMixedModel(...parts);
  }

  private constructor(...[data, response, deviance, strata, minimum, fitlog]: FittedParts) {
    super();
    this.#data = data;
    this.#response = response;
    this.strata = strata;
    this.#fitlog = fitlog;
    const { frame, kept, layout, change } = data;
    layout.fill(deviance.lambdas, minimum.theta);
    deviance.factor(false);
    this.objective = deviance.solve(true);
    this.#e = deviance.e.slice();
    this.formula = frame.formula;
    this.REML = deviance.reml;
    this.nobs = frame.nobs;
    this.nmissing = frame.missing;
    this.coefnames = frame.fixed.names;
    this.groupings = data.terms.map((term) => term.grouping);
    this.theta = userTheta(layout, change, minimum.theta);
    this.minimum = { ...minimum, theta: this.theta };
    this.sigmaIsFixed = deviance.sigma !== undefined;
    this.sigma = deviance.sigma ?? Math.sqrt(deviance.r2 / deviance.degreesOfFreedom);
    const p = this.coefnames.length;
    const { sigma } = this;
    const rank = kept.length;
    this.vcov = coefficientCovariance(deviance, sigma, kept, p, change.fixed);
    const beta = response.leastSquares.map((value, j) => value + deviance.beta[j]);
    this.working = {
      theta: minimum.theta,
      beta,
      covariance:
        change.fixed === undefined && rank === p
          ? this.vcov
          : coefficientCovariance(deviance, sigma, [...kept.keys()], rank),
    };
    this.coef = new Float64Array(p).fill(-0);
    toUser(change.fixed, beta).forEach((value, j) => (this.coef[kept[j]] = value));
    this.stderror = this.coef.map((_, j) => Math.sqrt(this.vcov[j * p + j]));
    this.dof = kept.length + layout.length + (this.sigmaIsFixed ? 0 : 1);
  }

  get β(): Float64Array {
    return this.coef;
  }
  get beta(): Float64Array {
    return this.coef;
  }
  /** β̂ of the columns that were estimated: those of {@link coef} without the −0 of dependent columns. */
  get fixef(): Float64Array {
    return Float64Array.from(this.#data.kept, (index) => this.coef[index]);
  }
  /** β̂ by the name of the coefficient. */
  get βs(): { readonly [coefname: string]: number } {
    return byName(this.coefnames.map((name, j) => [name, this.coef[j]] as const));
  }
  get betas(): { readonly [coefname: string]: number } {
    return this.βs;
  }
  /** Names of the columns that were estimated, as {@link fixef} has their coefficients. */
  get fixefnames(): string[] {
    return this.#data.kept.map((index) => this.coefnames[index]);
  }
  /** Number of coefficients that were estimated: the rank of X. */
  get rank(): number {
    return this.#data.kept.length;
  }
  /** P(|Z| ≥ |z|) of the Wald test of every coefficient, length p. */
  get pvalues(): Float64Array {
    return this.coef.map((value, j) => twoSidedP(value / this.stderror[j]));
  }
  /** Correlation matrix of β̂, p × p, row-major; NaN in the rows of columns that are combinations of others. */
  get corr(): Float64Array {
    const { vcov, stderror } = this;
    const p = stderror.length;
    return vcov.map((value, i) =>
      i % (p + 1) === 0 ? value / value : value / (stderror[i % p] * stderror[Math.floor(i / p)]),
    );
  }
  get θ(): Float64Array {
    return this.theta;
  }
  get σ(): number {
    return this.sigma;
  }
  /** −2 log-likelihood; for REML the criterion, which compares only models with the same fixed effects. */
  get deviance(): number {
    return this.objective;
  }
  /** The log-likelihood at the estimates; of the restricted likelihood for REML. */
  get loglikelihood(): number {
    return -this.objective / 2;
  }
  get aic(): number {
    return this.objective + 2 * this.dof;
  }
  /** AIC corrected for small n; NaN with no more than dof + 1 observations, for which there is no correction. */
  get aicc(): number {
    const left = this.nobs - this.dof - 1;
    return left > 0 ? this.aic + (2 * this.dof * (this.dof + 1)) / left : NaN;
  }
  get bic(): number {
    return this.objective + this.dof * log(this.nobs);
  }
  /** Standard deviations of the random effects, by grouping factor and column, in units of the response. */
  get σs(): { readonly [grouping: string]: { readonly [column: string]: number } } {
    return spreadsByGroup(this.#data, this.lambda, this.sigma);
  }
  get sigmas(): { readonly [grouping: string]: { readonly [column: string]: number } } {
    return this.σs;
  }
  /** Standard deviations and correlations of the random effects, by grouping factor. */
  get σρs(): { readonly [grouping: string]: SpreadsAndCorrelations } {
    return spreadsAndCorrelations(this.#data, this.lambda, this.sigma, () => varianceComponents(this));
  }
  get sigmarhos(): { readonly [grouping: string]: SpreadsAndCorrelations } {
    return this.σρs;
  }
  /** λ of every term, S × S, row-major, lower triangular; {@link λ} has them as matrices. */
  get lambda(): Float64Array[] {
    return this.#data.layout.lambdasAt(this.theta);
  }
  /** λ of every term, S × S, lower triangular: b = λu for the effects of a level. */
  get λ(): readonly NamedMatrix[] {
    const { lambda } = this;
    return shownList(
      this.#data.terms.map(({ grouping, names }, t) =>
        matrixOf(names.length, names.length, lambda[t], { rows: names, columns: names, caption: `λ of ${grouping}` }),
      ),
    );
  }
  /** Z, n × q: what the random effects {@link b} of all terms are multiplied by. */
  get Z(): RandomEffectsMatrix {
    return RandomEffectsMatrix.create(this.#data.terms, this.nobs);
  }
  /**
   * Conditional modes of the random effects of all terms, length q, in units of the response: term after term, level
   * after level, as the columns of {@link Z} stand; {@link ranef} has them by level.
   */
  get b(): Float64Array {
    const { ranef } = this;
    return Float64Array.from(
      this.#data.terms.flatMap(({ grouping, names, levels }) => {
        const columns = names.map((name) => ranef[grouping].numeric(name));
        return Array.from({ length: levels * names.length }, (_, k) => {
          const level = Math.floor(k / names.length);
          return columns[k - level * names.length][level];
        });
      }),
    );
  }
  /** Whether a variance is 0 or an effect is determined by others: an element of the diagonal of λ is 0. */
  get issingular(): boolean {
    return this.#data.layout.diagonal().some((index) => this.theta[index] === 0);
  }
  /** Lower bounds of θ, length k: 0 for the diagonal elements of the λ, −∞ for those below. */
  get lowerbd(): Float64Array {
    return this.#data.layout.lowerBounds();
  }
  /** How the optimum was found: θ with its lower bounds, the objective, evaluations, what is known about it. */
  get optsum(): OptimizerSummary {
    return OptimizerSummary.create(this);
  }
  /** What is known about the fit being the optimum; computed at the first use. */
  get certificate(): Certificate {
    const { minimum, strata } = this;
    const { terms, layout } = this.#data;
    const subject = devianceSubject(this.#data, this.#response.statistics, strata, this.criterion);
    return (this.#certificate ??= withDeviance(subject, (deviance) =>
      certify({
        problem: { deviance, layout, strata },
        terms,
        minimum: { ...minimum, theta: this.working.theta },
        reported: this.theta,
        warnings: designWarnings(this.#data, this.#response, this.sigmaIsFixed, this.REML),
        advice: (failure) => failureAdvice(this.#data, failure),
        onSingular: (directions) => singularAdvice(this.#data, directions),
      }),
    ));
  }
  /**
   * The points that the fit has accepted on its way: columns step, start (where the minimisation began), objective,
   * θ1…θk.
   * @throws unless the model was fitted with `{ log: true }`
   */
  get fitlog(): Table {
    if (this.#fitlog === undefined)
      throw new OptionError("a fit keeps its log when it is asked to, by fit(…, { log: true }); this one was not");
    return this.#fitlog;
  }
  /** Conditional modes of the random effects, one table per grouping factor: the level and a column per effect. */
  get ranef(): { readonly [grouping: string]: Table } {
    return modeTables(this.#data.terms, userModes(this.#data, this.workingModes), "Random effects");
  }
  /**
   * The conditional modes on the spherical scale: u with b = Λu, in units of the response; tables as those of
   * {@link ranef}.
   */
  get u(): { readonly [grouping: string]: Table } {
    return modeTables(
      this.#data.terms,
      sphericalModes(this.#data, this.#conditionalModes().scores, this.lambda),
      "Spherical random effects",
    );
  }
  /** Xβ̂ + Zb + offset, length n, in units of the response. */
  get fitted(): Float64Array {
    return (this.#fitted ??= fittedValues(this.#data, this.working.beta, this.workingModes));
  }
  /** y − fitted, length n. */
  get residuals(): Float64Array {
    return this.response.map((value, i) => value - this.fitted[i]);
  }
  /** Name of the response: a column or a calculation with columns. */
  get responsename(): string {
    return this.#data.frame.response.name;
  }
  /** y, length n. */
  get response(): Float64Array {
    return this.#data.frame.response.values;
  }
  /** Weights of the observations, length n; 1 without weights. */
  get weights(): Float64Array {
    return this.#data.frame.weights ?? new Float64Array(this.nobs).fill(1);
  }
  /** What was known of the linear predictor beforehand, length n, in units of the response; 0 without an offset. */
  get offset(): Float64Array {
    return this.#data.frame.offset ?? new Float64Array(this.nobs);
  }
  /** @internal What was minimised. */
  get criterion(): Criterion {
    return { REML: this.REML, sigma: this.sigmaIsFixed ? this.sigma : undefined };
  }
  /** @internal What it would be beyond a linear model. */
  get generalized(): undefined {
    return undefined;
  }
  /** @internal What the bootstrap and the displays need of the design. */
  get data(): ModelData {
    return this.#data;
  }

  /** @internal The conditional modes of the effects of the working columns, per term levels × S, row-major. */
  get workingModes(): readonly Float64Array[] {
    return this.#conditionalModes().modes;
  }

  /** @internal Conditional modes at another θ, at the β̂ of that θ: per term levels × S, row-major. */
  modesAt(theta: Float64Array): Float64Array[] {
    const { data, strata, criterion } = this;
    const { layout, change } = data;
    const { statistics, products } = this.#response;
    const own = workingTheta(layout, change, theta);
    const e = withDeviance(devianceSubject(data, statistics, strata, criterion), (deviance) => {
      layout.fill(deviance.lambdas, own);
      deviance.factor(false);
      deviance.solve(true);
      return deviance.e.slice();
    });
    return userModes(data, conditionalModes(data, products, e, layout.lambdasAt(own)).modes);
  }

  /** @internal */
  override report(): Report {
    return modelReport(this);
  }

  /** @internal */
  override view(): View {
    return modelView(this);
  }

  #conditionalModes(): ConditionalModes {
    const { data, working } = this;
    const lambdas = data.layout.lambdasAt(working.theta);
    return (this.#modes ??= conditionalModes(data, this.#response.products, this.#e, lambdas));
  }
}
