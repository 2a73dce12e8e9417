import { isCostly } from "../deviance/evaluationCost";
import type { Problem } from "../deviance/problem";
import type { RandomEffectsTerm } from "../deviance/randomEffectsTerm";
import { symmetricEigen } from "../linalg/symmetricEigen";
import { evaluate, hessian } from "./derivatives";
import { informationAt } from "./informationStep";
import type { Minimum } from "./minimum";
import { saturation } from "./saturation";

/** What is known about a fit being the optimum. */
export interface Certificate {
  readonly converged: boolean;
  /**
   * What the random effects do not tell, in plain words: variances of 0, effects that others determine; empty for a
   * regular fit.
   */
  readonly singular: readonly string[];
  /**
   * Largest absolute element of the gradient of the objective in θ, that of covariates in standard origins and units.
   */
  readonly gradientNorm: number;
  /**
   * Smallest eigenvalue of the Hessian in the same θ; > 0 at a strict minimum. NaN for a model whose evaluations are
   * too costly for it.
   */
  readonly smallestCurvature: number;
  /** Evaluations of the objective that the fit took, from all starts. */
  readonly evaluations: number;
  /** How many of these looked for lower minima elsewhere, after one was found. */
  readonly explored: number;
  /**
   * Starts that were tried: more than one where the first ended in doubt (it failed, was slow or ended singular) or few
   * levels tell a variance; and how many of them led to this objective, none to a lower one.
   */
  readonly starts: number;
  readonly agreeing: number;
  /**
   * What makes the numbers of the fit doubtful although it may be the optimum, such as columns left out; mostly none.
   */
  readonly warnings: readonly string[];
  /**
   * "converged", "converged to a singular fit: …" or "not converged: …", of the latter two whether the estimates may be
   * used and what to do; of a costly model that it was "checked in brief", without {@link smallestCurvature}.
   */
  readonly statement: string;
  /** The statement, then the warnings. */
  readonly summary: string;
}

/** What a 0 on the diagonal of λ means for an effect of a term. */
export interface SingularDirection {
  readonly term: number;
  /** The effect's column of the term. */
  readonly column: number;
  readonly kind: "variance" | "correlation" | "combination";
  /** The fact, in plain words. */
  readonly text: string;
}

export interface CertificateSubject {
  readonly problem: Problem;
  readonly terms: readonly RandomEffectsTerm[];
  /** Where the fit ended, in the columns that it computes in. */
  readonly minimum: Minimum;
  /** The same θ in the columns of the user, of whose effects the certificate speaks; default that of `minimum`. */
  readonly reported?: Float64Array;
  readonly warnings?: readonly string[];
  /** What a user can do about a fit that has failed, in plain words. */
  readonly advice?: (failure: Failure) => readonly string[];
  /** Whether a singular fit may be used, and which smaller model there is, in plain words. */
  readonly onSingular?: (directions: readonly SingularDirection[]) => string;
}

export interface Failure {
  /** Whether fixed and random effects together fit every row, so that nothing is left for σ. */
  readonly isSaturated: boolean;
}

/**
 * A decrease below this is none; for a costly model also one below this part of the objective, as its fit promises no
 * more.
 */
const NEGLIGIBLE = 1e-6;
const NEGLIGIBLE_PART = 1e-10;
/** A curvature below this part of the largest one is downwards. */
const LOWEST = -1e-6;
/** How the reasons begin of a fit that is no optimum. */
export const DO_NOT_USE = "do not use these estimates, as";
const DOWNWARDS =
  `${DO_NOT_USE} there are better ones nearby (the objective curves downwards): leave out random effects, or begin ` +
  "elsewhere by { start }";
const WITHOUT_END =
  `${DO_NOT_USE} the model reproduces every row exactly, so that the fit gets better without end as the residual ` +
  "σ goes to 0";
const MAY_BE_ZERO =
  "do not use these estimates yet, as the model can reproduce every row exactly, so that others, with a residual σ " +
  "of 0, may fit better: leave out random effects and fit again";

/**
 * Checks a fit afresh at its θ. It is an optimum when the Newton decrement gᵀH⁻¹g/2 of the free directions, the
 * decrease that another step could still bring, is below 1e-6 and no direction curves downwards. For a costly model H
 * is the average information, for which one evaluation of the exact gradient and a solve an element of θ have to do;
 * the decrement must be below 1e-6 or 1e-10 of the objective, and of downward curvature only that of variances at 0
 * shows.
 */
export function certify(subject: CertificateSubject, costly = isCostly(subject.problem.deviance.system)): Certificate {
  return costly ? certifyInformation(subject) : certifyCurvature(subject);
}

function certifyInformation(subject: CertificateSubject): Certificate {
  const { problem, minimum } = subject;
  const point = evaluate(problem, minimum.theta);
  const { decrement, lowest } = Number.isFinite(point.objective)
    ? informationAt(problem, minimum.theta)
    : { decrement: NaN, lowest: NaN };
  const limit = Math.max(NEGLIGIBLE, NEGLIGIBLE_PART * Math.abs(point.objective));
  const reason =
    failed(minimum) ??
    (lowest < LOWEST ? DOWNWARDS : undefined) ??
    (decrement <= limit ? undefined : remaining(decrement));
  const gradientNorm = largestOf(point.gradient);
  const end = reason === undefined ? "none" : saturation(problem);
  return certificate(subject, { gradientNorm, smallestCurvature: NaN, reason, end });
}

function certifyCurvature(subject: CertificateSubject): Certificate {
  const { problem, minimum } = subject;
  const point = evaluate(problem, minimum.theta);
  const found = verdict(point.gradient, hessian(problem, minimum.theta).matrix, failed(minimum));
  return certificate(subject, { ...found, end: saturation(problem) });
}

