import { OptionError } from "../../errors";
import { cholesky } from "../../linalg/small";
import { checkMixedModel } from "../../model/checkModel";
import { failedFits } from "../../model/failedFits";
import { GeneralizedLinearMixedModel } from "../../model/generalized/generalizedLinearMixedModel";
import { workingCovariance } from "../../model/generalized/hessianCovariance";
import { ratioKind } from "../../model/generalized/ratios";
import { asMeans, asRatios, type EstimateType, isOnResponseScale } from "../../model/generalized/responseScale";
import { LinearMixedModel } from "../../model/linearMixedModel";
import type { MixedModel } from "../../model/mixedModel";
import { besideResults } from "../../table/besideResults";
import { checkOptions, checkParts } from "../../table/options";
import { estimateFormats } from "../../table/resultFormats";
import { Table } from "../../table/table";
import { ADJUSTMENTS, type Adjustment, adjusted } from "./adjustment";
import { asLogarithms, asResponses, type BackTransformation, backTransformation } from "./backTransformed";
import {
  COMBINATION_OPTIONS,
  type CombinationOptions,
  type CombinationWeights,
  combinations,
  notDetermined,
  sumOfCombinations,
} from "./linearCombinations";
import { type Averaging, type EffectsDesign, referenceGrid } from "./referenceGrid";

export interface EffectsOptions extends CombinationOptions {
  /**
   * What other factors are averaged by: "rows" (default), the frequencies of their levels in the rows of the fit, as
   * the Julia package Effects does, or "levels", all levels alike, as the R package emmeans does.
   */
  average?: Averaging;
  /**
   * Of a generalized model: "linpred" (default), on the scale of the linear predictor, or "response": means by the
   * inverse link, those of a level whose random effects are 0, with standard errors by the delta method; differences as
   * ratios, which logit (odds ratios), log (rate ratios) and cloglog (hazard ratios) have. Of a linear model whose
   * formula transforms the response (log(y), sqrt(y), 1000 / y, …) "response" transforms means back: medians where
   * errors are symmetric on the scale of the fit; standard errors by the delta method, intervals by their ends or, with
   * a sample, of the replicates transformed back; differences of logarithms as ratios.
   */
  type?: EstimateType;
}

export interface PairsOptions extends EffectsOptions {
  /** Adjustment of the p-values for the number of differences; default "none", which the note below the table tells. */
  adjust?: Adjustment;
}

/**
 * Marginal means: the population's mean for all combinations of the values of a design such as `{ days: [0, 5], sex:
 * ["f", "m"] }`, other numeric variables being at their means and other factors averaged over. Columns: the variables,
 * estimate, stderror, df (with `dof`), lower, upper; a variable of such a name is called "lower (variable)". Of a
 * generalized model the means are of the linear predictor, or of the response by `{ type: "response" }`.
 */
export function effects(design: EffectsDesign, model: MixedModel, options: EffectsOptions = {}): Table {
  const { columns, weights } = grid("effects", design, model, options, []);
  const onResponse = isOnResponseScale(model, options.type);
  const back = backOf("effects", model, options.type);
  const predictors = combinations(model, weights, options, back && ((y) => back.inverse(y).value));
  const { estimate, stderror, dof, lower, upper } = onResponse
    ? asMeans(model as GeneralizedLinearMixedModel, predictors)
    : back
      ? asResponses(predictors, back, options.sample !== undefined)
      : predictors;
  const source = back ? `${back.column}, back from ` : "";
  const results: [string, Float64Array][] = [
    ["estimate", estimate],
    ["stderror", stderror],
    ...(options.dof === undefined ? [] : [["df", dof] as [string, Float64Array]]),
    ["lower", lower],
    ["upper", upper],
  ];
  return Table.fromColumns(besideResults(columns, results), {
    formats: estimateFormats(["estimate"], "stderror"),
    interval: ["lower", "upper"],
    caption: `Marginal means of ${source}${meansOf(model, onResponse)}, ${percent(options)} % intervals`,
    missing: "NaN",
    get notes() {
      const outside = estimate.some((value, i) => Number.isNaN(value) && !Number.isNaN(predictors.estimate[i]));
      // The ends of a sample are NaN where a replicate has no way back.
      const beyond = [lower, upper].some((ends, end) =>
        ends.some((value, i) => {
          const hadOne = options.sample !== undefined || !Number.isNaN([predictors.lower, predictors.upper][end][i]);
          return back !== undefined && Number.isNaN(value) && !Number.isNaN(estimate[i]) && hadOne;
        }),
      );
      return [
        ...failedFits<MixedModel>([model]),
        ...notDetermined(predictors.estimate),
        ...(outside ? [`NaN: no ${back?.column} has such a ${model.data.frame.response.name}.`] : []),
        ...(beyond
          ? [`NaN: the interval holds values of ${model.data.frame.response.name} that no ${back?.column} has.`]
          : []),
      ];
    },
    maxRows: Infinity,
  });
}

/**
 * Differences of all pairs of the marginal means of {@link effects}, the earlier minus the later: columns first,
 * second, estimate, stderror, z (or df and t), p, lower, upper. `adjust` is for the p-values; the intervals are for one
 * difference each.
 */
