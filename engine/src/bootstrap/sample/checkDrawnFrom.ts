import { OptionError } from "../../errors";
import { fingerprint, fingerprintDifference } from "../../model/fingerprint";
import type { MixedModel } from "../../model/mixedModel";
import type { SampleDescription } from "./sampleDescription";

/** The model that replicates are refits of, as far as it is known. */
export type Origin = Pick<SampleDescription, "formula" | "coefnames" | "fingerprint">;

/**
 * @throws unless a sample was drawn from a model, or from one that is fitted alike to the same columns
 * @param rule "a sample must be drawn from its model"
 * @param what the sample is called
 */
export function checkDrawnFrom(
  rule: string,
  { description }: { readonly description: Origin },
  model: MixedModel,
  what = "the sample",
): void {
  const { formula } = model;
  const difference = originDifference(description, modelOrigin(model));
  if (difference === undefined) return;
  throw new OptionError(
    description.formula === formula
      ? `${rule}; ${what} is of another fit of '${formula}', which differs in ${difference}`
      : `${rule}; ${what} is of '${description.formula}', the model is '${formula}'`,
  );
}

export function modelOrigin(model: MixedModel): Required<Origin> {
  const { formula, coefnames } = model;
  return { formula, coefnames, fingerprint: fingerprint(model) };
}

/**
 * What two samples, or a sample and a model, differ in if they are not of one model: "the values of 'days'". Of samples
 * that an earlier release has saved the formula and the names of the coefficients tell.
 */
export function originDifference(a: Origin, b: Origin): string | undefined {
  if (a.fingerprint !== undefined && b.fingerprint !== undefined)
    return fingerprintDifference(a.fingerprint, b.fingerprint);
  return a.formula === b.formula && a.coefnames.join("\n") === b.coefnames.join("\n") ? undefined : "the terms";
}
