import { DataError, OptionError } from "../../errors";
import { removeSpan, sumOfProducts } from "../../linalg/orthogonalize";
import { checkModel } from "../../model/checkModel";
import { fitData } from "../../model/fitFrame";
import type { LinearMixedModel } from "../../model/linearMixedModel";
import { checkOptions } from "../../table/options";
import { highestPoint } from "./highestPoint";
import { needed, ofSquares, ResponseTransformation, type TransformationCriterion } from "./responseTransformation";
import { boxCox, type PowerFamily, yeoJohnson } from "./scaledPower";

export interface TransformationOptions {
  /**
   * What is maximised over λ. "marginal" (default): the likelihood of the response, random effects integrated out, with
   * β, θ and σ at their maximum for each λ. "conditional": −n/2·log Σr² of the residuals from the fitted values, random
   * effects included, as BoxCox.jl takes it; it favours λ for which random effects take up more.
   */
  criterion?: TransformationCriterion;
}

/** A constant outside of the span of X by more than this part of its length is not in it. */
const OUTSIDE = 1e-8;

/**
 * The Box–Cox transformation (y^λ − 1)/λ of a model's response under which the model fits best (Box & Cox, J. R. Stat.
 * Soc. B 26, 1964; for mixed models Gurka, Edwards, Muller & Kupper, J. R. Stat. Soc. A 169, 2006): λ, its interval by
 * `confint`, its curve by {@link boxcoxplot}. The model is refitted by maximum likelihood for about 30 λ. Without an
 * intercept λ would depend on the unit of the response.
 * @throws unless the response is positive and X has an intercept
 */
export function boxcox(model: LinearMixedModel, options: TransformationOptions = {}): ResponseTransformation {
  checkModel("boxcox", model);
  const basis = model.data.basis.basis;
  const constant = (model.data.weighted.roots ?? new Float64Array(model.nobs).fill(1)).slice();
  const length = sumOfProducts(constant, constant);
  removeSpan(constant, basis);
  if (sumOfProducts(constant, constant) > OUTSIDE ** 2 * length)
    throw new OptionError(`boxcox needs a model with an intercept, without which λ has units; got '${model.formula}'`);
  return transformation("boxcox", boxCox, model, options);
}

/**
 * The Yeo–Johnson transformation of a model's response (Biometrika 87, 2000), for negative numbers too; otherwise as
 * {@link boxcox}. Its λ depends on the unit and the origin of the response.
 */
export function yeojohnson(model: LinearMixedModel, options: TransformationOptions = {}): ResponseTransformation {
  checkModel("yeojohnson", model);
  return transformation("yeojohnson", yeoJohnson, model, options);
}

function transformation(
  where: string,
  family: PowerFamily,
  model: LinearMixedModel,
  options: TransformationOptions,
): ResponseTransformation {
  checkOptions(where, options, ["criterion"]);
  const { criterion = "marginal" } = options;
  if (criterion !== "marginal" && criterion !== "conditional")
    throw new OptionError(`the criterion of ${where} is "marginal" or "conditional"; got ${JSON.stringify(criterion)}`);
  const { response, data, formula } = model;
  if (model.sigmaIsFixed || data.frame.offset !== undefined)
    throw new OptionError(
      `${where} needs a model whose response may be in any unit; '${formula}' has ` +
        (model.sigmaIsFixed ? "a fixed σ" : "an offset"),
    );
  const bad = response.findIndex(
    (y) => Number.isNaN(family.transform(y, 0)) || !Number.isFinite(family.transform(y, 0)),
  );
  if (bad >= 0)
    throw new DataError(
      `a ${family.name} transformation takes ${needed(family)}; '${model.responsename}' is ${response[bad]} in row ` +
        `${data.frame.recipe.rows.rows[bad] + 1}` +
        (family === boxCox ? ", which yeojohnson takes" : ""),
    );
  const curve = remembered(criterionOf(model, family, criterion));
  const highest = highestPoint(curve);
  if (highest === undefined)
    throw new DataError(`the criterion of ${where} has no maximum for λ between −12 and 12, for '${formula}'`);
  return ResponseTransformation.create({ family, criterion, formula, highest, curve });
}

/** The criterion as a function of λ; −∞ where the transformed response cannot be fitted. */
function criterionOf(
  { data, response, nobs }: LinearMixedModel,
  family: PowerFamily,
  criterion: TransformationCriterion,
): (lambda: number) => number {
  const scaled = family.scaled(response);
  const { frame } = data;
  return (lambda) => {
    const values = scaled(lambda);
    if (!values.every(Number.isFinite)) return -Infinity;
    const own = { ...data, frame: { ...frame, response: { name: frame.response.name, values } } };
    try {
      const refit = fitData(own, { REML: false, progress: false });
      if (criterion === "marginal") return refit.loglikelihood;
      return ofSquares(
        nobs,
        refit.residuals.reduce((sum, r, i) => sum + refit.weights[i] * r * r, 0),
      );
    } catch (error) {
      if (error instanceof DataError) return -Infinity;
      throw error;
    }
  };
}

function remembered(curve: (x: number) => number): (x: number) => number {
  const known = new Map<number, number>();
  return (x) => {
    const y = known.get(x) ?? curve(x);
    known.set(x, y);
    return y;
  };
}
