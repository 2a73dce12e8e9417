import { DataError, OptionError } from "../errors";
import { newFrame } from "../formula/frame/newFrame";
import { checkMixedModel } from "../model/checkModel";
import { GeneralizedLinearMixedModel } from "../model/generalized/generalizedLinearMixedModel";
import { inverseLink, separatedRows } from "../model/generalized/predictedMeans";
import { type EstimateType, isOnResponseScale } from "../model/generalized/responseScale";
import { LinearMixedModel } from "../model/linearMixedModel";
import { linearPredictor } from "../model/linearPredictor";
import type { MixedModel } from "../model/mixedModel";
import { newWeights } from "../model/newWeights";
import { notEstimated, withoutEstimates } from "../model/withoutEstimates";
import { environment } from "../platform/environment";
import { MersenneTwister } from "../random/mersenneTwister";
import type { RandomStream } from "../random/stream";
import { asTable, type TableLike } from "../table/asTable";
import { besideResults } from "../table/besideResults";
import { checkLevel, checkOptions } from "../table/options";
import { intervalFormats } from "../table/resultFormats";
import { Table } from "../table/table";
import { responseDraws } from "./drawing/responseDraws";
import { checkDrawnFrom } from "./sample/checkDrawnFrom";
import { checkSample } from "./sample/checkSample";
import type { MixedModelBootstrap } from "./sample/mixedModelBootstrap";
import { numbered } from "./sample/sampleLayout";
import { shortestInterval } from "./sample/shortestInterval";
import { withDigits } from "./sample/withDigits";

export interface PredictionIntervalOptions {
  /**
   * "mean" (default): of the population's mean; "observation": of one new observation of new levels of every grouping
   * factor, and of the weight that the new data have in the column which the fit took its own from; where there is none
   * it is 1, and a warning says so.
   */
  of?: "mean" | "observation";
  /** Coverage, between 0 and 1; default 0.95. */
  level?: number;
  /**
   * The stream of the observations; default a MersenneTwister of seed 0, so that the same call gives the same
   * intervals.
   */
  rng?: RandomStream;
  /**
   * Of a generalized model: "response" (default), means by the inverse link, those of a level whose random effects are
   * 0, or "linpred", on the scale of the linear predictor.
   */
  type?: EstimateType;
}

/**
 * Intervals for the rows of other data from a bootstrap sample of the model: the columns of these data (one that is
 * called lower becomes "lower (variable)"), and predicted (the population's mean; of a generalized model that of a
 * level whose random effects are 0), lower, upper, the shortest that cover the replicates. The columns of grouping
 * factors may be absent.
 */
