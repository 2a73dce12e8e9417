import { OptionError } from "../errors";
import { shownValue } from "../table/shownValue";
import { GeneralizedLinearMixedModel } from "./generalized/generalizedLinearMixedModel";
import { LinearMixedModel } from "./linearMixedModel";
import { isMixedModel, type MixedModel } from "./mixedModel";

/** @throws unless the argument is a linear model. @param where the function as the user calls it: "profile" */
export function checkModel(where: string, model: unknown): asserts model is LinearMixedModel {
  if (model instanceof GeneralizedLinearMixedModel)
    throw new OptionError(
      `${where} is made for linear mixed models so far, whose residuals are normal with one variance; ` +
        `'${model.formula}' is a model of the family ${model.family}`,
    );
  if (!(model instanceof LinearMixedModel))
    throw new OptionError(`${where} needs a model made by fit; got ${shownValue(model)}`);
}

/** @throws unless the argument is a model, linear or generalized */
export function checkMixedModel(where: string, model: unknown): asserts model is MixedModel {
  if (!isMixedModel(model)) throw new OptionError(`${where} needs a model made by fit; got ${shownValue(model)}`);
}

/** @throws unless the argument is a generalized model */
export function checkGeneralized(where: string, model: unknown): asserts model is GeneralizedLinearMixedModel {
  if (model instanceof LinearMixedModel)
    throw new OptionError(`${where} is for generalized mixed models; '${model.formula}' is a linear one`);
  if (!(model instanceof GeneralizedLinearMixedModel))
    throw new OptionError(`${where} needs a model made by fit with a family; got ${shownValue(model)}`);
}
