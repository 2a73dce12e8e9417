import { LinearMixedModel } from "../../model/linearMixedModel";
import { checkSample } from "./checkSample";
import type { MixedModelBootstrap } from "./mixedModelBootstrap";

/** Whether a fit is singular (a variance is 0 or an effect is determined by others); for a sample, per replicate. */
export function issingular(model: LinearMixedModel): boolean;
export function issingular(sample: MixedModelBootstrap): boolean[];
export function issingular(subject: LinearMixedModel | MixedModelBootstrap): boolean | boolean[] {
  if (subject instanceof LinearMixedModel) return subject.issingular;
  checkSample("issingular", subject);
  return subject.issingular();
}
