import { shownList } from "../show/shownList";
import { columnValues } from "../table/matrixDisplay";
import { matrixOf } from "../table/matrixOf";
import type { NamedMatrix } from "../table/namedMatrix";
import { checkOptions } from "../table/options";
import { checkMixedModel } from "./checkModel";
import type { MixedModel } from "./mixedModel";
import { RandomEffectsMatrix } from "./parts/randomEffectsMatrix";
import { type RandomEffectsPCA, randomEffectsPCA } from "./parts/randomEffectsPCA";

/**
 * Covariances of the coefficients, or with `corr` their correlations, p × p; NaN for a column that is a combination of
 * others.
 */
export function vcov(model: MixedModel, options: { corr?: boolean } = {}): NamedMatrix {
  checkMixedModel("vcov", model);
  checkOptions("vcov", options, ["corr"]);
  const { coefnames } = model;
  const p = coefnames.length;
  return matrixOf(p, p, options.corr === true ? model.corr : model.vcov, {
    rows: coefnames,
    columns: coefnames,
    header: "coefname",
    caption: `${options.corr === true ? "Correlations" : "Covariances"} of the coefficients`,
    whole: true,
  });
}

/** The model matrix X, n × p, a column per coefficient. */
export function modelmatrix(model: MixedModel): NamedMatrix {
  checkMixedModel("modelmatrix", model);
  const { names, columns } = model.data.frame.fixed;
  const p = names.length;
  const caption = `Model matrix X, ${model.nobs} × ${p}`;
  return matrixOf(model.nobs, p, columnValues(columns), { columns: names, caption });
}

/** [n, p, q, k]: rows, rank of X, random effects, grouping factors, as MixedModels.jl's `size(m)`. */
export function size(model: MixedModel): [n: number, p: number, q: number, k: number] {
  checkMixedModel("size", model);
  const { terms } = model.data;
  const q = terms.reduce((sum, { levels, columns }) => sum + levels * columns.length, 0);
  return [model.nobs, model.rank, q, terms.length];
}

/** Z of the random effects of each term, in the order of `m.groupings`. */
export function reterms(model: MixedModel): readonly RandomEffectsMatrix[] {
  checkMixedModel("reterms", model);
  return shownList(model.data.terms.map((term) => RandomEffectsMatrix.create([term], model.nobs)));
}

/**
 * Principal components of the random effects of every term, of their correlations or, with `corr: false`, of their
 * covariances (Bates et al., arXiv:1506.04967, 2015), with their loadings.
 */
export function rePCA(model: MixedModel, options: { corr?: boolean } = {}): RandomEffectsPCA {
  checkMixedModel("rePCA", model);
  checkOptions("rePCA", options, ["corr"]);
  return randomEffectsPCA(model.data.terms, model.lambda, options.corr ?? true);
}
