import { EffectsInverse } from "../deviance/effectsInverse";
import { multiply } from "../linalg/small";
import { byGroup } from "../show/byGroup";
import { byName } from "../show/byName";
import { checkOptions } from "../table/options";
import { Table } from "../table/table";
import { checkModel } from "./checkModel";
import type { LinearMixedModel } from "./linearMixedModel";

/**
 * How much the fitted value of each row follows its own response, at the θ of the fit: the diagonal of the hat matrix,
 * length n.
 */
export function leverage(model: LinearMixedModel): Float64Array {
  checkModel("leverage", model);
  const { weighted, layout } = model.data;
  return new EffectsInverse(weighted.terms, weighted.fixed, layout.lambdasAt(model.working.theta)).leverages();
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

/**
 * Conditional covariances of the random effects given the response, θ, σ and β: per grouping factor S × S numbers for
 * each level.
 */
export function condVar(model: LinearMixedModel): { readonly [grouping: string]: Float64Array } {
  checkModel("condVar", model);
  const { terms, weighted, layout, change } = model.data;
  const lambdas = layout.lambdasAt(model.working.theta);
  const inverse = new EffectsInverse(weighted.terms, [], lambdas);
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
          all[(l * s + i) * s + j] = sum * model.sigma ** 2;
        }
    }
  });
  return byName(Object.entries(result));
}

/**
 * {@link condVar} as one table per grouping factor: the level, a column σ per effect, a column ρ per pair of effects.
 */
export function condVartables(model: LinearMixedModel): { readonly [grouping: string]: Table } {
  checkModel("condVartables", model);
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
export function ranef(model: LinearMixedModel, options: RanefOptions = {}): { readonly [grouping: string]: Table } {
  checkModel("ranef", model);
  checkOptions("ranef", options, ["uscale"]);
  return options.uscale === true ? model.u : model.ranef;
}

/** {@link ranef} by the name that it has in MixedModels.jl as tables. */
export function raneftables(
  model: LinearMixedModel,
  options: RanefOptions = {},
): { readonly [grouping: string]: Table } {
  checkModel("raneftables", model);
  return ranef(model, options);
}
