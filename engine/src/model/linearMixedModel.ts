import { OptionError } from "../errors";
import type { Report } from "../show/report";
import { Shown } from "../show/shown";
import type { View } from "../show/view";
import { Table } from "../table/table";
import { type Certificate, certify } from "./certificate";
import type { Minimum } from "./minimize";
import type { ModelData, PreparedResponse } from "./modelData";
import { modelReport } from "./modelReport";
import { modelView } from "./modelView";
import type { Deviance } from "./deviance";
import { conditionalModes } from "./randomEffects";
import type { Strata } from "./strata";
import { linearPredictor } from "./linearPredictor";
import { standardDeviations } from "./varianceComponents";
import { type Criterion, devianceSubject, withDeviance } from "./withDeviance";

/**
 * A linear mixed model y = Xβ + Zb + offset + ε, b = Λ(θ)u, u ~ N(0, σ²I), ε ~ N(0, σ²W⁻¹), fitted by {@link fit}; W holds
 * the weights of the observations, I without.
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
  /** Where the optimizer ended. */
  readonly minimum: Minimum;

  /** @internal What the minimiser needs to know of the design. */
  readonly strata: Strata;
  readonly #data: ModelData;
  readonly #response: PreparedResponse;
  readonly #e: Float64Array;
  readonly #fitlog: Table | undefined;
  #certificate: Certificate | undefined;
  #modes: Float64Array[] | undefined;
  #fitted: Float64Array | undefined;

  /** @internal Models come from {@link fit}. */
  constructor(data: ModelData, response: PreparedResponse, deviance: Deviance, strata: Strata, minimum: Minimum, fitlog?: Table) {
    super();
    this.#data = data;
    this.#response = response;
    this.strata = strata;
    this.minimum = minimum;
    this.#fitlog = fitlog;
    const { frame, kept, layout } = data;
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
    this.theta = minimum.theta;
    this.sigmaIsFixed = deviance.sigma !== undefined;
    this.sigma = deviance.sigma ?? Math.sqrt(deviance.r2 / deviance.degreesOfFreedom);
    const p = this.coefnames.length;
    this.coef = new Float64Array(p).fill(-0);
    kept.forEach((index, j) => (this.coef[index] = response.leastSquares[j] + deviance.beta[j]));
    this.vcov = coefficientCovariance(deviance, this.sigma, kept, p);
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
  /** AIC corrected for small n. */
  get aicc(): number {
    return this.aic + (2 * this.dof * (this.dof + 1)) / (this.nobs - this.dof - 1);
  }
  get bic(): number {
    return this.objective + this.dof * Math.log(this.nobs);
  }
  /** Standard deviations of the random effects, by grouping factor and column, in units of the response. */
  get σs(): { readonly [grouping: string]: { readonly [column: string]: number } } {
    const { layout, terms } = this.#data;
    const all = new Float64Array(layout.sizes.reduce((sum, s) => sum + s, 0));
    standardDeviations(all, layout, this.lambda, this.sigma);
    const result = Object.create(null) as { [grouping: string]: { [column: string]: number } };
    let at = 0;
    for (const term of terms) {
      const own = (result[term.grouping] = Object.create(null) as { [column: string]: number });
      for (const name of term.names) own[name] = all[at++];
    }
    return result;
  }
  get sigmas(): { readonly [grouping: string]: { readonly [column: string]: number } } {
    return this.σs;
  }
  /** λ of every term, S × S, row-major, lower triangular. */
  get lambda(): Float64Array[] {
    const lambdas = this.#data.layout.lambdas();
    this.#data.layout.fill(lambdas, this.theta);
    return lambdas;
  }
  /** Whether a variance is 0 or an effect is determined by others: an element of the diagonal of λ is 0. */
  get issingular(): boolean {
    return this.#data.layout.diagonal().some((index) => this.theta[index] === 0);
  }
  /** What is known about the fit being the optimum; computed at the first use. */
  get certificate(): Certificate {
    const { minimum, strata } = this;
    const { terms, layout } = this.#data;
    const subject = devianceSubject(this.#data, this.#response.statistics, strata, this.criterion);
    return (this.#certificate ??= withDeviance(subject, (deviance) => certify({ problem: { deviance, layout, strata }, terms, minimum })));
  }
  /**
   * The points that the fit has accepted on its way: columns step, start (where the minimisation began), objective, θ1…θk.
   * @throws unless the model was fitted with `{ log: true }`
   */
  get fitlog(): Table {
    if (this.#fitlog === undefined) throw new OptionError("a fit keeps its log when it is asked to, by fit(…, { log: true }); this one was not");
    return this.#fitlog;
  }
  /** Conditional modes of the random effects, one table per grouping factor: the level and a column per effect. */
  get ranef(): { readonly [grouping: string]: Table } {
    const result = Object.create(null) as { [grouping: string]: Table };
    this.#data.terms.forEach((term, t) => {
      const modes = this.#conditionalModes()[t];
      const s = term.names.length;
      const columns = term.names.map((name, c) => [name, Float64Array.from(term.levelNames, (_, l) => modes[l * s + c])] as const);
      result[term.grouping] = Table.fromColumns([[term.grouping, [...term.levelNames]], ...columns], { rowHeader: true, caption: `Random effects of ${term.grouping}` });
    });
    return result;
  }
  /** Xβ̂ + Zb + offset, length n, in units of the response. */
  get fitted(): Float64Array {
    return (this.#fitted ??= this.#computeFitted());
  }
  /** y − fitted, length n. */
  get residuals(): Float64Array {
    return this.response.map((value, i) => value - this.fitted[i]);
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
  /** @internal What the bootstrap and the displays need of the design. */
  get data(): ModelData {
    return this.#data;
  }

  override report(): Report {
    return modelReport(this);
  }

  override view(): View {
    return modelView(this);
  }

  #conditionalModes(): Float64Array[] {
    const { data } = this;
    return (this.#modes ??= conditionalModes(data, this.#response.products, this.#e, this.lambda));
  }

  #computeFitted(): Float64Array {
    const { frame, terms } = this.#data;
    const fitted = linearPredictor(frame.fixed.columns, this.coef, this.nobs, frame.offset);
    terms.forEach((term, t) => {
      const modes = this.#conditionalModes()[t];
      const s = term.columns.length;
      term.columns.forEach((column, c) => {
        for (let i = 0; i < fitted.length; i++) fitted[i] += column[i] * modes[term.refs[i] * s + c];
      });
    });
    return fitted;
  }
}

/** σ²(XᵀV⁻¹X)⁻¹ from its Cholesky factor, NaN in the rows of dependent columns. */
function coefficientCovariance({ fixedFactor }: Deviance, sigma: number, kept: readonly number[], p: number): Float64Array {
  const rank = kept.length;
  const inverse = new Float64Array(rank * rank);
  for (let j = 0; j < rank; j++) {
    for (let i = j; i < rank; i++) {
      let sum = i === j ? 1 : 0;
      for (let k = j; k < i; k++) sum -= fixedFactor[i * rank + k] * inverse[k * rank + j];
      inverse[i * rank + j] = sum / fixedFactor[i * rank + i];
    }
  }
  const covariance = new Float64Array(p * p).fill(NaN);
  for (let i = 0; i < rank; i++) {
    for (let j = 0; j < rank; j++) {
      let sum = 0;
      for (let k = Math.max(i, j); k < rank; k++) sum += inverse[k * rank + i] * inverse[k * rank + j];
      covariance[kept[i] * p + kept[j]] = sigma * sigma * sum;
    }
  }
  return covariance;
}