export function empairs(design: EffectsDesign, model: MixedModel, options: PairsOptions = {}): Table {
  const { columns, weights } = grid("empairs", design, model, options, ["adjust"]);
  const { adjust = "none" } = options;
  if (!ADJUSTMENTS.includes(adjust))
    throw new OptionError(
      `p-values are adjusted by ${ADJUSTMENTS.map((name) => `"${name}"`).join(", ")}; got ${JSON.stringify(adjust)}`,
    );
  if (weights.length < 2) throw new OptionError("pairs need a design with two combinations or more; this one has one");
  const labels = weights.map((_, i) => columns.map(([, values]) => String(values[i])).join(", "));
  const pairs = weights.flatMap((_, i) => weights.slice(i + 1).map((__, k) => [i, i + 1 + k] as const));
  const differences = pairs.map(([i, j]) =>
    sumOfCombinations([
      { combination: weights[i], times: 1 },
      { combination: weights[j], times: -1 },
    ]),
  );
  const back = backOf("empairs", model, options.type);
  if (back && back.logSlope === undefined)
    throw new OptionError(
      `differences of ${model.data.frame.response.name} have no meaning on the scale of ${back.column}, ` +
        "only those of logarithms are ratios; take the means of effects(…)",
    );
  const onResponse = isOnResponseScale(model, options.type) || back !== undefined;
  const kind = back ? `ratios of ${back.column}` : onResponse ? ratioKind(model) : undefined;
  const found = combinations(model, differences, options);
  const predictors = back ? asLogarithms(found, back.logSlope!) : found;
  const { estimate, stderror, dof, pvalue, lower, upper } = onResponse ? asRatios(predictors) : predictors;
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
      ["first", pairs.map(([i]) => labels[i])],
      ["second", pairs.map(([, j]) => labels[j])],
      ["estimate", estimate],
      ["stderror", stderror],
      ...tests,
      [
        "p",
        adjusted(
          {
            p: pvalue,
            t,
            dof,
            means: weights.length,
            directions: directionsOf(model.data.kept.length, workingCovariance(model, options.se), differences),
          },
          adjust,
        ),
      ],
      ["lower", lower],
      ["upper", upper],
    ],
    {
      formats: estimateFormats(["estimate"], "stderror"),
      interval: ["lower", "upper"],
      caption:
        `${kind === undefined ? "Differences" : capitalized(kind)} of marginal means of ` +
        `${meansOf(model, onResponse)}, ${percent(options)} % ` +
        `intervals${adjust === "none" ? "" : `; p-values adjusted (${adjust})`}`,
      missing: "NaN",
      get notes() {
        const note = adjustmentNote(estimate.filter((value) => !Number.isNaN(value)).length, weights.length, adjust);
        return [...failedFits<MixedModel>([model]), ...notDetermined(estimate, stderror), note].filter(Boolean);
      },
      maxRows: Infinity,
    },
  );
}

/** How the means of a linear model are transformed back, where that is asked for and its formula transforms them. */
function backOf(where: string, model: MixedModel, type: EffectsOptions["type"]): BackTransformation | undefined {
  return type === "response" && model instanceof LinearMixedModel ? backTransformation(where, model) : undefined;
}

function grid(
  where: string,
  design: EffectsDesign,
  model: MixedModel,
  options: EffectsOptions,
  more: readonly string[],
): ReturnType<typeof referenceGrid> {
  checkMixedModel(where, model);
  checkOptions(where, options, [...COMBINATION_OPTIONS, "average", "type", ...more]);
  checkParts(`the design of ${where}, such as { x: [0, 1] },`, design);
  const { average = "rows" } = options;
  if (average !== "rows" && average !== "levels")
    throw new OptionError(`other factors are averaged by "rows" or "levels"; got ${JSON.stringify(average)}`);
  return referenceGrid(model.data, design, average);
}

/** What means are of: the response, or the linear predictor of a generalized model. */
export function meansOf(model: MixedModel, onResponse: boolean): string {
  const { name } = model.data.frame.response;
  return model instanceof GeneralizedLinearMixedModel && !onResponse ? `${model.link}(${name})` : name;
}

function capitalized(text: string): string {
  return `${text[0].toUpperCase()}${text.slice(1)}`;
}

function percent({ level = 0.95 }: CombinationOptions): number {
  return Number((100 * level).toFixed(4));
}

/** What is said below a table of differences about their p-values. */
function adjustmentNote(pairs: number, means: number, adjust: Adjustment): string {
  if (pairs <= 1) return "";
  if (adjust === "none") return `p is not adjusted for the ${pairs} differences; { adjust: "tukey" } or "holm" does.`;
  const how = { holm: "Holm's method", bonferroni: "Bonferroni's method", tukey: `Tukey's method for ${means} means` };
  return (
    `p is adjusted for the ${pairs} differences ` +
    `by ${adjust === "mvt" ? "the multivariate t distribution" : how[adjust]}.`
  );
}

/** Vectors with the covariances of combinations: CᵀW for their weights W, CCᵀ the covariance of the coefficients. */
function directionsOf(
  p: number,
  covariance: Float64Array,
  combinations: readonly CombinationWeights[],
): Float64Array[] {
  const factor = covariance.slice();
  cholesky(factor, p);
  return combinations.map(({ working: own }) =>
    Float64Array.from({ length: p }, (_, j) => {
      let sum = 0;
      for (let i = j; i < p; i++) sum += factor[i * p + j] * own[i];
      return sum;
    }),
  );
}
