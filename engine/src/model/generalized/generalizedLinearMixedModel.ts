import { toUser, userTheta, workingTheta } from "../../deviance/changeOfBasis";
import type { LaplaceDeviance } from "../../deviance/generalized/laplaceDeviance";
import type { ResponseRows } from "../../deviance/generalized/workingRows";
import type { ModelData } from "../../deviance/modelData";
import { twoSidedP } from "../../distributions/normal";
import { OptionError } from "../../errors";
import type { FamilyName } from "../../family/family";
import type { LinkName } from "../../family/link";
import { log } from "../../math/log";
import type { TermDesign } from "../../matrices/blockProduct";
import type { Certificate } from "../../minimizer/certificate";
import type { GeneralizedMinimum } from "../../minimizer/generalized/generalizedMinimum";
import { byName } from "../../show/byName";
import type { Report } from "../../show/report";
import { Shown } from "../../show/shown";
import { shownList } from "../../show/shownList";
import type { View } from "../../show/view";
import { matrixOf } from "../../table/matrixOf";
import type { NamedMatrix } from "../../table/namedMatrix";
import type { Table } from "../../table/table";
import { listNames } from "../../words/nearest";
import type { GeneralizedFacts } from "../modelFacts";
import { modelReport } from "../modelReport";
import { modelView } from "../modelView";
import { OptimizerSummary } from "../parts/optimizerSummary";
import { RandomEffectsMatrix } from "../parts/randomEffectsMatrix";
import { type SpreadsAndCorrelations, spreadsAndCorrelations, spreadsByGroup } from "../parts/spreads";
import { modeTables, sphericalModes, userModes } from "../randomEffects";
import { varianceComponents } from "../varianceComponents";
import { changedCovariance, inverseOfFactor } from "./coefficientCovariances";
import { CoefficientMap } from "./coefficientMap";
import { endlessRise, generalizedCertificate } from "./generalizedCertificate";
import type { Approximation } from "./generalizedSubject";
import { type LimitAtInfinity, limitAtInfinity } from "./limitAtInfinity";
import { combinationsAtInfinity, type Separation, separationOf } from "./separation";

const HARDLY_SHRINKING = 100;

/** Of a fit: its data and response, the deviance, and how its minimum was found. */
export interface GeneralizedParts {
  readonly data: ModelData;
  readonly response: ResponseRows;
  readonly approximation: Approximation;
  readonly deviance: LaplaceDeviance;
  readonly minimum: GeneralizedMinimum;
  /** The working θ that the fit began with, where it was given. */
  readonly start?: Float64Array | undefined;
  readonly note: string | undefined;
  readonly trials: string | undefined;
  readonly fitlog: Table | undefined;
  /** The fit to the rows that a separation leaves. */
  readonly rest?: GeneralizedLinearMixedModel;
}

/**
 * A generalized linear mixed model g(E y) = η = Xβ + Zb + offset, b = Λ(θ)u, u ~ N(0, I), fitted by {@link fit} with a
 * family: β, θ and the dispersion φ maximise the likelihood, integrated over b by the Laplace approximation or by
 * adaptive quadrature. θ is absolute: random effects are not scaled by the dispersion.
 * n observations, p coefficients, k elements of θ. Arrays are shared with the model: do not write into them.
 */
