import { OptionError } from "../../errors";
import { checkModel } from "../../model/checkModel";
import type { LinearMixedModel } from "../../model/linearMixedModel";
import { checkOptions, checkParts } from "../../table/options";
import { Table } from "../../table/table";
import { COMBINATION_OPTIONS, type CombinationOptions, combinations } from "./linearCombinations";
import { type Averaging, type EffectsDesign, referenceGrid } from "./referenceGrid";

export interface EffectsOptions extends CombinationOptions {
  /**
   * What other factors are averaged by: "rows" (default), the frequencies of their levels in the rows of the fit, as
   * the Julia package Effects does, or "levels", all levels alike, as the R package emmeans does.
   */
  average?: Averaging;
}

export interface PairsOptions extends EffectsOptions {
  /** Adjustment of the p-values for their number: "none" (default), "holm" or "bonferroni". */
  adjust?: "none" | "holm" | "bonferroni";
}

/**
 * Marginal means: the population's mean for all combinations of the values of a design such as `{ days: [0, 5], sex:
 * ["f", "m"] }`, other numeric variables being at their means and other factors averaged over. Columns: the variables,
 * estimate, stderror, df (with `dof`), lower, upper.
 */
export function effects(design: EffectsDesign, model: LinearMixedModel, options: EffectsOptions = {}): Table {
  const { columns, weights } = grid("effects", design, model, options, []);
  const { estimate, stderror, dof, lower, upper } = combinations(model, weights, options);
  const errors: [string, Float64Array][] = options.dof === undefined ? [] : [["df", dof]];
  return Table.fromColumns(
    [...columns, ["estimate", estimate], ["stderror", stderror], ...errors, ["lower", lower], ["upper", upper]],
    {
      interval: ["lower", "upper"],
      caption: `Marginal means of ${model.data.frame.response.name}, ${percent(options)} % intervals`,
      missing: "NaN",
      maxRows: Infinity,
    },
  );
}

/**
 * Differences of all pairs of the marginal means of {@link effects}, the earlier minus the later: columns first,
 * second, estimate, stderror, z (or df and t), p, lower, upper. `adjust` is for the p-values; the intervals are for one
 * difference each.
 */
export function empairs(design: EffectsDesign, model: LinearMixedModel, options: PairsOptions = {}): Table {
  const { columns, weights } = grid("empairs", design, model, options, ["adjust"]);
  const { adjust = "none" } = options;
  if (!["none", "holm", "bonferroni"].includes(adjust))
    throw new OptionError(`p-values are adjusted by "none", "holm" or "bonferroni"; got ${JSON.stringify(adjust)}`);
  if (weights.length < 2) throw new OptionError("pairs need a design with two combinations or more; this one has one");
  const labels = weights.map((_, i) => columns.map(([, values]) => String(values[i])).join(", "));
  const pairs = weights.flatMap((_, i) => weights.slice(i + 1).map((__, k) => [i, i + 1 + k] as const));
  const { estimate, stderror, dof, pvalue, lower, upper } = combinations(
    model,
    pairs.map(([i, j]) => weights[i].map((value, k) => value - weights[j][k])),
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
      ["first", pairs.map(([i]) => labels[i])],
      ["second", pairs.map(([, j]) => labels[j])],
      ["estimate", estimate],
      ["stderror", stderror],
      ...tests,
      ["p", adjusted(pvalue, adjust)],
      ["lower", lower],
      ["upper", upper],
    ],
    {
      interval: ["lower", "upper"],
      caption: `Differences of marginal means of ${model.data.frame.response.name}, ${percent(options)} % intervals${adjust === "none" ? "" : `; p-values adjusted (${adjust})`}`,
      missing: "NaN",
      maxRows: Infinity,
    },
  );
}

function grid(
  where: string,
  design: EffectsDesign,
  model: LinearMixedModel,
  options: EffectsOptions,
  more: readonly string[],
): ReturnType<typeof referenceGrid> {
  checkModel(where, model);
  checkOptions(where, options, [...COMBINATION_OPTIONS, "average", ...more]);
  checkParts(`the design of ${where}, such as { x: [0, 1] },`, design);
  const { average = "rows" } = options;
  if (average !== "rows" && average !== "levels")
    throw new OptionError(`other factors are averaged by "rows" or "levels"; got ${JSON.stringify(average)}`);
  return referenceGrid(model.data.frame, design, average);
}

function percent({ level = 0.95 }: CombinationOptions): number {
  return Number((100 * level).toFixed(4));
}

/** Bonferroni's p·m, or Holm's step-down of it, for the m pairs that the data can estimate; the others stay NaN. */
function adjusted(p: Float64Array, adjust: "none" | "holm" | "bonferroni"): Float64Array {
  if (adjust === "none") return p;
  const tested = [...p.keys()].filter((index) => !Number.isNaN(p[index]));
  if (adjust === "bonferroni") return p.map((value) => Math.min(1, value * tested.length));
  const result = new Float64Array(p.length).fill(NaN);
  let least = 0;
  tested
    .sort((a, b) => p[a] - p[b])
    .forEach(
      (index, rank) => (result[index] = least = Math.max(least, Math.min(1, p[index] * (tested.length - rank)))),
    );
  return result;
}
