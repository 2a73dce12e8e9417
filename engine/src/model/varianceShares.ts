import { OptionError } from "../errors";
import { exp } from "../math/exp";
import { log } from "../math/log";
import type { GeneralizedLinearMixedModel } from "./generalized/generalizedLinearMixedModel";
import { LinearMixedModel } from "./linearMixedModel";
import type { MixedModel } from "./mixedModel";

/** The variances that R² and ICC are shares of, on the scale of the linear predictor. */
export interface VarianceShares {
  /** Of the fixed effects: the variance of Xβ̂ over the rows. */
  readonly fixed: number;
  /** Of the random effects of each grouping factor: the mean of zᵀΣz over the rows (Johnson 2014). */
  readonly random: { readonly [grouping: string]: number };
  /** Of the observations given these. */
  readonly residual: number;
}

/**
 * The variances of a model's parts, as Nakagawa & Schielzeth (2013, Methods Ecol. Evol. 4, 133–142) have them, with
 * random slopes by Johnson (2014, Methods Ecol. Evol. 5, 944–946) and generalized models by Nakagawa, Johnson &
 * Schielzeth (2017, J. R. Soc. Interface 14, 20170213).
 * @param where the function that asks, for the errors
 */
export function varianceShares(where: string, model: MixedModel): VarianceShares {
  const { weighted, layout, terms } = model.data;
  const { roots } = weighted;
  const n = model.nobs;
  const scale = model instanceof LinearMixedModel ? model.sigma ** 2 : 1;
  const lambdas = layout.lambdasAt(model.working.theta);
  const random = Object.fromEntries(
    terms.map(({ grouping }, t) => {
      const { columns } = weighted.terms[t];
      return [grouping, scale * meanSquare(columns, lambdas[t], n, roots)] as const;
    }),
  );
  const fixed = varianceOf(weighted.fixed, model.working.beta, n, roots);
  const total = Object.values(random).reduce((sum, value) => sum + value, 0);
  return { fixed, random, residual: residualVariance(where, model, fixed, total) };
}

/** Mean over the rows of |λᵀz|². */
function meanSquare(
  columns: readonly Float64Array[],
  lambda: Float64Array,
  n: number,
  roots: Float64Array | undefined,
): number {
  const s = columns.length;
  let sum = 0;
  for (let row = 0; row < n; row++) {
    let own = 0;
    for (let c = 0; c < s; c++) {
      let product = 0;
      for (let i = c; i < s; i++) product += lambda[i * s + c] * columns[i][row];
      own += product * product;
    }
    sum += own / (roots === undefined ? 1 : roots[row] ** 2);
  }
  return sum / n;
}

/** Sample variance of Σ βⱼxⱼ over the rows. */
function varianceOf(
  columns: readonly Float64Array[],
  beta: Float64Array,
  n: number,
  roots: Float64Array | undefined,
): number {
  const values = new Float64Array(n);
  columns.forEach((column, j) => {
    for (let i = 0; i < n; i++) values[i] += (column[i] / (roots?.[i] ?? 1)) * beta[j];
  });
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
}

function residualVariance(where: string, model: MixedModel, fixed: number, random: number): number {
  if (model instanceof LinearMixedModel) {
    const { roots } = model.data.weighted;
    if (roots === undefined) return model.sigma ** 2;
    return (model.sigma ** 2 * roots.reduce((sum, root) => sum + 1 / root ** 2, 0)) / roots.length;
  }
  if (!(fixed < Infinity))
    throw new OptionError(`${where} needs finite coefficients; those of this model are not (separation)`);
  const { family, link, dispersion } = model;
  const latent: { readonly [link: string]: number } = { logit: Math.PI ** 2 / 3, probit: 1, cloglog: Math.PI ** 2 / 6 };
  const isBinary = family === "Bernoulli" || family === "Binomial";
  if (isBinary && Object.hasOwn(latent, link)) return latent[link];
  if (family === "Normal" && link === "identity") return meanOverRows(model, (weight) => dispersion / weight);
  if (link === "log" && family === "Gamma") return meanOverRows(model, (weight) => log(1 + dispersion / weight));
  if (link === "log" && family === "Poisson") return log(1 + 1 / typicalMean(model, random));
  if (link === "log" && family === "NegativeBinomial") return log(1 + 1 / typicalMean(model, random) + dispersion);
  if (link === "sqrt" && family === "Poisson") return 0.25;
  throw new OptionError(
    `${where} has a variance of the observations for Bernoulli and binomial models (logit, probit, cloglog), Poisson ` +
      `(log, sqrt), negative binomial and gamma (log) and normal ones; this one is ${family} with the link ${link}`,
  );
}

/** Of a variance that the weight of a row divides. */
function meanOverRows({ rows: { w } }: GeneralizedLinearMixedModel, variance: (weight: number) => number): number {
  return w.reduce((sum, weight) => sum + variance(weight), 0) / w.length;
}

/**
 * The mean count that the variance of a count on the log scale is taken at: that of the population, the mean over the
 * rows of exp(η + σ²/2) with η of the fixed effects and σ² of the random ones.
 */
function typicalMean(model: GeneralizedLinearMixedModel, random: number): number {
  const { offset } = model.data.frame;
  const { weighted } = model.data;
  const eta = offset?.slice() ?? new Float64Array(model.nobs);
  weighted.fixed.forEach((column, j) => {
    for (let i = 0; i < eta.length; i++) eta[i] += (column[i] / (weighted.roots?.[i] ?? 1)) * model.working.beta[j];
  });
  return eta.reduce((sum, value) => sum + exp(value + random / 2), 0) / eta.length;
}
