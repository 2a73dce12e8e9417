import { DataError, OptionError } from "../errors";
import { newFrame } from "../formula/frame/newFrame";
import { checkModel } from "../model/checkModel";
import type { LinearMixedModel } from "../model/linearMixedModel";
import { linearPredictor } from "../model/linearPredictor";
import { newWeights } from "../model/newWeights";
import { notEstimated, withoutEstimates } from "../model/withoutEstimates";
import { environment } from "../platform/environment";
import { MersenneTwister } from "../random/mersenneTwister";
import type { RandomStream } from "../random/stream";
import { asTable, type TableLike } from "../table/asTable";
import { checkLevel, checkOptions } from "../table/options";
import { Table } from "../table/table";
import { checkDrawnFrom } from "./sample/checkDrawnFrom";
import { checkSample } from "./sample/checkSample";
import type { MixedModelBootstrap } from "./sample/mixedModelBootstrap";
import { numbered } from "./sample/sampleLayout";
import { shortestInterval } from "./sample/shortestInterval";

/** Columns of the result, in place of those that the data may have by these names. */
const COMPUTED = ["predicted", "lower", "upper"];

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
}

/**
 * Intervals for the rows of other data from a bootstrap sample of the model: the columns of these data, and predicted
 * (the population's mean), lower, upper, the shortest that cover the replicates. The columns of grouping factors may be
 * absent.
 */
export function predictionintervals(
  sample: MixedModelBootstrap,
  model: LinearMixedModel,
  newdata: TableLike,
  options: PredictionIntervalOptions = {},
): Table {
  checkSample("predictionintervals", sample);
  checkModel("predictionintervals", model);
  checkOptions("predictionintervals", options, ["of", "level", "rng"]);
  const { of = "mean", level = 0.95, rng = new MersenneTwister(0) } = options;
  if (of !== "mean" && of !== "observation")
    throw new OptionError(`intervals are of the "mean" or an "observation"; got ${JSON.stringify(of)}`);
  checkLevel(level);
  checkDrawnFrom("a sample must be drawn from its model", sample, model);
  const table = asTable(newdata);
  const { count, fixed, random, offset } = newFrame(model.data.frame, table, true);
  const weights = of === "observation" ? newWeights("predictionintervals", model.data.frame, table) : undefined;
  const replicates = Array.from(sample.σ.keys()).filter((r) => !Number.isNaN(sample.σ[r]));
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
  const values = Array.from({ length: count }, () => new Float64Array(replicates.length));
  replicates.forEach((r, at) => {
    if (of === "observation")
      layout.fill(
        lambdas,
        Float64Array.from(thetas, (column) => column[r]),
      );
    for (let row = 0; row < count; row++) {
      let value = fixed.reduce((sum, column, j) => sum + column[row] * betas[j][r], offset?.[row] ?? 0);
      if (of === "observation")
        value +=
          sample.σ[r] * Math.sqrt(1 / (weights?.[row] ?? 1) + relativeVariance(designs, lambdas, row)) * rng.randn();
      values[row][at] = value;
    }
  });
  const inestimable = withoutEstimates(model, fixed, count);
  for (const row of inestimable) values[row].fill(NaN);
  if (inestimable.length > 0)
    environment.warn(notEstimated("predictionintervals", inestimable, count), "EstimabilityWarning");
  const predicted = linearPredictor(fixed, model.coef, count, offset);
  for (const row of inestimable) predicted[row] = NaN;
  const intervals = values.map((own): [number, number] =>
    own.some(Number.isNaN) ? [NaN, NaN] : shortestInterval(own, level),
  );
  return Table.fromColumns(
    [
      ...table.columnNames
        .filter((name) => !COMPUTED.includes(name))
        .map((name) => [name, table.column(name)] as const),
      ["predicted", predicted],
      ["lower", Float64Array.from(intervals, ([lower]) => lower)],
      ["upper", Float64Array.from(intervals, ([, upper]) => upper)],
    ],
    {
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
