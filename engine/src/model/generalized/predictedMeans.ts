import { gaussHermite } from "../../distributions/gaussHermite";
import { OptionError } from "../../errors";
import { environment } from "../../platform/environment";
import { shownValue } from "../../table/shownValue";
import type { GeneralizedLinearMixedModel } from "./generalizedLinearMixedModel";
import { combinationsAtInfinity } from "./separation";

export type PredictionType = "response" | "linpred" | "link" | "marginal";

/** A random-effects term in the rows that are predicted. */
export interface PredictedTerm {
  readonly grouping: string;
  readonly columns: readonly Float64Array[];
  readonly refs: Int32Array;
}

/** Makes predictions of linear predictors; `added` names the grouping factors whose random effects those have. */
export type MeanOf = (eta: Float64Array, terms: readonly PredictedTerm[], added: readonly string[]) => Float64Array;

/** Nodes of the mean over a normal linear predictor. */
const NODES = 60;

/** What a type of prediction makes of linear predictors. */
export function meanAt(model: GeneralizedLinearMixedModel, type: PredictionType): MeanOf {
  switch (type) {
    case "linpred":
    case "link":
      return (eta) => eta;
    case "response":
      return (eta) => warned(eta, eta.map(inverseLink(model)), model);
    case "marginal":
      if (model.link === "inverse")
        throw new OptionError(
          "a mean over the random effects needs a link with which it exists; " +
            `1/η, the link of '${model.formula}', has none over normal random effects`,
        );
      return (eta, terms, added) => warned(eta, marginalMeans(model, eta, terms, added), model);
    default:
      throw new OptionError(`the type of a prediction is "response", "linpred" or "marginal"; got ${shownValue(type)}`);
  }
}

/**
 * g⁻¹ of a model; 0 or 1 for an infinite η of a probability, NaN for an η that the link cannot have and for a mean that
 * the family cannot.
 */
export function inverseLink(model: GeneralizedLinearMixedModel): (eta: number) => number {
  const out = new Float64Array(5);
  const { link, family } = model.rows;
  return (eta) => {
    if (Number.isNaN(eta)) return NaN;
    if (family.isProbability && !Number.isFinite(eta)) return eta > 0 ? 1 : 0;
    if (Number.isFinite(eta) && !link.allows(eta, 1)) return NaN;
    link.inverse(eta, out);
    const canBe = family.name === "Normal" || (out[0] >= 0 && !(family.isProbability && out[0] > 1));
    return canBe ? out[0] : NaN;
  };
}

/** Means, with a warning where some are NaN although their linear predictors are known. */
function warned(eta: Float64Array, means: Float64Array, { link, family }: GeneralizedLinearMixedModel): Float64Array {
  const count = means.reduce((sum, mean, i) => sum + (Number.isNaN(mean) && !Number.isNaN(eta[i]) ? 1 : 0), 0);
  if (count > 0)
    environment.warn(
      `predict: a mean lies where a ${family} model with the link ${link} can have it; ${count} of ${means.length} ` +
        "linear predictors lead outside, and are NaN",
      "MeanWarning",
    );
  return means;
}

/**
 * E g⁻¹(η + zᵀb) over the random effects that are not added, those of levels that the fit did not have among them;
 * their sum is normal with the variance Σ zᵀλλᵀz.
 */
function marginalMeans(
  model: GeneralizedLinearMixedModel,
  eta: Float64Array,
  terms: readonly PredictedTerm[],
  added: readonly string[],
): Float64Array {
  const { nodes, weights } = gaussHermite(NODES);
  const mean = inverseLink(model);
  const variances = new Float64Array(eta.length);
  model.data.terms.forEach(({ grouping }, t) => {
    const term = terms.find((other) => other.grouping === grouping)!;
    const isAdded = added.includes(grouping);
    addVariances(variances, term.columns, model.lambda[t], (row) => !isAdded || term.refs[row] < 0);
  });
  return eta.map((value, i) => {
    const spread = Math.sqrt(variances[i]);
    return nodes.reduce((sum, node, k) => sum + weights[k] * mean(value + spread * node), 0);
  });
}

/** Adds |λᵀz|² of the rows that are asked for. */
function addVariances(
  variances: Float64Array,
  columns: readonly Float64Array[],
  lambda: Float64Array,
  isWanted: (row: number) => boolean,
): void {
  const s = columns.length;
  for (let i = 0; i < variances.length; i++) {
    if (!isWanted(i)) continue;
    for (let c = 0; c < s; c++) {
      let sum = 0;
      for (let r = c; r < s; r++) sum += lambda[r * s + c] * columns[r][i];
      variances[i] += sum * sum;
    }
  }
}

/** Puts ±∞, or NaN, where a separation has no finite linear predictor of a row. */
export function separatedRows(
  model: GeneralizedLinearMixedModel,
  fixed: readonly Float64Array[],
  eta: Float64Array,
): void {
  if (model.separation === undefined) return;
  const atInfinity = combinationsAtInfinity(model);
  const weights = new Float64Array(fixed.length);
  for (let i = 0; i < eta.length; i++) {
    fixed.forEach((column, j) => (weights[j] = column[i]));
    const value = atInfinity(weights);
    if (value !== 0) eta[i] = value;
  }
}