export class GeneralizedLinearMixedModel extends Shown {
  /** The formula with every term written out. */
  readonly formula: string;
  /** Distribution of the response: "Bernoulli", "Binomial", "Poisson", … */
  readonly family: FamilyName;
  /** The link: "logit", "log", … */
  readonly link: LinkName;
  /** Nodes of the quadrature; 1 for the Laplace approximation. */
  readonly nAGQ: number;
  /** Whether β was found with the conditional modes, which is not its maximum likelihood estimate. */
  readonly fast: boolean;
  /** Which curvature the Laplace approximation took; the same for canonical links. */
  readonly curvature: "expected" | "observed";
  /** n, the rows that entered the fit. */
  readonly nobs: number;
  /** Rows left out because a variable of the formula is missing there. */
  readonly nmissing: number;
  /** Names of the coefficients. */
  readonly coefnames: string[];
  /**
   * β̂, length p, in units of η per unit of the column; −0 for a column that is a combination of others, ±∞ where the
   * likelihood rises for ever (separation), NaN where the rows that do not rise for ever tell nothing of it.
   */
  readonly coef: Float64Array;
  /**
   * Standard errors of β̂ at the θ of the fit, length p, as MixedModels.jl has them; NaN for a column that is a
   * combination of others or separated. `coeftable(m, { se: "hessian" })` has those with θ estimated too.
   */
  readonly stderror: Float64Array;
  /** Covariance matrix of β̂ at the θ of the fit, p × p, row-major. */
  readonly vcov: Float64Array;
  /** Covariance parameters: the lower triangles of the λ, column-major, term after term, on the scale of η. */
  readonly theta: Float64Array;
  /**
   * φ: 1 for Bernoulli, binomial and Poisson; gamma 1/shape, inverse Gaussian 1/λ, normal σ², negative binomial 1/size.
   */
  readonly dispersion: number;
  /**
   * What is minimised, as MixedModels.jl calls it: Σ of the squared deviance residuals + |u|² + log|M| (with quadrature
   * −2 log-likelihood less that of the saturated model); −2 log-likelihood for families with a dispersion.
   */
  readonly objective: number;
  /** log-likelihood with all constants, by the approximation of the fit. */
  readonly loglikelihood: number;
  /** Number of estimated parameters: coefficients, θ and a dispersion. */
  readonly dof: number;
  /** Names of the grouping factors, in the order of the terms in θ. */
  readonly groupings: string[];
  /** Xβ̂ + Zb + offset, length n. */
  readonly eta: Float64Array;
  /** g⁻¹(η), the means given the random effects, length n, in units of the response. */
  readonly fitted: Float64Array;
  /** @internal The working θ that the fit began with, where it was given. */
  readonly start: Float64Array | undefined;
  /** @internal Where the optimizer ended. */
  readonly minimum: GeneralizedMinimum;
  /**
   * @internal β̂ of the kept working columns, finite where the iterations ended, its covariance matrix at the θ of the
   * fit, rank × rank, and their θ.
   */
  readonly working: { readonly theta: Float64Array; readonly beta: Float64Array; readonly covariance: Float64Array };
  /** @internal The conditional modes of the effects of the working columns, per term levels × S, row-major. */
  readonly workingModes: readonly Float64Array[];
  /** @internal Which level of the response is 1. */
  readonly note: string | undefined;
  /** @internal What the formula divides the response by. */
  readonly trials: string | undefined;
  /** @internal A proof that coefficients are infinite. */
  readonly separation: Separation | undefined;
  /** @internal The fit to the rows that are not separated, where some are. */
  readonly rest: GeneralizedLinearMixedModel | undefined;
  /**
   * @internal √W of the working model at the estimates, length n; W is the expected curvature where the observed one
   * of a row is negative.
   */
  readonly workingRoots: Float64Array;
  readonly #data: ModelData;
  readonly #rows: ResponseRows;
  readonly #deviance: LaplaceDeviance;
  readonly #fitlog: Table | undefined;
  readonly #map: CoefficientMap;
  readonly #scores: Float64Array[];
  /** By kept column what a separation makes of its coefficient; see {@link combinationsAtInfinity}. */
  readonly #limits: readonly number[];
  #certificate: Certificate | undefined;
  #endless: { readonly reason: string | undefined } | undefined;

  /** @internal Models come from {@link fit}. */
  static create(parts: GeneralizedParts): GeneralizedLinearMixedModel {
    return new GeneralizedLinearMixedModel(parts);
  }

