import { OptionError } from "../../errors";
import type { LinkName } from "../../family/link";
import type { MixedModel } from "../mixedModel";
import { GeneralizedLinearMixedModel } from "./generalizedLinearMixedModel";

const KINDS: { readonly [link in LinkName]?: string } = {
  logit: "odds ratios",
  log: "rate ratios",
  cloglog: "hazard ratios",
};

/**
 * What exp of a coefficient, or of a difference of linear predictors, is with the link of a model: "odds ratios".
 * @throws for a link with which it is no ratio, and for a linear model
 */
export function ratioKind(model: MixedModel): string {
  const kind = model instanceof GeneralizedLinearMixedModel ? KINDS[model.link] : undefined;
  if (kind !== undefined) return kind;
  throw new OptionError(
    "exp of a coefficient is a ratio where the link is logit, log or cloglog; " +
      `'${model.formula}' ${model instanceof GeneralizedLinearMixedModel ? `has the link ${model.link}` : "is linear"}`,
  );
}
