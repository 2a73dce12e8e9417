import { OptionError } from "../../errors";
import { shownValue } from "../../table/shownValue";
import { MixedModelBootstrap } from "./mixedModelBootstrap";

/** @throws unless the argument is a bootstrap sample. @param where the function as the user calls it: "confint" */
export function checkSample(where: string, sample: unknown): asserts sample is MixedModelBootstrap {
  if (!(sample instanceof MixedModelBootstrap))
    throw new OptionError(`${where} needs a sample made by parametricbootstrap; got ${shownValue(sample)}`);
}
