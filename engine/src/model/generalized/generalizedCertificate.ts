import { integratedDeviance } from "../../deviance/generalized/integratedDeviance";
import type { LaplaceDeviance } from "../../deviance/generalized/laplaceDeviance";
import { type SampledError, sampledError } from "../../deviance/generalized/sampledDeviance";
import type { ResponseRows } from "../../deviance/generalized/workingRows";
import type { ModelData } from "../../deviance/modelData";
import { type Certificate, certificate, DO_NOT_USE, failed, verdict } from "../../minimizer/certificate";
import type { GeneralizedMinimum } from "../../minimizer/generalized/generalizedMinimum";
import { GeneralizedObjective } from "../../minimizer/generalized/generalizedObjective";
import { fixed } from "../../show/numbers";
import { listNames } from "../../words/nearest";
import { sharedDesignWarnings } from "../design/designWarnings";
import { failureAdvice } from "../design/failureAdvice";
import { singularAdvice } from "../design/singularAdvice";
import type { Approximation } from "./generalizedSubject";
import type { LimitAtInfinity } from "./limitAtInfinity";
import { pureCells } from "./pureCells";
import type { Separation } from "./separation";

/** What a certificate is about: a generalized model. */
export interface CertifiedModel {
  readonly data: ModelData;
  readonly rows: ResponseRows;
  readonly approximation: Approximation;
  readonly minimum: GeneralizedMinimum;
  /** Of the user's columns and of the working ones. */
  readonly theta: Float64Array;
  readonly working: { readonly theta: Float64Array };
  readonly eta: Float64Array;
  readonly fitted: Float64Array;
  readonly dispersion: number;
  readonly coefnames: readonly string[];
  readonly coef: Float64Array;
  readonly nobs: number;
  readonly separation: Separation | undefined;
  readonly limit: LimitAtInfinity | undefined;
  readonly endless: string | undefined;
  readonly rest: { readonly certificate: Certificate; readonly loglikelihood: number } | undefined;
  readonly loglikelihood: number;
}

/** By how much −2 log-likelihood may be off without a word: that of the Laplace approximation, that of quadrature. */
const WORTH_SAYING = 1;
const OF_QUADRATURE = 0.1;
/** An error by sampling is told when it is beyond that by so many standard errors. */
const SURE = 3;
/** Where −2 log-likelihood rises by no more than this, a likelihood interval at 95 % does not end. */
const WITHIN_INTERVAL = 3.841458820694124;
const ROUNDING = 1e-6;
/** What separated rows may still add to −2 log-likelihood at the estimates. */
const REST_RISE = 1e-3;
/** A mean that is nearer to 0, or a probability to 1, lies at the edge. */
const AT_EDGE = 1e-7;
/** Squares of residuals that are rounding, as a part of those of the responses. */
const EXACT = 1e-12;

/**
 * Checks a fit afresh: the exact gradient and its differences at the estimates, a proof of separation if there is one,
 * the limit of the likelihood where standard deviations grow without end, and, of a model with one random-effects term
 * that has one column, how far the approximation of its likelihood is off.
 */
export function generalizedCertificate(model: CertifiedModel, deviance: LaplaceDeviance): Certificate {
  return deviance.room.within(() => certificateOf(model, deviance));
}

function certificateOf(model: CertifiedModel, deviance: LaplaceDeviance): Certificate {
  const { minimum, data, separation } = model;
  const { x, evaluations, starts, agreeing } = minimum;
  const objective = new GeneralizedObjective(deviance);
  objective.evaluate(x, true);
  const gradient = objective.gradient(x);
  const { matrix } = objective.hessian(x);
  const found = verdict(gradient, matrix, failed(minimum));
  objective.evaluate(x, false);
  const integrated = separation === undefined ? integratedAt(data, deviance) : undefined;
  const isSampled =
    integrated === undefined && separation === undefined && !deviance.fast && found.reason === undefined;
  const sampled = isSampled ? sampledError(deviance, WORTH_SAYING) : undefined;
  const endless = model.endless === undefined ? undefined : `${DO_NOT_USE} ${model.endless}`;
  const reason =
    separation === undefined ? (endless ?? exactFit(model, found.reason) ?? found.reason) : separationSentence(model);
  return certificate(
    {
      problem: data,
      terms: data.terms,
      minimum: { theta: model.working.theta, evaluations, starts, agreeing },
      reported: model.theta,
      advice: (failure) =>
        separation !== undefined
          ? [
              `${ofUntold(model)}${ofRest(model)}; merge levels or leave the term out, or report that the response ` +
                "does not vary there",
            ]
          : reason !== endless
            ? failureAdvice(data, failure)
            : ["it takes more rows for each level, or levels in which the response varies"],
      onSingular: (directions) => singularAdvice(data, directions),
      warnings: [
        ...sharedDesignWarnings(data),
        ...ofFast(model),
        ...ofApproximation(model, integrated),
        ...ofSampled(sampled),
        ...ofLimit(model, integrated),
        ...ofPureCells(model),
        ...ofSquareRoot(model),
        ...ofEdge(model),
      ],
    },
    { ...found, reason, end: "none" },
  );
}