  private constructor({
    data,
    response,
    approximation,
    deviance,
    minimum,
    start,
    note,
    trials,
    fitlog,
    rest,
  }: GeneralizedParts) {
    super();
    this.#data = data;
    this.#rows = response;
    this.#deviance = deviance;
    this.#fitlog = fitlog;
    this.minimum = minimum;
    this.rest = rest;
    this.start = start;
    this.note = note;
    this.trials = trials;
    const { frame, kept, layout } = data;
    const { family, y, w } = response;
    const { x } = minimum;
    // From the modes of the start, so that the numbers do not depend on the way to the minimum.
    deviance.restart();
    deviance.evaluate(x, false);
    const isInformed = deviance.eliminateRandomEffects();
    this.formula = frame.formula;
    this.family = family.name;
    this.link = response.link.name;
    this.nAGQ = approximation.nAGQ;
    this.fast = approximation.fast;
    this.curvature = response.curvature;
    this.nobs = frame.nobs;
    this.nmissing = frame.missing;
    this.coefnames = frame.fixed.names;
    this.groupings = data.terms.map((term) => term.grouping);
    const ownTheta = x.slice(deviance.freeFixed, deviance.freeFixed + layout.length);
    this.theta = userTheta(layout, data.change, ownTheta);
    this.dispersion = deviance.phi;
    this.eta = deviance.modes.eta.slice();
    this.fitted = deviance.rows.mu.slice();
    const { w: curvatures } = deviance.rows;
    const isConvex = curvatures.every((value) => value >= 0);
    this.workingRoots = (isConvex ? curvatures : deviance.rows.expectedWeights().array).map(Math.sqrt);
    const lambdas = layout.lambdasAt(ownTheta);
    this.workingModes = deviance.system.byTerm(deviance.modes.u).map((u, t) => timesLower(lambdas[t], u));
    this.#scores = data.weighted.terms.map((term) => scoresOf(term, deviance.rows.g));
    this.dof = kept.length + layout.length + (deviance.hasDispersion ? 1 : 0);
    const constant = y.reduce((sum, value, i) => sum + family.constant(value, w[i]), 0);
    this.loglikelihood = -(deviance.objective + constant) / 2;
    this.objective =
      family.dispersion === "none"
        ? deviance.objective - deviance.modes.deviance + sumOfDeviances(response, this.fitted, this.dispersion)
        : -2 * this.loglikelihood;
    const map = (this.#map = new CoefficientMap({ fixed: data.weighted.fixed, basis: data.basis.basis }, deviance));
    const p = this.coefnames.length;
    const { fixed: change } = data.change;
    const ofGamma = isInformed
      ? inverseOfFactor(deviance.fixed.factor, deviance.fixed.p)
      : new Float64Array(deviance.fixed.p ** 2).fill(NaN);
    this.working = {
      theta: ownTheta,
      beta: map.coefficients(deviance.gamma),
      covariance: map.covariances(ofGamma),
    };
    const estimates = toUser(change, this.working.beta);
    this.separation = separationOf(
      { fixed: data.fixed, basis: data.basis.basis, working: data.weighted.fixed, change },
      response,
      this.eta,
    );
    this.coef = new Float64Array(p).fill(-0);
    kept.forEach((index, j) => (this.coef[index] = estimates[j]));
    const atInfinity = combinationsAtInfinity(this);
    this.#limits = kept.map((index) => atInfinity(this.coefnames.map((_, j) => Number(j === index))));
    const ofKept = changedCovariance(change, this.working.covariance);
    // Rows whose likelihood rises for ever tell nothing of the other coefficients but rounding errors.
    this.vcov = this.#covariance(rest === undefined ? ofKept : matrixOfRows(rest.vcov, kept, p));
    this.#limits.forEach((value, j) => {
      if (value !== 0) this.coef[kept[j]] = value;
    });
    this.stderror = this.coef.map((_, j) => Math.sqrt(this.vcov[j * p + j]));
  }

  get β(): Float64Array {
    return this.coef;
  }
  get beta(): Float64Array {
    return this.coef;
  }
  /** β̂ of the columns that were estimated. */
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
  /** Names of the columns that were estimated. */
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
  /** Correlation matrix of β̂, p × p, row-major. */
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
  /** √φ of gamma, inverse Gaussian and normal responses; NaN for other families. */
  get sigma(): number {
    return this.#rows.family.dispersion === "factor" ? Math.sqrt(this.dispersion) : NaN;
  }
  get σ(): number {
    return this.sigma;
  }
  /** Size 1/φ of negative binomial responses, V = μ + μ²/size; NaN for other families. */
  get size(): number {
    return this.#rows.family.dispersion === "within" ? 1 / this.dispersion : NaN;
  }
  get η(): Float64Array {
    return this.eta;
  }
  get deviance(): number {
    return this.objective;
  }
  get aic(): number {
    return -2 * this.loglikelihood + 2 * this.dof;
  }
  /** AIC corrected for small n; NaN with no more than dof + 1 observations, for which there is no correction. */
  get aicc(): number {
    const left = this.nobs - this.dof - 1;
    return left > 0 ? this.aic + (2 * this.dof * (this.dof + 1)) / left : NaN;
  }
  get bic(): number {
    return -2 * this.loglikelihood + this.dof * log(this.nobs);
  }
  /** Standard deviations of the random effects, by grouping factor and column, on the scale of η. */
  get σs(): { readonly [grouping: string]: { readonly [column: string]: number } } {
    return spreadsByGroup(this.#data, this.lambda, 1);
  }
  get sigmas(): { readonly [grouping: string]: { readonly [column: string]: number } } {
    return this.σs;
  }
  /** Standard deviations and correlations of the random effects, by grouping factor. */
  get σρs(): { readonly [grouping: string]: SpreadsAndCorrelations } {
    return spreadsAndCorrelations(this.#data, this.lambda, 1, () => varianceComponents(this));
  }
  get sigmarhos(): { readonly [grouping: string]: SpreadsAndCorrelations } {
    return this.σρs;
  }
  /** λ of every term, S × S, row-major, lower triangular; {@link λ} has them as matrices. */
  get lambda(): Float64Array[] {
    const lambdas = this.#data.layout.lambdas();
    this.#data.layout.fill(lambdas, this.theta);
    return lambdas;
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
  /** Z, n × q. */
  get Z(): RandomEffectsMatrix {
    return RandomEffectsMatrix.create(this.#data.terms, this.nobs);
  }
  /** Conditional modes of the random effects of all terms, length q, as the columns of {@link Z} stand. */
  get b(): Float64Array {
    return Float64Array.from(this.modes().flatMap((modes) => Array.from(modes)));
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
    return (this.#certificate ??= generalizedCertificate(this, this.#deviance));
  }
  /** @internal Why there is no maximum of the likelihood, where that rises as standard deviations grow without end. */
  get endless(): string | undefined {
    this.#endless ??= { reason: endlessRise(this, this.#deviance) };
    return this.#endless.reason;
  }
  /** @internal Where −2 log-likelihood goes as standard deviations grow without end, if that is not infinity. */
  get limit(): LimitAtInfinity | undefined {
    const { eta, offset, lambda } = this;
    const { terms, basis } = this.#data;
    const fixedPart = eta.map((value, i) => value - offset[i]);
    const modes = this.modes();
    terms.forEach(({ refs, columns }, t) => {
      const s = columns.length;
      columns.forEach((column, c) => {
        for (let i = 0; i < refs.length; i++) fixedPart[i] -= column[i] * modes[t][refs[i] * s + c];
      });
    });
    const hasConstant = isConstantAmong(basis.basis, this.nobs);
    return limitAtInfinity({ terms, rows: this.#rows, fixedPart, lambdas: lambda, hasConstant });
  }
  /**
   * The points that the fit has accepted on its way: columns step, start, objective (without constants), θ1…θk.
   * @throws unless the model was fitted with `{ log: true }`
   */
  get fitlog(): Table {
    if (this.#fitlog === undefined)
      throw new OptionError("a fit keeps its log when it is asked to, by fit(…, { log: true }); this one was not");
    return this.#fitlog;
  }
  /** Conditional modes of the random effects, on the scale of η, one table per grouping factor. */
  get ranef(): { readonly [grouping: string]: Table } {
    return modeTables(this.#data.terms, this.modes(), "Random effects");
  }
  /** The conditional modes on the spherical scale: u with b = Λu. */
  get u(): { readonly [grouping: string]: Table } {
    const modes = sphericalModes(this.#data, this.#scores, this.lambda);
    return modeTables(this.#data.terms, modes, "Spherical random effects");
  }
  /** y − fitted, length n; `residuals(m, { type })` has others. */
  get residuals(): Float64Array {
    return this.response.map((value, i) => value - this.fitted[i]);
  }
  /** Name of the response: a column or a calculation with columns. */
  get responsename(): string {
    return this.#data.frame.response.name;
  }
  /** y, length n; proportions where the family is binomial. */
  get response(): Float64Array {
    return this.#rows.y;
  }
  /** Weights of the rows, the trials of binomial proportions; length n. */
  get weights(): Float64Array {
    return this.#rows.w;
  }
  /** What was known of η beforehand, length n; 0 without an offset. */
  get offset(): Float64Array {
    return this.#data.frame.offset ?? new Float64Array(this.nobs);
  }
  /** @internal */
  get data(): ModelData {
    return this.#data;
  }
  /** @internal */
  get rows(): ResponseRows {
    return this.#rows;
  }
  /** @internal */
  get approximation(): Approximation {
    return { nAGQ: this.nAGQ, fast: this.fast };
  }
  /** @internal No σ was held fixed. */
  get sigmaIsFixed(): boolean {
    return false;
  }
  /** @internal Maximum likelihood. */
  get REML(): boolean {
    return false;
  }

  /** @internal What the displays say beyond those of a linear model. */
  get generalized(): GeneralizedFacts {
    const { family, link, nAGQ, fast, curvature, note, trials, loglikelihood, dispersion } = this;
    const isCanonical = this.#deviance.rows.row.isCanonical;
    const method = nAGQ > 1 ? `nAGQ ${nAGQ}` : `${fast ? "fast, " : ""}Laplace approximation`;
    return {
      kind: [
        `${family} family, ${link} link`,
        ...(note === undefined ? [] : [note]),
        ...(trials === undefined ? [] : [`trials ${trials}`]),
        `${method}${isCanonical || nAGQ > 1 ? "" : `, ${curvature} curvature`}`,
      ],
      namesTrials: trials !== undefined,
      dispersion: this.#deviance.hasDispersion ? dispersion : undefined,
      minusTwoLogLikelihood: -2 * loglikelihood,
    };
  }

  /** @internal The conditional modes of the user's effects per term, levels × S. */
  modes(): Float64Array[] {
    return userModes(this.#data, this.workingModes);
  }

  /** @internal The conditional modes per term, levels × S, at another θ and the coefficients of the fit. */
  modesAt(theta: Float64Array): Float64Array[] {
    const { layout, change } = this.#data;
    const deviance = this.#deviance;
    const { x } = this.minimum;
    const own = workingTheta(layout, change, theta);
    const point = x.slice();
    point.set(own, deviance.freeFixed);
    deviance.forget();
    const value = deviance.evaluate(point, false);
    const lambdas = layout.lambdasAt(own);
    const modes = deviance.system.byTerm(deviance.modes.u).map((u, t) => timesLower(lambdas[t], u));
    deviance.restart();
    deviance.evaluate(x, false);
    if (Number.isNaN(value))
      throw new OptionError(
        "conditional modes at another θ need one where they can be found; " +
          `at θ = ${listNames([...theta].map(String))} they cannot`,
      );
    return userModes(this.#data, modes);
  }

  /** @internal θ at which random effects are hardly shrunk: so many of their standard errors in the working columns. */
  hardlyShrinkingTheta(): Float64Array {
    const { layout, change } = this.#data;
    const deviance = this.#deviance;
    deviance.evaluate(this.minimum.x, true);
    const scale = deviance.thetaScale();
    const own = layout.identity().map((value, j) => value * HARDLY_SHRINKING * scale[j]);
    return userTheta(layout, change, own);
  }

  /** @internal Of each estimated coefficient its weights of the fixed effects γ in the coordinates of the deviance. */
  coefficientRows(): Float64Array[] {
    const { change, kept } = this.#data;
    const p = kept.length;
    const columns = kept.map((_, m) => {
      const unit = new Float64Array(p);
      unit[m] = 1;
      return toUser(change.fixed, this.#map.coefficients(unit));
    });
    return kept.map((_, j) => Float64Array.from(columns, (column) => column[j]));
  }

  /** @internal The deviance, with the coordinates of {@link minimum}. */
  get devianceFunction(): LaplaceDeviance {
    return this.#deviance;
  }

  /** @internal The covariances of the kept working coefficients of those of the fixed effects γ, rank × rank. */
  workingCovarianceOf(ofGamma: Float64Array): Float64Array {
    return this.#map.covariances(ofGamma);
  }

  /** @internal The covariances of all coefficients of those of the fixed effects γ, p × p; NaN where there is none. */
  covarianceOf(ofGamma: Float64Array): Float64Array {
    return this.#covariance(changedCovariance(this.#data.change.fixed, this.#map.covariances(ofGamma)));
  }

  /** @internal */
  override report(): Report {
    return modelReport(this);
  }

  /** @internal */
  override view(): View {
    return modelView(this);
  }

  #covariance(ofKept: Float64Array): Float64Array {
    const { kept } = this.#data;
    const p = this.coefnames.length;
    const rank = kept.length;
    const result = new Float64Array(p * p).fill(NaN);
    const isBounded = this.#limits.map((value) => value === 0);
    for (let i = 0; i < rank; i++)
      for (let j = 0; j < rank; j++)
        if (isBounded[i] && isBounded[j]) result[kept[i] * p + kept[j]] = ofKept[i * rank + j];
    return result;
  }
}

/** Rows and columns of a p × p matrix. */
function matrixOfRows(matrix: Float64Array, rows: readonly number[], p: number): Float64Array {
  return Float64Array.from(rows.flatMap((row) => rows.map((column) => matrix[row * p + column])));
}

/** Whether a constant is a combination of the vectors of an orthonormal basis. */
function isConstantAmong(basis: readonly Float64Array[], n: number): boolean {
  const square = basis.reduce((sum, column) => sum + column.reduce((total, value) => total + value, 0) ** 2, 0);
  return Math.abs(square - n) <= 1e-9 * n;
}

/** λu of every level. */
function timesLower(lambda: Float64Array, u: Float64Array): Float64Array {
  const s = Math.sqrt(lambda.length);
  return u.map((_, k) => {
    const row = k % s;
    let sum = 0;
    for (let j = 0; j <= row; j++) sum += lambda[row * s + j] * u[k - row + j];
    return sum;
  });
}

/** −Zᵀg of a term, levels × S, of which u is Λᵀ. */
function scoresOf({ refs, levels, columns }: TermDesign, g: Float64Array): Float64Array {
  const s = columns.length;
  const scores = new Float64Array(levels * s);
  columns.forEach((column, c) => {
    for (let i = 0; i < refs.length; i++) scores[refs[i] * s + c] -= column[i] * g[i];
  });
  return scores;
}

function sumOfDeviances({ family, y, w }: ResponseRows, mu: Float64Array, phi: number): number {
  return y.reduce((sum, value, i) => sum + w[i] * family.unitDeviance(value, mu[i], 1 - mu[i], phi), 0);
}
