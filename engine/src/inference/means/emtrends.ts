import { workingDesign } from "../../deviance/modelData";
import { DataError, OptionError } from "../../errors";
import { checkMixedModel } from "../../model/checkModel";
import { failedFits } from "../../model/failedFits";
import type { MixedModel } from "../../model/mixedModel";
import { besideResults } from "../../table/besideResults";
import { checkOptions, checkParts } from "../../table/options";
import { estimateFormats } from "../../table/resultFormats";
import { Table } from "../../table/table";
import { unknownName } from "../../words/nearest";
import { type EffectsOptions, meansOf } from "./effects";
import {
  COMBINATION_OPTIONS,
  type CombinationWeights,
  combinations,
  notDetermined,
  sumOfCombinations,
} from "./linearCombinations";
import {
  type Averaging,
  dateText,
  type EffectsDesign,
  mean,
  numbersOf,
  type ReferenceGrid,
  referenceGrid,
} from "./referenceGrid";
import { sourceColumns } from "./sourceColumns";

/** The step of the differences, as a part of the variable's range; the error that twice it tells is taken away. */
const STEP = 1e-3;
/** Slopes on both sides of a place that differ by less than this part of them are one. */
const SMALL = 1e-2;

/**
 * Slopes of the population's mean in a numeric variable, for all combinations of the values of a design: at its mean,
 * or at its values in the design; others as in {@link effects}. Those of a generalized model are of its linear
 * predictor. As emtrends of R's emmeans. Columns: the variables of
 * the design, trend, stderror, df (with `dof`), z or t, p, lower, upper.
 * @throws an OptionError for a variable that is none of the fixed effects, a DataError for one that does not vary,
 * and where the mean jumps or bends
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
  const [least, greatest] = extremes(values);
  if (!(greatest > least))
    throw new DataError(`a trend needs a variable that varies; '${variable}' is always ${least}`);
  const asked = Object.hasOwn(design, variable) ? design[variable] : undefined;
  const others = Object.entries(design).filter(([name]) => name !== variable);
  const places = asked === undefined ? [mean(values)] : [...numbersOf(variable, asked.map(dateText))];
  const parts = places.map((place) => {
    const slopes = slopesAt(model, variable, place, greatest - least, others, average);
    return { place, ...slopes };
  });
  const weights = parts.flatMap((part) => part.weights);
  const { estimate, stderror, dof: df, pvalue, lower, upper } = combinations(model, weights, options);
  const t = estimate.map((value, i) => value / stderror[i]);
  const designColumns = parts[0].columns.map(
    ([name], k) => [name, columnOf(parts.flatMap(({ columns }) => columns[k][1]))] as const,
  );
  const at = Float64Array.from(parts.flatMap(({ place, weights: own }) => own.map(() => place)));
  return Table.fromColumns(
    besideResults(
      [...(asked === undefined ? [] : [[variable, at] as const]), ...designColumns],
      [
        ["trend", estimate],
        ["stderror", stderror],
        ...(dof === undefined ? [["z", t] as const] : [["df", df] as const, ["t", t] as const]),
        ["p", pvalue],
        ["lower", lower],
        ["upper", upper],
      ],
    ),
    {
      formats: estimateFormats(["trend"], "stderror"),
      interval: ["lower", "upper"],
      caption:
        `Slopes of ${meansOf(model, false)} in ${variable}, ` +
        `${Number((100 * (options.level ?? 0.95)).toFixed(4))} % intervals`,
      missing: "NaN",
      get notes() {
        return [...failedFits<MixedModel>([model]), ...notDetermined(estimate, stderror)];
      },
      maxRows: Infinity,
    },
  );
}

/** Slopes at one value of the variable, for all combinations of the others. */
function slopesAt(
  model: MixedModel,
  variable: string,
  place: number,
  range: number,
  others: readonly (readonly [string, EffectsDesign[string]])[],
  average: Averaging,
): { columns: (readonly [string, (number | string | boolean | null)[]])[]; weights: CombinationWeights[] } {
  const step = STEP * range;
  const usual = spreadsOf(model).map((spread) => spread / range);
  const at = [-2, -1, 0, 1, 2].map((steps) => place + steps * step);
  // The variable comes first, so that its values follow each other.
  const grid = gridAbout(model, variable, place, Object.fromEntries([[variable, at], ...others]), average);
  const columns = grid.columns
    .slice(1)
    .map(([name, column]) => [name, [...column].filter((_, i) => i % at.length === 0)] as const);
  const weights = Array.from({ length: grid.weights.length / at.length }, (_, i) => {
    const own = grid.weights.slice(at.length * i, at.length * (i + 1));
    if (
      !isSmooth(
        own.map(({ working }) => working),
        at,
        usual,
      )
    )
      throw new DataError(
        `a trend is the slope of a mean that has one; it jumps or bends where '${variable}' is ${place}`,
      );
    const between = (
      low: number,
      high: number,
      times: number,
    ): { combination: CombinationWeights; times: number }[] => [
      { combination: own[high], times: times / (at[high] - at[low]) },
      { combination: own[low], times: -times / (at[high] - at[low]) },
    ];
    return sumOfCombinations([...between(1, 3, 4 / 3), ...between(0, 4, -1 / 3)]);
  });
  return { columns, weights };
}

function gridAbout(
  model: MixedModel,
  variable: string,
  place: number,
  design: EffectsDesign,
  average: Averaging,
): ReferenceGrid {
  try {
    return referenceGrid(model.data, design, average);
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    throw new DataError(
      `a trend needs a mean on both sides of a value; that of '${variable}' about ${place} has none: ${error.message}`,
    );
  }
}

/**
 * Whether functions with these values at five even places about one have a slope there. The slopes to the right and to
 * the left then come closer in proportion to the step, and those over one and two steps are nearly the same.
 * @param usual a slope of each function that is large enough for differences to matter
 */
function isSmooth(values: readonly Float64Array[], at: readonly number[], usual: Float64Array): boolean {
  return usual.every((scale, j) => {
    const slope = (low: number, high: number): number => (values[high][j] - values[low][j]) / (at[high] - at[low]);
    const [near, far] = [Math.abs(slope(2, 3) - slope(1, 2)), Math.abs(slope(2, 4) - slope(0, 2))];
    const size = Math.abs(slope(0, 4)) + scale;
    const comeCloser = far <= SMALL * size || (near > far / 4 && near < (3 * far) / 4);
    return comeCloser && Math.abs(slope(1, 3) - slope(0, 4)) <= 10 * SMALL * size;
  });
}

/** By how much each working column varies over the rows of the fit. */
function spreadsOf({ data }: MixedModel): Float64Array {
  return Float64Array.from(workingDesign(data).fixed, (column) => {
    const [least, greatest] = extremes(column);
    return greatest - least;
  });
}

function extremes(values: Float64Array): [number, number] {
  return [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
}

function columnOf(values: readonly (number | string | boolean | null)[]): Float64Array | string[] {
  return values.every((value) => typeof value === "number") ? Float64Array.from(values) : values.map(String);
}
