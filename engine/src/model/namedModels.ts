import { OptionError } from "../errors";
import { topLevelTerms } from "../formula/language/topLevelTerms";
import { checkMixedModel } from "./checkModel";
import { isMixedModel, type MixedModel } from "./mixedModel";

/** Models by the names under which results list them, as in `modeltable({ m0, m1 })`. */
export interface NamedModels {
  readonly [name: string]: MixedModel;
}

export function isNamedModels(value: unknown): value is NamedModels {
  if (typeof value !== "object" || value === null || isMixedModel(value)) return false;
  const models = Object.values(value);
  return models.length > 0 && models.every(isMixedModel);
}

/** What a call of several models takes: models, a list of them, or an object that names them. */
export type ModelArgument = MixedModel | readonly MixedModel[] | NamedModels;

/** The models of a call and their names, none where they were not named. */
export function modelsOf(
  where: string,
  given: readonly ModelArgument[],
): { models: MixedModel[]; names: string[] | undefined } {
  if (given.length === 1 && Array.isArray(given[0])) for (const each of given[0]) checkMixedModel(where, each);
  const named = given.filter(isNamedModels);
  if (named.length === 0) return { models: given as MixedModel[], names: undefined };
  if (given.length > 1)
    throw new OptionError(`${where} takes models, or one list of them, or one object that names them all; got both`);
  if (Array.isArray(named[0])) return { models: [...(named[0] as readonly MixedModel[])], names: undefined };
  return { models: Object.values(named[0]), names: Object.keys(named[0]) };
}

/** Where formulas differ: the terms of each that not all have; nothing for a single model or equal formulas. */
export function formulaDifferences(models: readonly MixedModel[], names: readonly string[]): string[] {
  const terms = models.map(({ formula }) => topLevelTerms(formula));
  const own = terms.map((list) => list.filter((term) => !terms.every((other) => other.includes(term))));
  if (own.every((list) => list.length === 0)) return [];
  return [`The formulas differ in: ${own.map((list, i) => `${names[i]} ${list.join(" + ") || "–"}`).join("; ")}.`];
}
