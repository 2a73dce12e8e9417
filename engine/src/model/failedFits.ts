import type { ModelFacts } from "./modelFacts";

/**
 * A note for each of the models that is not at an optimum, to stand below whatever is made of their estimates.
 * @param name what a model is called there; default its formula
 */
export function failedFits<M extends Pick<ModelFacts, "certificate" | "formula">>(
  models: readonly M[],
  name = ({ formula }: M): string => `The fit of '${formula}'`,
): string[] {
  return models.flatMap((model) =>
    model.certificate.converged ? [] : [`${name(model)} is ${model.certificate.statement}.`],
  );
}
