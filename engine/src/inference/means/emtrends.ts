import { DataError, OptionError } from "../../errors";
import { checkMixedModel } from "../../model/checkModel";
import { failedFits } from "../../model/failedFits";
import type { MixedModel } from "../../model/mixedModel";
import { unknownName } from "../../table/nearest";
import { checkOptions, checkParts } from "../../table/options";
import { Table } from "../../table/table";
import { type EffectsOptions, meansOf } from "./effects";
import { COMBINATION_OPTIONS, combinations, notDetermined, sumOfCombinations } from "./linearCombinations";
import { type EffectsDesign, mean, referenceGrid } from "./referenceGrid";
import { sourceColumns } from "./sourceColumns";

/** Steps of the differences, as parts of the variable's range; the error that the larger one tells is taken away. */
const STEPS = [1e-3, 2e-3];

/**
 * Slopes of the population's mean in a numeric variable, for all combinations of the values of a design: at its mean,
 * or at its values in the design; others as in {@link effects}. Those of a generalized model are of its linear
 * predictor. As emtrends of R's emmeans. Columns: the variables of
 * the design, trend, stderror, df (with `dof`), z or t, p, lower, upper.
 * @throws an OptionError for a variable that is none of the fixed effects, a DataError for one that does not vary
 */
export function emtrends(
  variable: string,
  design: EffectsDesign,
  model: MixedModel,
  options: Omit<EffectsOptions, "type"> = {},
): Table {
  checkMixedModel("emtrends", model);
  checkOptions("emtrends", options, [...COMBINATION_OPTIONS, "average"]);
  checkParts('the design of emtrends, such as { sex: ["f", "m"] },', design);
  const { average = "rows", dof } = options;
  if (average !== "rows" && average !== "levels")
    throw new OptionError(`other factors are averaged by "rows" or "levels"; got ${JSON.stringify(average)}`);
  const { frame } = model.data;
  const { rows } = frame.recipe;
  const names = sourceColumns(frame, frame.recipe.terms.fixed.flat());
  if (!names.has(variable))
    throw new OptionError(unknownName("variable of the fixed effects", variable, "variables", [...names]));
  if (!rows.isNumeric(variable))
    throw new OptionError(`a trend is one of a numeric variable; '${variable}' is a factor`);
  const values = rows.numeric(variable);
  const [least, greatest] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
  if (!(greatest > least))
    throw new DataError(`a trend needs a variable that varies; '${variable}' is always ${least}`);
  const { [variable]: asked, ...others } = design;
  const places = (asked as readonly number[] | undefined) ?? [mean(values)];
  const parts = places.map((place) => {
    const slopes = STEPS.map((step) => {
      const h = step * (greatest - least);
      // The variable comes first, so that its two values follow each other.
      const ends = [place - h, place + h];
      const width = ends[1] - ends[0];
      const grid = referenceGrid(model.data, { [variable]: ends, ...others }, average);
      const pairs = Array.from({ length: grid.weights.length / 2 }, (_, i) => [
        grid.weights[2 * i],
        grid.weights[2 * i + 1],
      ]);
      const columns = grid.columns
        .slice(1)
        .map(([name, column]) => [name, [...column].filter((_, i) => i % 2 === 0)] as const);
      const slopes = pairs.map(([low, high]) =>
        sumOfCombinations([
          { combination: high, times: 1 / width },
          { combination: low, times: -1 / width },
        ]),
      );
      return { columns, weights: slopes };
    });
    const [fine, coarse] = slopes;
    return {
      place,
      columns: fine.columns,
      weights: fine.weights.map((own, i) =>
        sumOfCombinations([
          { combination: own, times: 4 / 3 },
          { combination: coarse.weights[i], times: -1 / 3 },
        ]),
      ),
    };
  });
  const weights = parts.flatMap((part) => part.weights);
  const { estimate, stderror, dof: df, pvalue, lower, upper } = combinations(model, weights, options);
  const t = estimate.map((value, i) => value / stderror[i]);
  const designColumns = parts[0].columns.map(
    ([name], k) => [name, columnOf(parts.flatMap(({ columns }) => columns[k][1]))] as const,
  );
  return Table.fromColumns(
    [
      ...(asked === undefined
        ? []
        : [[variable, Float64Array.from(parts.flatMap(({ place, weights: own }) => own.map(() => place)))] as const]),
      ...designColumns,
      ["trend", estimate],
      ["stderror", stderror],
      ...(dof === undefined ? [["z", t] as const] : [["df", df] as const, ["t", t] as const]),
      ["p", pvalue],
      ["lower", lower],
      ["upper", upper],
    ],
    {
      interval: ["lower", "upper"],
      caption:
        `Slopes of ${meansOf(model, false)} in ${variable}, ` +
        `${Number((100 * (options.level ?? 0.95)).toFixed(4))} % intervals`,
      missing: "NaN",
      get notes() {
        return [...failedFits<MixedModel>([model]), ...notDetermined(estimate)];
      },
      maxRows: Infinity,
    },
  );
}

function columnOf(values: readonly (number | string | boolean | null)[]): Float64Array | string[] {
  return values.every((value) => typeof value === "number") ? Float64Array.from(values) : values.map(String);
}