/** What gradient and Hessian at the end of a fit say of it. */
export interface Verdict {
  readonly gradientNorm: number;
  readonly smallestCurvature: number;
  /** Why the fit is not an optimum, of what was looked at so far. */
  readonly reason: string | undefined;
}

/** The verdict on a point: an optimum unless a Newton step promises more than is negligible, or it curves downwards. */
export function verdict(gradient: Float64Array, hessian: Float64Array, failure: string | undefined): Verdict {
  const k = gradient.length;
  const values = new Float64Array(k);
  const vectors = new Float64Array(k * k);
  symmetricEigen(hessian.slice(), values, vectors, k);
  const smallestCurvature = values.reduce((min, value) => Math.min(min, value), Infinity);
  const largest = largestOf(values);
  const decrement = newtonDecrement(gradient, values, vectors, largest);
  const reason =
    failure ??
    (smallestCurvature < LOWEST * largest ? DOWNWARDS : undefined) ??
    (decrement > NEGLIGIBLE ? remaining(decrement) : undefined);
  return { gradientNorm: largestOf(gradient), smallestCurvature, reason };
}

interface Findings extends Verdict {
  readonly end: ReturnType<typeof saturation>;
}

/** What a certificate needs of its subject beside the verdict. */
type Certified = Pick<CertificateSubject, "terms" | "warnings" | "advice" | "onSingular" | "reported"> & {
  readonly problem: Pick<Problem, "layout">;
  readonly minimum: Pick<Minimum, "theta" | "evaluations" | "explored" | "starts" | "agreeing">;
};

/** The certificate of a fit that was looked at. */
export function certificate(subject: Certified, found: Findings): Certificate {
  const { problem, terms, minimum, advice = () => [], onSingular } = subject;
  const { evaluations, explored = 0, starts = 1, agreeing = 1 } = minimum;
  const { gradientNorm, smallestCurvature, end } = found;
  const reason = end === "without end" ? WITHOUT_END : found.reason;
  const failures = reason === undefined ? [] : [reason, ...advice({ isSaturated: end !== "none" })];
  const warnings = [...(subject.warnings ?? []), ...(end === "limit" ? [MAY_BE_ZERO] : [])];
  const directions = singularDirections(problem, subject.reported ?? minimum.theta, terms);
  const singular = directions.map(({ text }) => text);
  const brief = Number.isNaN(smallestCurvature) ? " (checked in brief, as the model is large)" : "";
  const use =
    end === "none" && onSingular !== undefined ? `${onSingular(directions)} – ${singular.join("; ")}` : undefined;
  const statement =
    failures.length > 0
      ? `not converged: ${failures.join("; ")}`
      : singular.length > 0
        ? `converged to a singular fit${brief}: ${use ?? singular.join("; ")}`
        : `converged${brief}`;
  return withText({
    converged: reason === undefined,
    singular,
    gradientNorm,
    smallestCurvature,
    evaluations,
    explored,
    starts,
    agreeing,
    warnings,
    statement,
    summary: [statement, ...warnings].join("; "),
  });
}

/** The same certificate, which is its summary where it is used as a text. */
function withText(own: Certificate): Certificate {
  return Object.defineProperty(own, "toString", { value: () => own.summary });
}

/** Why a minimisation has failed, as the reason of a verdict. */
export function failed({ failure }: Pick<Minimum, "failure">): string | undefined {
  return failure === undefined ? undefined : `${DO_NOT_USE} ${failure}`;
}

function remaining(decrement: number): string {
  return Number.isNaN(decrement)
    ? `${DO_NOT_USE} they could not be checked`
    : `${DO_NOT_USE} another step would lower the objective by about ${decrement.toExponential(1)}: fit again from ` +
        "there by { start: m.theta }, or leave out random effects";
}

function largestOf(values: Float64Array): number {
  return values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
}

function newtonDecrement(gradient: Float64Array, values: Float64Array, vectors: Float64Array, largest: number): number {
  const k = gradient.length;
  let decrement = 0;
  for (let j = 0; j < k; j++) {
    let slope = 0;
    for (let i = 0; i < k; i++) slope += vectors[i * k + j] * gradient[i];
    decrement += (slope * slope) / Math.max(Math.abs(values[j]), 1e-9 * largest) / 2;
  }
  return decrement;
}

/** Names what a zero on the diagonal of λ means: a variance of 0, or an effect that the ones before it determine. */
function singularDirections(
  { layout }: Pick<Problem, "layout">,
  theta: Float64Array,
  terms: readonly RandomEffectsTerm[],
): SingularDirection[] {
  return layout.position.flatMap(({ block, row, column }, index): SingularDirection[] => {
    if (row !== column || theta[index] !== 0) return [];
    const { term, columns, offset, size } = layout.blocks[block];
    const before = Array.from({ length: row }, (_, c) => theta[offset + c * size - (c * (c - 1)) / 2 + (row - c)]);
    const { grouping, names } = terms[term];
    const own = { term, column: columns[row] };
    const effect = `'${names[columns[row]]}' of '${grouping}'`;
    if (before.every((value) => value === 0))
      return [{ ...own, kind: "variance", text: `the variance of ${effect} is 0` }];
    if (row > 1) return [{ ...own, kind: "combination", text: `${effect} is determined by the effects before it` }];
    // Which of the two depends on the origin of the covariate.
    return theta[offset] === 0
      ? []
      : [{ ...own, kind: "correlation", text: `${effect} correlates ±1 with '${names[columns[0]]}'` }];
  });
}
