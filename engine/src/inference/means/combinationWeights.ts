import { OptionError } from "../../errors";
import type { MixedModel } from "../../model/mixedModel";
import { shownValue } from "../../table/shownValue";
import { unknownName } from "../../words/nearest";

/** Combinations of coefficients by name: the weight of each coefficient, by its name or all p of them in order. */
export type NamedCombinations = {
  readonly [name: string]: { readonly [coefname: string]: number } | ArrayLike<number>;
};

/** The weight of each coefficient in a named combination. @throws an OptionError for weights that are none */
export function weightsOf({ coefnames }: MixedModel, name: string, given: NamedCombinations[string]): Float64Array {
  if (typeof given !== "object" || given === null)
    throw new OptionError(
      `a combination has the weights of coefficients, such as { x: 1, z: -1 }; '${name}' is ${shownValue(given)}`,
    );
  const weights = new Float64Array(coefnames.length);
  if (typeof (given as ArrayLike<number>).length === "number") {
    if (given.length !== coefnames.length)
      throw new OptionError(
        `a combination has a weight for each of the ${coefnames.length} coefficients; ` +
          `'${name}' has ${String(given.length)}`,
      );
    weights.set(given as ArrayLike<number>);
  } else {
    for (const [coefname, weight] of Object.entries(given as { [coefname: string]: number })) {
      const index = coefnames.indexOf(coefname);
      if (index < 0) throw new OptionError(unknownName("coefficient", coefname, "coefficients", coefnames));
      weights[index] = weight;
    }
  }
  const bad = weights.find((weight) => !Number.isFinite(weight));
  if (bad !== undefined)
    throw new OptionError(`the weights of a combination must be finite numbers; '${name}' has ${bad}`);
  return weights;
}
