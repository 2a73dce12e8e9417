import { OptionError } from "../errors";
import { shownValue } from "../table/shownValue";
import { LinearMixedModel } from "./linearMixedModel";

/** @throws unless the argument is a model. @param where the function as the user calls it: "VarCorr" */
export function checkModel(where: string, model: unknown): asserts model is LinearMixedModel {
  if (!(model instanceof LinearMixedModel))
    throw new OptionError(`${where} needs a model made by fit; got ${shownValue(model)}`);
}
