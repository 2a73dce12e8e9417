import type { GeneralizedLinearMixedModel } from "../model/generalized/generalizedLinearMixedModel";
import { residuals } from "../model/generalized/residuals";

/** What a residual plot of a generalized model draws. */
export interface DrawnResiduals {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly yTitle: string;
  /** Means of residuals of rows that are alike lie within ±this where the model holds; absent for single rows. */
  readonly bounds?: Float64Array;
  /** How many rows a point stands for. */
  readonly counts?: Int32Array;
}

/** Fewer rows than this stand for themselves in √n bins. */
const FEWEST_BINS = 5;

/**
 * Mean residuals y − μ in bins of rows of similar fitted values, √n of them by default, with twice their standard error
 * (Gelman & Hill, Data Analysis Using Regression, 2007, §5.6): single residuals of 0 and 1 show lines only. Proportions
 * count by their trials.
 */
export function binnedResiduals(model: GeneralizedLinearMixedModel, bins?: number): DrawnResiduals {
  const { fitted, nobs, rows } = model;
  const own = residuals(model);
  const order = Int32Array.from(fitted.keys()).sort((a, b) => fitted[a] - fitted[b]);
  const count = Math.min(nobs, bins ?? Math.max(FEWEST_BINS, Math.floor(Math.sqrt(nobs))));
  const x = new Float64Array(count);
  const y = new Float64Array(count);
  const bounds = new Float64Array(count);
  const counts = new Int32Array(count);
  for (let bin = 0; bin < count; bin++) {
    const members = order.subarray(Math.floor((bin * nobs) / count), Math.floor(((bin + 1) * nobs) / count));
    const weight = members.reduce((sum, i) => sum + rows.w[i], 0);
    const mean = (values: Float64Array): number => members.reduce((sum, i) => sum + rows.w[i] * values[i], 0) / weight;
    x[bin] = mean(fitted);
    y[bin] = mean(own);
    // The variance that the model gives the mean, given the random effects.
    bounds[bin] =
      (2 * Math.sqrt(members.reduce((sum, i) => sum + rows.w[i] * fitted[i] * (1 - fitted[i]), 0))) / weight;
    counts[bin] = members.length;
  }
  return { x, y, yTitle: "Mean residual", bounds, counts };
}

/** Pearson residuals of single rows over √φ, so that all vary alike. */
export function pearsonResiduals(model: GeneralizedLinearMixedModel): DrawnResiduals {
  const scale = model.rows.family.dispersion === "factor" ? Math.sqrt(model.dispersion) : 1;
  return {
    x: model.fitted,
    y: residuals(model, { type: "pearson" }).map((value) => value / scale),
    yTitle: "Pearson residual",
  };
}
