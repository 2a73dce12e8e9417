import type { ModelData, PreparedResponse } from "../../deviance/modelData";
import type { RandomEffectsTerm } from "../../deviance/randomEffectsTerm";
import { multiply } from "../../formula/coding/columnOrigin";
import { orthogonalize, sumOfProducts } from "../../linalg/orthogonalize";
import { listNames } from "../../words/nearest";
import { constantSlopes } from "./constantSlopes";
import { overlappingTerms, overlapWarning } from "./overlappingTerms";
import { isSamePartition, isSpanned } from "./partition";
import { undeterminedCovariances } from "./undeterminedCovariances";

/**
 * Of a column of X whose part outside of the span of its predecessors is a smaller share half of the digits are left.
 */
const NEARLY_DEPENDENT = 1e-7;
/**
 * A response that varies about the fixed effects, or a covariate that varies, by a smaller share of its size has lost
 * half of its digits.
 */
const HARDLY_VARIES = 1e-9;

/** What a user should know of a design before the numbers of its fit are taken at their word, in plain words. */
export function designWarnings(
  data: ModelData,
  response: PreparedResponse,
  sigmaIsFixed: boolean,
  REML: boolean,
): string[] {
  return [
    ...ownUnits(data),
    ...dependentColumns(data),
    ...(sigmaIsFixed ? [] : tooManyEffects(data)),
    ...sameGroups(data),
    ...covariances(data),
    ...overlaps(data),
    ...(REML ? effectsWithinFixed(data) : []),
    ...flatResponse(data, response),
    ...flatCovariates(data),
  ];
}

/** A slope that is not determined at all need not be named twice. */
function covariances(data: ModelData): string[] {
  const undetermined = undeterminedCovariances(data);
  return undetermined.length > 0 ? undetermined : constantSlopes(data.terms);
}

/** Those that concern the design alone. */
export function sharedDesignWarnings(data: ModelData): string[] {
  return [
    ...ownUnits(data),
    ...dependentColumns(data),
    ...sameGroups(data),
    ...undeterminedCovariances(data),
    ...overlaps(data),
  ];
}

function ownUnits({ frame }: ModelData): string[] {
  return frame.units.map(
    ({ variable, unit, isResponse }) =>
      `the squares of ${quoted(variable)} are beyond the range of numbers, so it is in units of ${unit}, ` +
      (isResponse ? "and so are the estimates and predictions" : "and its coefficients are those of one such unit"),
  );
}

function dependentColumns({ frame, kept, basis: { shares } }: ModelData): string[] {
  const { names } = frame.fixed;
  const left = names.filter((_, index) => !kept.includes(index)).map(quoted);
  const near = kept.filter((_, j) => shares[j] < NEARLY_DEPENDENT).map((index) => quoted(names[index]));
  return [
    ...(left.length === 0
      ? []
      : [
          `${listNames(left)} ${left.length === 1 ? "adds" : "add"} nothing to the terms before and ` +
            `${left.length === 1 ? "was" : "were"} left out: the other estimates may be used`,
        ]),
    ...(near.length === 0
      ? []
      : [
          `${listNames(near)} ${near.length === 1 ? "adds" : "add"} hardly anything to the terms before, so no more ` +
            "than 8 digits of the fit are sure: leave it out, or center it by Center()",
        ]),
  ];
}

/** With a random effect for every row little or nothing is left for σ (lme4 refuses such models). */
function tooManyEffects({ terms, frame }: ModelData): string[] {
  return terms
    .filter(({ levels, columns }) => levels * columns.length >= frame.nobs)
    .map(
      ({ grouping, levels, columns }) =>
        `use neither the residual σ nor the variances of ${quoted(grouping)}, which can hardly be told apart, ` +
        `as ${levels * columns.length} random effects are too many for ${frame.nobs} rows: ` +
        (columns.length > 1
          ? `leave out slopes of the random-effects term of ${quoted(grouping)}, or all of it`
          : `leave out the random-effects term of ${quoted(grouping)}`) +
        ", or give σ where it is known by { sigma }",
    );
}

/** Two factors that group the rows alike share an effect: only the sum of its variances is determined. */
function sameGroups({ terms }: ModelData): string[] {
  return sharing(terms).map(
    ([other, term]) =>
      `${quoted(terms[other].grouping)} and ${quoted(terms[term].grouping)} group the rows alike, so only the sum of ` +
      "their variances means something: leave one of them out",
  );
}

function sharing(terms: readonly RandomEffectsTerm[]): [number, number][] {
  return terms.flatMap((term, i) =>
    terms
      .slice(0, i)
      .flatMap((other, j): [number, number][] =>
        isSamePartition(term, other) && shareAnEffect(term, other) ? [[j, i]] : [],
      ),
  );
}

/** Terms whose covariances overlap in another way than by {@link sameGroups}. */
function overlaps(data: ModelData): string[] {
  const told = new Set(sharing(data.terms).flat());
  const overlapping = overlappingTerms(data);
  return overlapping.every((term) => told.has(term)) ? [] : [overlapWarning(data.terms, overlapping)];
}

function shareAnEffect(a: RandomEffectsTerm, b: RandomEffectsTerm): boolean {
  const { basis } = orthogonalize(a.columns);
  return b.columns.some((column) => isSpanned(column, basis));
}

/** Random effects of which X leaves nothing: the REML criterion does not depend on their variance. */
function effectsWithinFixed({ terms, weighted, basis: { basis } }: ModelData): string[] {
  return terms.flatMap(({ grouping, names, levels, refs, columns: own }) => {
    if (levels > basis.length) return [];
    const columns = own.map((column) => (weighted.roots === undefined ? column : multiply(column, weighted.roots)));
    const within = names.filter((_, c) =>
      Array.from({ length: levels }, (__, level) =>
        columns[c].map((value, row) => (refs[row] === level ? value : 0)),
      ).every((column) => isSpanned(column, basis)),
    );
    return within.map(
      (name) =>
        `do not interpret the variance of ${quoted(name)} of ${quoted(grouping)}, as the fixed effects have these ` +
        "differences already and leave REML nothing to estimate it from: take them out of the fixed effects, or the " +
        "random ones",
    );
  });
}

function flatResponse({ frame }: ModelData, { statistics }: PreparedResponse): string[] {
  const { name, values } = frame.response;
  const share = Math.sqrt(statistics[statistics.length - 1] / sumOfProducts(values, values));
  return share < HARDLY_VARIES
    ? [`${quoted(name)} varies by ${share.toExponential(0)} of its size only, so few digits of the estimates are sure`]
    : [];
}

function flatCovariates({ frame, kept }: ModelData): string[] {
  const origins = [
    ...kept.flatMap((index) => frame.fixed.origins?.[index] ?? []),
    ...frame.random.flatMap((term) => term.origins ?? []),
  ];
  const covariates = new Map(origins.flatMap((own) => own.covariates).map(({ name, values }) => [name, values]));
  return [...covariates].flatMap(([name, values]) => {
    const least = values.reduce((min, value) => Math.min(min, value), Infinity);
    const most = values.reduce((max, value) => Math.max(max, value), -Infinity);
    const share = (most - least) / Math.max(Math.abs(least), Math.abs(most));
    return share > 0 && share < HARDLY_VARIES
      ? [`${quoted(name)} varies by ${share.toExponential(0)} of its size only, so few of its digits are sure`]
      : [];
  });
}

function quoted(name: string): string {
  return `'${name}'`;
}
