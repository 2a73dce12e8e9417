import { fit } from "engine/model/fit";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import type { MixedModel } from "engine/model/mixedModel";
import type { TableLike } from "engine/table/asTable";
import { halfUnit, type Printed, type PrintedVariance } from "./printed";

/** Why a page's numbers of a model may be others than ours. */
export interface Doubt {
  readonly kind: "early" | "none";
  /** By how much the objective at the page's estimates is above ours; NaN where they are not printed. */
  readonly above: number;
}

/** Rounding of an objective. */
const ROUNDING = 1e-9;
/**
 * By how much the objective at a page's estimates may be above ours: they are rounded, and where an optimizer has
 * stopped the objective hardly changes. Farther above, the page's model would be another one than ours.
 */
const FARTHEST = 0.5;

/**
 * That a page's optimizer has stopped early: our fit is an optimum by its certificate, and the objective at the
 * estimates that the page prints is computed, and is neither lower than ours nor far above. Throws where it is, or the
 * fit is no optimum.
 * @param printed variances and correlations, standard deviations beside coefficients (which are taken with our
 * correlations), or a text with the objective
 */
export function stoppedEarly(
  model: LinearMixedModel,
  table: TableLike,
  options: Parameters<typeof fit>[2] & { readonly family?: never },
  printed: Printed,
): Doubt {
  if (!model.certificate.converged) throw new Error(`'${model.formula}' is no optimum: ${model.certificate.summary}`);
  const text = printed.gof?.["-2 logLik"];
  if (text !== undefined) return printedAbove(model, Number(text), halfUnit(text));
  const start = printed.kind === "varcorr" ? thetaOf(model, printed.rows as PrintedVariance[]) : scaled(model, printed);
  const there = fit(model.formula, table, { ...options, start, optimizer: { maxfeval: 1 }, progress: false });
  const above = there.objective - model.objective;
  if (!(above >= -ROUNDING * Math.abs(model.objective)))
    throw new Error(`'${model.formula}': the objective at the page's estimates is ${-above} lower than ours`);
  if (above > FARTHEST)
    throw new Error(`'${model.formula}': the objective at the page's estimates is ${above} above ours`);
  return { kind: "early", above };
}

/** That a page's printed objective is no lower than ours. */
export function printedAbove(model: MixedModel, objective: number, half: number): Doubt {
  const above = objective - model.objective;
  if (!(above >= -half)) throw new Error(`'${model.formula}': the page's objective is ${-above} lower than ours`);
  if (above > FARTHEST) throw new Error(`'${model.formula}': the page's objective is ${above} above ours`);
  return { kind: "early", above };
}

/** That a model has no optimum, or parameters that it does not tell apart, as its certificate says. */
export function withoutOptimum(model: MixedModel): Doubt {
  const { converged, warnings, summary } = model.certificate;
  if (
    converged &&
    !warnings.some((text) => text.includes("can hardly be told apart") || text.includes("with a residual σ of 0, may"))
  )
    throw new Error(`'${model.formula}' has an optimum: ${summary}`);
  return { kind: "none", above: NaN };
}

/** θ of printed standard deviations and correlations, block by block the lower factor of the covariances over σ². */
function thetaOf(model: LinearMixedModel, rows: readonly PrintedVariance[]): Float64Array {
  const residual = Number(rows.find(({ group }) => group === "Residual")!.std);
  const { terms, layout } = model.data;
  const theta = new Float64Array(layout.length);
  for (const { term, columns, offset, size: s } of layout.blocks) {
    const { grouping, names } = terms[term];
    const own = columns.map((c) => rows.find(({ group, column }) => group === grouping && column === names[c])!);
    const covariance = (i: number, j: number): number => {
      const [a, b] = [Math.max(i, j), Math.min(i, j)];
      const ρ = a === b ? 1 : Number(own[a].corr[columns[b]]);
      return ((Number.isNaN(ρ) ? 0 : ρ) * Number(own[a].std) * Number(own[b].std)) / residual ** 2;
    };
    const factor = lowerFactor(s, covariance);
    let at = offset;
    for (let j = 0; j < s; j++) for (let i = j; i < s; i++) theta[at++] = factor[i * s + j];
  }
  return theta;
}

/** θ with the standard deviations that stand beside a page's coefficients, and our correlations. */
function scaled(model: LinearMixedModel, { sigmas = {}, residual }: Printed): Float64Array {
  const { terms, layout } = model.data;
  const theta = Float64Array.from(model.θ);
  for (const { term, columns, offset, size: s } of layout.blocks) {
    const { grouping, names } = terms[term];
    const ratios = columns.map((c) => {
      const text = sigmas[`σ_${grouping}`]?.[names[c]];
      if (text === undefined) throw new Error(`the page has no standard deviation of ${names[c]} in ${grouping}`);
      const own = model.σs[grouping][names[c]] / model.σ;
      return own === 0 ? 1 : Number(text) / Number(residual) / own;
    });
    let at = offset;
    for (let j = 0; j < s; j++) for (let i = j; i < s; i++) theta[at++] *= ratios[i];
  }
  return theta;
}

/** Cholesky's factor; where rounded correlations leave no positive pivot, it is 0. */
function lowerFactor(s: number, covariance: (i: number, j: number) => number): Float64Array {
  const l = new Float64Array(s * s);
  for (let j = 0; j < s; j++) {
    const pivot = covariance(j, j) - l.subarray(j * s, j * s + j).reduce((sum, x) => sum + x * x, 0);
    l[j * s + j] = Math.sqrt(Math.max(0, pivot));
    for (let i = j + 1; i < s; i++) {
      let rest = covariance(i, j);
      for (let k = 0; k < j; k++) rest -= l[i * s + k] * l[j * s + k];
      l[i * s + j] = l[j * s + j] > 1e-6 * Math.sqrt(covariance(j, j)) ? rest / l[j * s + j] : 0;
    }
  }
  return l;
}
