import { OptionError } from "../../errors";
import { checkOptions } from "../../table/options";
import { shownValue } from "../../table/shownValue";
import { checkGeneralized } from "../checkModel";
import type { GeneralizedLinearMixedModel } from "./generalizedLinearMixedModel";

export type ResidualType = "response" | "pearson" | "deviance" | "working";

/** The types by what they are of y, w, μ, η. */
const TYPES: readonly ResidualType[] = ["response", "pearson", "deviance", "working"];

/**
 * Residuals of a generalized model given its random effects, length n, as R has them: "response" (default) y − μ,
 * "pearson" (y − μ)·√(w/V(μ)), "deviance" the signed roots of the deviances, "working" (y − μ)/μ′(η). A dispersion φ is
 * not divided out.
 */
export function residuals(
  model: GeneralizedLinearMixedModel,
  options: { readonly type?: ResidualType } = {},
): Float64Array {
  checkGeneralized("residuals", model);
  checkOptions("residuals", options, ["type"]);
  const { type = "response" } = options;
  if (!TYPES.includes(type))
    throw new OptionError(
      `the type of residuals is ${TYPES.map((one) => `"${one}"`).join(", ")}; got ${shownValue(type)}`,
    );
  const { family, link, y, w } = model.rows;
  const mean = new Float64Array(5);
  const v = new Float64Array(3);
  return y.map((value, i) => {
    link.inverse(model.eta[i], mean);
    const [mu, complement, slope] = mean;
    const rest = value === 1 && family.isProbability ? complement : value - mu;
    switch (type) {
      case "response":
        return rest;
      case "working":
        return rest / slope;
      case "pearson":
        family.variance(mu, complement, model.dispersion, v);
        return rest * Math.sqrt(w[i] / v[0]);
      default:
        return (
          Math.sign(rest) * Math.sqrt(Math.max(0, w[i] * family.unitDeviance(value, mu, complement, model.dispersion)))
        );
    }
  });
}

/**
 * Pearson's Σ w(y − μ)²/V(μ) over n less the number of parameters: near 1 where counts or proportions vary as their
 * family says. The residuals are those given the random effects, so this is a description, not a test; an
 * observation-level random effect takes it below 1. NaN with no more observations than parameters.
 */
export function overdispersion(model: GeneralizedLinearMixedModel): number {
  checkGeneralized("overdispersion", model);
  const squares = residuals(model, { type: "pearson" }).reduce((sum, value) => sum + value * value, 0);
  const left = model.nobs - model.rank - model.theta.length;
  return left > 0 ? squares / left : NaN;
}