/** Why a fit has no end whose means are the responses, but for rounding: its dispersion falls for ever. */
function exactFit({ rows, fitted, dispersion }: CertifiedModel, reason: string | undefined): string | undefined {
  const { family, y, w } = rows;
  if (reason === undefined || family.dispersion !== "factor") return undefined;
  const variance = new Float64Array(3);
  let [total, scale] = [0, 0];
  for (let i = 0; i < y.length; i++) {
    family.variance(fitted[i], 1 - fitted[i], dispersion, variance);
    total += (w[i] * (y[i] - fitted[i]) ** 2) / variance[0];
    scale += (w[i] * y[i] ** 2) / variance[0];
  }
  return total <= EXACT * scale
    ? `${DO_NOT_USE} the model fits every row exactly, and the fit gets better without end as φ goes to 0: ` +
        "leave terms out"
    : undefined;
}

/** Along which coefficients a response is separated, and by how many rows. */
export function separationSentence({
  separation,
  data,
  coefnames,
  coef,
  nobs,
}: Pick<CertifiedModel, "separation" | "data" | "coefnames" | "coef" | "nobs">): string {
  const { direction, rows } = separation!;
  const taking = data.kept.flatMap((index, j) => (direction[j] === 0 ? [] : [{ index, value: direction[j] }]));
  const infinite = taking.filter(({ index }) => Math.abs(coef[index]) === Infinity);
  const parts = (infinite.length > 0 ? infinite : taking).map(
    ({ index, value }) => `'${coefnames[index]}' → ${value > 0 ? "+" : "−"}∞`,
  );
  return (
    `the response is separated: ${rows} of ${nobs} rows are predicted without error as ${listNames(parts)}, so ` +
    `${parts.length === 1 ? "this coefficient has no estimate" : "these coefficients have no estimates"} to be used`
  );
}

/** The coefficients that only separated rows would tell. */
function ofUntold({ data, coefnames, coef }: CertifiedModel): string {
  const untold = data.kept.flatMap((index) => (Number.isNaN(coef[index]) ? [`'${coefnames[index]}'`] : []));
  return untold.length === 0 ? "" : `no other row tells ${listNames(untold)}, so there is no estimate; `;
}

/** What the fit is apart from infinite coefficients: that of the rows whose likelihood does not rise for ever. */
function ofRest({ rest, loglikelihood, separation, nobs }: CertifiedModel): string {
  if (rest === undefined)
    return separation!.rows === nobs
      ? "no row is left for the other estimates, so do not use them"
      : "the other estimates are not checked";
  const { converged, statement } = rest.certificate;
  if (!converged) return `the fit of the other rows is ${statement.split("; ")[0]}`;
  const rise = 2 * (rest.loglikelihood - loglikelihood);
  return rise > REST_RISE
    ? "do not use the other estimates before those rows are left out " +
        `(−2 log-likelihood is then ${fixed(rise, 4)} lower)`
    : "the other estimates may be used";
}

function ofFast({ approximation: { fast } }: CertifiedModel): string[] {
  return fast
    ? ["these are the quick estimates of { fast: true }, not those of maximum likelihood: report those without it"]
    : [];
}

/** −2 log-likelihood at the estimates, without constants, by integration; undefined where that is not possible. */
function integratedAt({ terms }: Pick<ModelData, "terms">, deviance: LaplaceDeviance): number | undefined {
  if (deviance.fast || terms.length > 1 || terms[0].columns.length > 1) return undefined;
  return integratedDeviance(deviance);
}

/** Why estimates are no maximum although those of the approximation are: the likelihood is higher at infinity. */
export function endlessRise(
  { limit, minimum, data, separation }: Pick<CertifiedModel, "limit" | "minimum" | "data" | "separation">,
  deviance: LaplaceDeviance,
): string | undefined {
  if (limit === undefined || separation !== undefined) return undefined;
  deviance.evaluate(minimum.x, false);
  const integrated = integratedAt(data, deviance);
  const own = integrated ?? minimum.objective;
  const { pure, minusTwoLogLikelihood } = limit;
  if (!(minusTwoLogLikelihood < own - ROUNDING)) return undefined;
  const value = integrated === undefined ? "the Laplace approximation of it" : "by integration it";
  // So many that the two differ.
  const decimals = own - minusTwoLogLikelihood < 1e-4 ? 6 : 4;
  return (
    (pure === undefined
      ? "the random effects separate the zeros of every level from its ones, so the fit " +
        "gets better the larger they and the coefficients are "
      : `the response is the same in all rows of every level of ${pure}, so the fit gets ` +
        `better the larger the standard deviation of ${pure} is `) +
    `(−2 log-likelihood falls to ${fixed(minusTwoLogLikelihood, decimals)}, and ${value} is ` +
    `${fixed(own, decimals)} here)`
  );
}

