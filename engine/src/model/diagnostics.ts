import { EffectsInverse } from "../deviance/effectsInverse";
import { multiply } from "../linalg/small";
import type { TermDesign } from "../matrices/blockProduct";
import { byGroup } from "../show/byGroup";
import { byName } from "../show/byName";
import { checkOptions } from "../table/options";
import { Table } from "../table/table";
import { checkMixedModel, checkModel } from "./checkModel";
import { LinearMixedModel } from "./linearMixedModel";
import type { MixedModel } from "./mixedModel";

/**
 * How much the fitted value of each row follows its own response, at the θ of the fit: the diagonal of the hat matrix,
 * length n; of a generalized model that of its working linear model.
 */
export function leverage(model: MixedModel): Float64Array {
  checkMixedModel("leverage", model);
  const { terms, fixed } = independentRows(model);
  return new EffectsInverse(terms, fixed, model.data.layout.lambdasAt(model.working.theta)).leverages();
}

/**
 * Cook's distances w·r²h / (p·σ²·(1 − h)²), length n, with the weights w, leverages h and residuals r at the θ of the
 * fit.
 */
export function cooksdistance(model: LinearMixedModel): Float64Array {
  checkModel("cooksdistance", model);
  const h = leverage(model);
  const scale = model.data.fixed.length * model.sigma ** 2;
  const { weights } = model;
  return model.residuals.map((residual, i) => (weights[i] * residual ** 2 * h[i]) / (scale * (1 - h[i]) ** 2));
}

/** The working columns with rows of one variance: weighted, by the curvature of a generalized model's rows. */
function independentRows(model: MixedModel): { terms: readonly TermDesign[]; fixed: readonly Float64Array[] } {
  const { data } = model;
  if (model instanceof LinearMixedModel) return data.weighted;
  const scaled = (column: Float64Array): Float64Array => column.map((value, i) => value * model.workingRoots[i]);
  return {
    terms: data.weighted.terms.map(({ refs, levels, columns }) => ({ refs, levels, columns: columns.map(scaled) })),
    fixed: data.weighted.fixed.map(scaled),
  };
}

/**
 * Conditional covariances of the random effects given the response, θ, σ and β: per grouping factor S × S numbers for
 * each level.
 */
export function condVar(model: MixedModel): { readonly [grouping: string]: Float64Array } {
  checkMixedModel("condVar", model);
  const { terms, layout, change } = model.data;
  const lambdas = layout.lambdasAt(model.working.theta);
  const scale = model instanceof LinearMixedModel ? model.sigma ** 2 : 1;
  const inverse = new EffectsInverse(independentRows(model).terms, [], lambdas);
  const result = Object.create(null) as { [grouping: string]: Float64Array };
  terms.forEach(({ grouping, columns, levels }, t) => {
    const s = columns.length;
    const lambda = lambdas[t].slice();
    const changed = change.terms[t];
    if (changed !== undefined) multiply(lambda, changed.inverse, lambdas[t], s);
    const blocks = inverse.levelBlocks(t);
    const all = (result[grouping] = new Float64Array(blocks.length));
    for (let l = 0; l < levels; l++) {
      for (let i = 0; i < s; i++)
        for (let j = 0; j < s; j++) {
          let sum = 0;
          for (let a = 0; a < s; a++)
            for (let b = 0; b < s; b++) sum += lambda[i * s + a] * blocks[(l * s + a) * s + b] * lambda[j * s + b];
          all[(l * s + i) * s + j] = sum * scale;
        }
    }
  });
  return byName(Object.entries(result));
}

/**
 * {@link condVar} as one table per grouping factor: the level, a column σ per effect, a column ρ per pair of effects.
 */
export function condVartables(model: MixedModel): { readonly [grouping: string]: Table } {
  checkMixedModel("condVartables", model);
  const variances = condVar(model);
  const tables = model.data.terms.map(({ grouping, names, levelNames }) => {
    const s = names.length;
    const element = (l: number, i: number, j: number): number => variances[grouping][(l * s + i) * s + j];
    const spread = names.map(
      (name, i) => [`σ ${name}`, Float64Array.from(levelNames, (_, l) => Math.sqrt(element(l, i, i)))] as const,
    );
    const pairs = names.flatMap((first, i) =>
      names
        .slice(0, i)
        .map(
          (second, j) =>
            [
              `ρ ${second}, ${first}`,
              Float64Array.from(levelNames, (_, l) =>
                correlationOf(element(l, i, j), element(l, i, i) * element(l, j, j)),
              ),
            ] as const,
        ),
    );
    return [
      grouping,
      Table.fromColumns([[grouping, [...levelNames]], ...spread, ...pairs], {
        rowHeader: true,
        caption: `Conditional standard deviations and correlations of ${grouping}`,
      }),
    ] as const;
  });
  return byGroup(tables, () => tables.map(([, table]) => table));
}

function correlationOf(covariance: number, squares: number): number {
  return squares === 0 ? 0 : covariance / Math.sqrt(squares);
}

export interface RanefOptions {
  /**
   * The spherical scale: u with b = Λu, uncorrelated and with the standard deviation σ, in place of b; default false.
   */
  uscale?: boolean;
}

/**
 * The conditional modes of the random effects, in units of the response, one table per grouping factor: the level and a
 * column per effect.
 */
export function ranef(model: MixedModel, options: RanefOptions = {}): { readonly [grouping: string]: Table } {
  checkMixedModel("ranef", model);
  checkOptions("ranef", options, ["uscale"]);
  return options.uscale === true ? model.u : model.ranef;
}

/** {@link ranef} by the name that it has in MixedModels.jl as tables. */
export function raneftables(model: MixedModel, options: RanefOptions = {}): { readonly [grouping: string]: Table } {
  checkMixedModel("raneftables", model);
  return ranef(model, options);
}
