import { isMixedModel, type MixedModel } from "../../model/mixedModel";
import { checkSample } from "./checkSample";
import type { MixedModelBootstrap } from "./mixedModelBootstrap";

/** Whether a fit is singular (a variance is 0 or an effect is determined by others); for a sample, per replicate. */
export function issingular(model: MixedModel): boolean;
export function issingular(sample: MixedModelBootstrap): boolean[];
export function issingular(subject: MixedModel | MixedModelBootstrap): boolean | boolean[] {
  if (isMixedModel(subject)) return subject.issingular;
  checkSample("issingular", subject);
  return subject.issingular();
}