export function predictionintervals(
  sample: MixedModelBootstrap,
  model: MixedModel,
  newdata: TableLike,
  options: PredictionIntervalOptions = {},
): Table {
  checkSample("predictionintervals", sample);
  checkMixedModel("predictionintervals", model);
  checkOptions("predictionintervals", options, ["of", "level", "rng", "type"]);
  const { of = "mean", level = 0.95, rng = new MersenneTwister(0) } = options;
  if (of !== "mean" && of !== "observation")
    throw new OptionError(`intervals are of the "mean" or an "observation"; got ${JSON.stringify(of)}`);
  checkLevel(level);
  checkDrawnFrom("a sample must be drawn from its model", sample, model);
  const onResponse = isOnResponseScale(model, options.type ?? "response");
  if (of === "observation" && model instanceof GeneralizedLinearMixedModel && !onResponse)
    throw new OptionError('an observation is on the scale of the response; got type: "linpred"');
  const table = asTable(newdata);
  const frame = newFrame(model.data.frame, table, true);
  const { count, fixed, random, offset } = frame;
  const isLinear = model instanceof LinearMixedModel;
  const weights =
    of === "observation" && isLinear ? newWeights("predictionintervals", model.data.frame, table) : undefined;
  const { objective } = sample;
  const replicates = Array.from(objective.keys()).filter((r) => !Number.isNaN(objective[r]));
  if (replicates.length === 0)
    throw new DataError(
      `intervals need replicates; the sample has ${sample.length}, of which ${sample.failures.length} failed`,
    );
  const columnsOf = (symbol: string, length: number): Float64Array[] =>
    Array.from({ length }, (_, j) => sample.tbl.numeric(numbered(symbol, j, length)));
  const betas = columnsOf("β", model.coefnames.length);
  const thetas = columnsOf("θ", model.theta.length);
  const { layout, terms } = model.data;
  const designs = terms.map(({ grouping }) => random.find((term) => term.grouping === grouping)!.columns);
  const lambdas = layout.lambdas();
  const mean = isLinear || !onResponse ? (eta: number): number => eta : inverseLink(model);
  const draws = isLinear || of === "mean" ? undefined : responseDraws(model, table);
  const dispersions = sample.tbl.has("φ") ? sample.tbl.numeric("φ") : undefined;
  const values = Array.from({ length: count }, () => new Float64Array(replicates.length));
  replicates.forEach((r, at) => {
    if (of === "observation")
      layout.fill(
        lambdas,
        Float64Array.from(thetas, (column) => column[r]),
      );
    for (let row = 0; row < count; row++) {
      let value = fixed.reduce((sum, column, j) => sum + column[row] * betas[j][r], offset?.[row] ?? 0);
      if (of === "observation") {
        const variance = relativeVariance(designs, lambdas, row);
        if (isLinear) value += sample.σ[r] * Math.sqrt(1 / (weights?.[row] ?? 1) + variance) * rng.randn();
        else value += Math.sqrt(variance) * rng.randn();
      }
      values[row][at] = draws === undefined ? mean(value) : draws(rng, mean(value), dispersions?.[r] ?? 1, row);
    }
  });
  const inestimable = withoutEstimates(model, fixed, count);
  for (const row of inestimable) values[row].fill(NaN);
  if (inestimable.length > 0)
    environment.warn(notEstimated("predictionintervals", inestimable, count), "EstimabilityWarning");
  const predicted = isLinear
    ? linearPredictor(model.data.inRows(frame).fixed, model.working.beta, count, offset)
    : linearPredictor(fixed, model.coef, count, offset);
  for (const row of inestimable) predicted[row] = NaN;
  if (!isLinear) separatedRows(model, fixed, predicted);
  const largest = (row: number): number =>
    fixed.reduce((sum, column, j) => sum + Math.abs(column[row] * betas[j][replicates[0]]), 0);
  const intervals = values.map((own, row): [number, number] => {
    if (own.some(Number.isNaN)) return [NaN, NaN];
    const interval = shortestInterval(own, level);
    return isLinear || !onResponse ? withDigits(interval, largest(row)) : interval;
  });
  return Table.fromColumns(
    besideResults(
      table.columnNames.map((name) => [name, table.column(name)] as const),
      [
        ["predicted", predicted.map(mean)],
        ["lower", Float64Array.from(intervals, ([lower]) => lower)],
        ["upper", Float64Array.from(intervals, ([, upper]) => upper)],
      ],
    ),
    {
      formats: intervalFormats("predicted"),
      interval: ["lower", "upper"],
      caption:
        `${Number((100 * level).toFixed(4))} % intervals ` +
        `of ${of === "mean" ? "the population's mean" : "a new observation"}`,
    },
  );
}

/** Σ |λᵀz|² over the terms in a row: the variance of the random effects over σ². */
function relativeVariance(
  designs: readonly (readonly Float64Array[])[],
  lambdas: readonly Float64Array[],
  row: number,
): number {
  let sum = 0;
  designs.forEach((columns, t) => {
    const s = columns.length;
    for (let c = 0; c < s; c++) {
      let product = 0;
      for (let i = c; i < s; i++) product += lambdas[t][i * s + c] * columns[i][row];
      sum += product * product;
    }
  });
  return sum;
}
