import { normalLower } from "../../distributions/normalLower";
import { normalBound, normalQuantile } from "../../distributions/normalQuantile";
import { quantilesOf } from "../../distributions/quantilesOf";
import { withoutNaN } from "../../distributions/withoutNaN";
import { OptionError } from "../../errors";
import type { LinearMixedModel } from "../../model/linearMixedModel";
import { Acceleration } from "./acceleration";
import { estimatesRow } from "./estimatesRow";
import { leftOutCoefficients } from "./leftOutCoefficients";
import type { MixedModelBootstrap } from "./mixedModelBootstrap";

/** Intervals that need the model of a sample, with what there is to say of those that are not there. */
export interface ModelIntervals {
  readonly names: readonly string[];
  readonly intervals: readonly (readonly [lower: number, upper: number])[];
  readonly notes: readonly string[];
}

/**
 * BCa intervals, bias-corrected and accelerated (Efron 1987, Journal of the American Statistical Association 82,
 * 171–185): quantiles of the replicates at other probabilities, by the share of replicates below the estimate and by
 * the {@link Acceleration}, which is 0 for coefficients. They do not depend on the scale of the parameter. An end is
 * NaN where its quantile lies beyond the replicates, and both are where the estimate lies at an edge.
 */
export function bcaIntervals(sample: MixedModelBootstrap, names: readonly string[], level: number): ModelIntervals {
  const model = modelOf(sample, "bca");
  const { description } = sample;
  const observed = estimatesRow(description, model);
  const acceleration = new Acceleration(model);
  const leftOut = leftOutCoefficients(sample);
  const edge: string[] = [];
  const beyond: string[] = [];
  const intervals = names.map((name): [number, number] => {
    const estimate = observed.get(name);
    const values = withoutNaN(sample.tbl.numeric(name));
    if (estimate === undefined || values.length === 0 || leftOut.has(name)) return [NaN, NaN];
    if (name === "σ" && model.sigmaIsFixed) return [estimate, estimate];
    const a = /^β/.test(name)
      ? 0
      : acceleration.of((sigma, theta) => estimatesRow(description, model, sigma, theta).get(name)!);
    const z0 = normalQuantile(shareBelow(values, estimate));
    if (!Number.isFinite(z0) || Number.isNaN(a) || isAtEdge(name, estimate)) {
      edge.push(name);
      return [NaN, NaN];
    }
    const z = normalBound(level);
    const probability = (bound: number): number =>
      1 - a * (z0 + bound) > 0 ? normalLower(z0 + (z0 + bound) / (1 - a * (z0 + bound))) : NaN;
    const ends = [probability(-z), probability(z)].map((p) => {
      // At least one replicate lies beyond an end.
      if (p * values.length >= 1 && (1 - p) * values.length >= 1) return quantilesOf(values, [p])[0];
      beyond.push(name);
      return NaN;
    });
    return [ends[0], ends[1]];
  });
  const listed = (all: string[]): string => [...new Set(all)].join(", ");
  const statistics = (description.statistics ?? []).map(({ name }) => name);
  return {
    names,
    intervals,
    notes: [
      ...(edge.length > 0 ? [`${listed(edge)}: an estimate at the edge of what is possible has no BCa interval`] : []),
      ...(beyond.length > 0
        ? [
            `${listed(beyond)}: an end lies beyond the ${sample.length} replicates; more of them may have it, ` +
              "and confint(profile(m)) has it without any",
          ]
        : []),
      ...(statistics.length > 0 ? [`${statistics.join(", ")}: own statistics have no acceleration`] : []),
    ],
  };
}

/**
 * Bootstrap-t intervals of the coefficients (Efron & Tibshirani, An Introduction to the Bootstrap, 1993, §12.5): the
 * estimate less quantiles of (β* − β̂)/SE* times its standard error, so that the replicates tell how much wider than
 * Wald's an interval of a small sample has to be. Other parameters have no standard errors.
 */
export function bootstrapTIntervals(sample: MixedModelBootstrap, level: number): ModelIntervals {
  const model = modelOf(sample, "bootstrap-t");
  const { coefnames, description, se } = sample;
  const p = coefnames.length;
  const names = [...estimatesRow(description, model).keys()].filter((name) => /^β/.test(name));
  const intervals = names.map((_, j): [number, number] => {
    if (!description.kept.includes(j)) return [NaN, NaN];
    const values = sample.coefficient(j);
    const t = withoutNaN(Float64Array.from(values, (value, r) => (value - model.coef[j]) / se[r * p + j]));
    if (t.length === 0) return [NaN, NaN];
    const [lower, upper] = quantilesOf(t, [(1 - level) / 2, (1 + level) / 2]);
    return [model.coef[j] - upper * model.stderror[j], model.coef[j] - lower * model.stderror[j]];
  });
  return { names, intervals, notes: ['bootstrap-t intervals are those of the coefficients; method: "bca" has others'] };
}

/** The model at whose estimates the replicates were drawn. */
function modelOf({ model, description }: MixedModelBootstrap, method: string): LinearMixedModel {
  const { family, method: kind, givenParameters } = description;
  if (family !== undefined || kind !== undefined || givenParameters)
    throw new OptionError(
      `${method} intervals are of parametric bootstraps of linear mixed models at their estimates; ` +
        "this sample is one " +
        (family !== undefined
          ? `of a ${family} model`
          : kind !== undefined
            ? `of method "${kind}"`
            : "at other parameters"),
    );
  if (model === undefined)
    throw new OptionError(
      `${method} intervals need the model of the sample: restorereplicates(path, model) brings it along`,
    );
  return model;
}

/** Of the values, those equal to it counted by half. */
function shareBelow(values: Float64Array, estimate: number): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) count += values[i] < estimate ? 1 : values[i] === estimate ? 0.5 : 0;
  return count / values.length;
}

/** A standard deviation of 0, a correlation of ±1 or one that a standard deviation of 0 leaves open. */
function isAtEdge(name: string, estimate: number): boolean {
  if (/^σ/.test(name)) return estimate === 0;
  return /^ρ/.test(name) && (Math.abs(estimate) > 1 - 1e-6 || estimate === 0);
}
