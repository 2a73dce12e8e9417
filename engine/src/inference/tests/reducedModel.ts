import { Design } from "../../formula/frame/design";
import type { ModelFrame } from "../../formula/frame/modelFrame";
import { randomTerms } from "../../formula/frame/randomTerms";
import { printFormula } from "../../formula/language/print";
import type { FormulaTerms, RandomTermSpec, Term } from "../../formula/language/terms";
import { fitFrame } from "../../model/fitFrame";
import { minusTwoLogLikelihoodWithoutRandom, refitFrame } from "../../model/generalized/fitGeneralized";
import { GeneralizedLinearMixedModel } from "../../model/generalized/generalizedLinearMixedModel";
import type { MixedModel } from "../../model/mixedModel";
import { atEstimates } from "../smallSample/modelDeviance";

/** The frame of a model with other fixed effects, factors coded as in a formula of these. */
export function frameWithFixed(frame: ModelFrame, fixed: readonly Term[]): ModelFrame {
  const terms = { ...frame.recipe.terms, fixed };
  return { ...withTerms(frame, terms), fixed: designOf(frame).columns(fixed) };
}

/** The fit of a model with other random-effects terms, at least one, by the same criterion. */
export function fitWithRandom(model: MixedModel, random: readonly RandomTermSpec[]): MixedModel {
  const { frame } = model.data;
  const terms = { ...frame.recipe.terms, random };
  const reduced = { ...withTerms(frame, terms), random: randomTerms(random, frame.recipe.rows, designOf(frame)) };
  return model instanceof GeneralizedLinearMixedModel ? refitFrame(model, reduced) : fitFrame(reduced, model.criterion);
}

/** The criterion of the model that is left without random effects: that of the mixed model at θ = 0. */
export function objectiveWithoutRandom(model: MixedModel): number {
  if (model instanceof GeneralizedLinearMixedModel) return minusTwoLogLikelihoodWithoutRandom(model);
  return atEstimates(model, ({ deviance, layout }) => {
    layout.fill(deviance.lambdas, new Float64Array(layout.length));
    deviance.factor(false);
    return deviance.solve(true);
  });
}

/** What makes columns of the terms of a frame. */
export function designOf({ recipe: { rows, contrasts, terms } }: ModelFrame): Design {
  return new Design(rows, contrasts, terms.derived);
}

function withTerms(frame: ModelFrame, terms: FormulaTerms): ModelFrame {
  return { ...frame, formula: printFormula(terms), recipe: { ...frame.recipe, terms } };
}
