import { OptionError } from "../../errors";
import { checkModel } from "../../model/checkModel";
import type { LinearMixedModel } from "../../model/linearMixedModel";
import { unknownName } from "../../table/nearest";
import { checkOptions, checkParts } from "../../table/options";
import { shownValue } from "../../table/shownValue";
import { Table } from "../../table/table";
import { COMBINATION_OPTIONS, type CombinationOptions, combinations } from "./linearCombinations";

/** Combinations of coefficients by name: the weight of each coefficient, by its name or all p of them in order. */
export type NamedCombinations = {
  readonly [name: string]: { readonly [coefname: string]: number } | ArrayLike<number>;
};

/**
 * Linear combinations (contrasts) of the coefficients, such as `lincom(m, { "at day 5": { "(Intercept)": 1, days: 5 }
 * })`: columns name, estimate, stderror, z (or df and t), p, lower, upper. Intervals are Wald's, with `dof` those of
 * Student's t, or with `sample` the shortest coverage intervals of a bootstrap. NaN for what the data cannot estimate.
 */
export function lincom(model: LinearMixedModel, named: NamedCombinations, options: CombinationOptions = {}): Table {
  checkModel("lincom", model);
  checkOptions("lincom", options, COMBINATION_OPTIONS);
  checkParts("the combinations of lincom, such as { difference: { x: 1, z: -1 } },", named);
  const names = Object.keys(named);
  if (names.length === 0)
    throw new OptionError("lincom needs a combination or more, such as { difference: { x: 1, z: -1 } }; got none");
  const { estimate, stderror, dof, pvalue, lower, upper } = combinations(
    model,
    names.map((name) => weightsOf(model, name, named[name])),
    options,
  );
  const t = estimate.map((value, i) => value / stderror[i]);
  const tests: [string, Float64Array][] =
    options.dof === undefined
      ? [["z", t]]
      : [
          ["df", dof],
          ["t", t],
        ];
  return Table.fromColumns(
    [
      ["name", names],
      ["estimate", estimate],
      ["stderror", stderror],
      ...tests,
      ["p", pvalue],
      ["lower", lower],
      ["upper", upper],
    ],
    {
      rowHeader: true,
      interval: ["lower", "upper"],
      caption: `Linear combinations of coefficients, ${Number((100 * (options.level ?? 0.95)).toFixed(4))} % intervals`,
      missing: "NaN",
      maxRows: Infinity,
    },
  );
}

function weightsOf({ coefnames }: LinearMixedModel, name: string, given: NamedCombinations[string]): Float64Array {
  if (typeof given !== "object" || given === null)
    throw new OptionError(
      `a combination has the weights of coefficients, such as { x: 1, z: -1 }; '${name}' is ${shownValue(given)}`,
    );
  const weights = new Float64Array(coefnames.length);
  if (typeof (given as ArrayLike<number>).length === "number") {
    if (given.length !== coefnames.length)
      throw new OptionError(
        `a combination has a weight for each of the ${coefnames.length} coefficients; '${name}' has ${String(given.length)}`,
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