/** A likelihood that hardly falls as standard deviations grow without end, or of which that cannot be told. */
function ofLimit({ limit, endless, minimum }: CertifiedModel, integrated: number | undefined): string[] {
  if (limit === undefined || endless !== undefined) return [];
  const { pure, minusTwoLogLikelihood } = limit;
  const rise = minusTwoLogLikelihood - (integrated ?? minimum.objective);
  if (integrated !== undefined)
    return rise < WITHIN_INTERVAL
      ? [
          "the data hardly tell how large the standard deviation of the random effects is: there is no upper limit " +
            `at 95 % (however large it is, −2 log-likelihood rises by ${fixed(Math.max(0, rise), 1)} only)`,
        ]
      : [];
  return [
    (pure === undefined
      ? "the random effects separate the zeros of every level from its ones"
      : `the response is the same in all rows of every level of ${pure}`) +
      ", where the estimates by the Laplace approximation are not to be trusted: compare those of a model of fewer " +
      `random effects (as standard deviations grow without end −2 log-likelihood goes to ` +
      `${fixed(minusTwoLogLikelihood, 1)})`,
  ];
}

/** Random effects of which a part of the rows tells no variance. */
function ofPureCells({ limit, endless, data: { terms }, rows }: CertifiedModel): string[] {
  if (limit !== undefined || endless !== undefined) return [];
  return pureCells(terms, rows).map(
    (cells) =>
      `do not use the estimates of rows where ${cells.where}: every level of ${cells.grouping} has zeros only or ` +
      `ones only in these ${cells.rows} rows, so there is no upper limit to the standard deviation of ` +
      `${cells.grouping} there`,
  );
}

/** How far the likelihood of the fit is from that by integration. */
function ofApproximation(
  { approximation: { nAGQ }, minimum, endless }: CertifiedModel,
  integrated: number | undefined,
): string[] {
  if (integrated === undefined || endless !== undefined) return [];
  const off = Math.abs(integrated - minimum.objective);
  if (!(off > (nAGQ === 1 ? WORTH_SAYING : OF_QUADRATURE))) return [];
  return [
    nAGQ === 1
      ? `the estimates are approximate (−2 log-likelihood by Laplace is off by ${fixed(off, 1)}): ` +
        "fit again with { nAGQ: 9 }"
      : `the estimates are approximate (−2 log-likelihood by ${nAGQ} nodes is off by ${fixed(off, 1)}): ` +
        "fit again with a larger nAGQ",
  ];
}

/** How far the likelihood is from that by sampling, where several random effects are integrated at once. */
function ofSampled(sampled: SampledError | undefined): string[] {
  if (sampled === undefined) return [];
  const { excess, error } = sampled;
  if (!(Math.abs(excess) - SURE * error > WORTH_SAYING)) return [];
  return [
    "the estimates are approximate, and parametricbootstrap shows how far they are biased (−2 log-likelihood by " +
      `Laplace is off by about ${fixed(Math.abs(excess), 1)}, standard error ${fixed(error, 1)}; nAGQ is for one ` +
      "random-effects term with one column)",
  ];
}

function ofSquareRoot({ rows, eta }: CertifiedModel): string[] {
  if (rows.link.name !== "sqrt") return [];
  const count = eta.filter((value) => value < 0).length;
  return count === 0
    ? []
    : [
        `the linear predictor of ${count} rows is below 0, where the square-root link turns around, so coefficients ` +
          'have the other sign there: take another link, such as "log"',
      ];
}

/** Means where a link that has no infinity there ends: what is estimated lies at a bound. */
function ofEdge({ rows: { link, family }, fitted }: CertifiedModel): string[] {
  const isProbability = family.isProbability;
  if (!isProbability && family.name !== "Poisson" && family.name !== "NegativeBinomial") return [];
  const hasLower = link.name === "identity" || link.name === "sqrt";
  const hasUpper = isProbability && (hasLower || link.name === "log" || link.name === "inverse");
  const count = fitted.filter((mu) => (hasLower && mu < AT_EDGE) || (hasUpper && 1 - mu < AT_EDGE)).length;
  return count === 0
    ? []
    : [
        `standard errors are too small, as the means of ${count} rows lie at the edge of those that a ${family.name} ` +
          `model can have: take another link than ${link.name}, such as "${isProbability ? "logit" : "log"}"`,
      ];
}
