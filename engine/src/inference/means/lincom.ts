import { OptionError } from "../../errors";
import { checkMixedModel } from "../../model/checkModel";
import { failedFits } from "../../model/failedFits";
import { ratioKind } from "../../model/generalized/ratios";
import { asRatios, type EstimateType, isOnResponseScale } from "../../model/generalized/responseScale";
import type { MixedModel } from "../../model/mixedModel";
import { checkOptions, checkParts } from "../../table/options";
import { estimateFormats } from "../../table/resultFormats";
import { Table } from "../../table/table";
import { type NamedCombinations, weightsOf } from "./combinationWeights";
import {
  COMBINATION_OPTIONS,
  type CombinationOptions,
  combinationOf,
  combinations,
  notDetermined,
} from "./linearCombinations";

export interface LincomOptions extends CombinationOptions {
  /**
   * Of a generalized model: "linpred" (default), on the scale of the linear predictor, or "response": exp of the
   * combinations, which are ratios of odds (logit), of rates (log) or of hazards (cloglog).
   */
  type?: EstimateType;
}

/**
 * Linear combinations (contrasts) of the coefficients, such as `lincom(m, { "at day 5": { "(Intercept)": 1, days: 5 }
 * })`: columns name, estimate, stderror, z (or df and t), p, lower, upper. Intervals are Wald's, with `dof` those of
 * Student's t, or with `sample` the shortest coverage intervals of a bootstrap. NaN for what the data cannot estimate.
 */
export function lincom(model: MixedModel, named: NamedCombinations, options: LincomOptions = {}): Table {
  checkMixedModel("lincom", model);
  checkOptions("lincom", options, [...COMBINATION_OPTIONS, "type"]);
  checkParts("the combinations of lincom, such as { difference: { x: 1, z: -1 } },", named);
  const names = Object.keys(named);
  if (names.length === 0)
    throw new OptionError("lincom needs a combination or more, such as { difference: { x: 1, z: -1 } }; got none");
  const kind = isOnResponseScale(model, options.type) ? ratioKind(model) : undefined;
  const predictors = combinations(
    model,
    names.map((name) => combinationOf(model, weightsOf(model, name, named[name]))),
    options,
  );
  const { estimate, stderror, dof, pvalue, lower, upper } = kind === undefined ? predictors : asRatios(predictors);
  const t = predictors.estimate.map((value, i) => value / predictors.stderror[i]);
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
      formats: estimateFormats(["estimate"], "stderror"),
      interval: ["lower", "upper"],
      caption:
        `Linear combinations of coefficients${kind === undefined ? "" : ` as ${kind}`}, ` +
        `${Number((100 * (options.level ?? 0.95)).toFixed(4))} % intervals`,
      missing: "NaN",
      get notes() {
        return [...failedFits<MixedModel>([model]), ...notDetermined(estimate, stderror)];
      },
      maxRows: Infinity,
    },
  );
}
