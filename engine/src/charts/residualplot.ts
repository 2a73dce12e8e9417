import { OptionError } from "../errors";
import { checkMixedModel } from "../model/checkModel";
import { LinearMixedModel } from "../model/linearMixedModel";
import type { MixedModel } from "../model/mixedModel";
import { rounded } from "../show/rounded";
import { checkOptions } from "../table/options";
import { shownValue } from "../table/shownValue";
import { Chart } from "./chart";
import { binnedResiduals, type DrawnResiduals, pearsonResiduals } from "./generalizedResiduals";
import { axisRange } from "./parts/axisRange";
import { localLine } from "./parts/localLine";
import { scaledResiduals } from "./parts/scaledResiduals";
import { dots, hovers } from "./parts/segments";
import type { Encoding, Layer } from "./parts/spec";
import { ACCENT, chartSpec, MASS, tooltip } from "./parts/spec";
import { drawnOf, thinned } from "./parts/thinning";

export interface ResidualOptions {
  /** "residuals" (default), or "spread": √|residual| in standard deviations, which rises where the noise does. */
  show?: "residuals" | "spread";
  /** Share of the points that each part of the smooth line is drawn through, null for no line. Default: 2/3. */
  span?: number | null;
  /**
   * Of a Bernoulli or binomial model: into how many bins its rows are put; default √n. A bin has the mean residual of
   * rows of similar fitted values, with twice the standard error that the model gives it on both sides of 0.
   */
  bins?: number;
  title?: string;
  /** Size of the plot in pixels. Default: 480 × 300. */
  width?: number;
  height?: number;
}

const KNOWN = ["show", "span", "bins", "title", "width", "height"];
const LINE_POINTS = 60;

/**
 * Residuals, times √w with weights w, against fitted values (random effects included), with a smooth through them:
 * level and of even width if the model holds.
 * Of a generalized model they are Pearson residuals, which vary alike, or, of Bernoulli and binomial responses, the
 * means of residuals in bins.
 * Of many thousands the farthest are drawn and a part of the others.
 */
export function residualplot(model: MixedModel, options: ResidualOptions = {}): Chart {
  checkMixedModel("residualplot", model);
  checkOptions("residualplot", options, KNOWN);
  const { show = "residuals", span = 2 / 3 } = options;
  if (show !== "residuals" && show !== "spread")
    throw new OptionError(`residualplot shows "residuals" or "spread", not ${JSON.stringify(show)}`);
  if (span !== null && !(span > 0 && span <= 1))
    throw new OptionError(
      `residualplot's option span lies above 0 and not above 1, or is null, but it is ${String(span)}`,
    );
  const { x: fitted, y: residuals, yTitle: title, bounds, counts } = drawnResiduals(model, show, options.bins);
  const { sigma } = model;
  const response = model.data.frame.response.name;
  const values = show === "residuals" ? residuals : residuals.map((r) => Math.sqrt(Math.abs(r) / sigma));
  const horizontal = axisRange([fitted], "residualplot");
  const vertical = axisRange(
    bounds === undefined ? [values] : [values, bounds, bounds.map((value) => -value)],
    "residualplot",
  );
  const drawn = thinned(values.length, (i) => Math.abs(residuals[i]));
  const pick = (from: Float64Array): Float64Array => Float64Array.from(drawn, (i) => from[i]);
  const yTitle = show === "residuals" ? title : "√|residual / σ|";
  const encoding = {
    x: {
      type: "quantitative",
      title: `Fitted ${response}`,
      scale: { domain: horizontal.domain, nice: false, zero: false },
      axis: { grid: false },
    },
    y: { type: "quantitative", title: yTitle, scale: { domain: vertical.domain, nice: false, zero: false } },
  };
  const fields = counts === undefined ? ["row", "place", "x", "y"] : ["rows", "x", "y"];
  return new Chart(
    chartSpec({
      description:
        `${yTitle} against fitted values: ${values.length} ${counts === undefined ? "rows" : "bins"}` +
        drawnOf(drawn.length, values.length),
      title: options.title,
      width: options.width ?? 480,
      height: options.height ?? 300,
      values: [
        {
          ...(counts === undefined ? rowNames(model, drawn) : { rows: drawn.map((i) => counts[i]) }),
          x: rounded(pick(fitted), horizontal.unit, 2),
          y: rounded(pick(values), vertical.unit, 2),
        },
      ],
      layer: [
        dots(
          {
            fields,
            encoding,
            style: { color: ACCENT, opacity: 0.75, strokeWidth: drawn.length > 600 ? 3 : 5, clip: true, aria: false },
          },
          { x: "x", y: "y", unit: horizontal.unit / 50 },
        ),
        ...(show === "residuals" ? [zeroLine(yTitle)] : []),
        ...(bounds === undefined ? [] : boundLines(fitted, bounds, encoding, [horizontal.unit, vertical.unit])),
        ...(span === null || bounds !== undefined
          ? []
          : [smoothLine(fitted, values, span, encoding, [horizontal.unit, vertical.unit])]),
        hovers(
          { fields, encoding },
          {
            x: "x",
            y: "y",
            lines: tooltip(
              ...(counts === undefined
                ? ([
                    ["row", "row"],
                    ["level", "place"],
                  ] as [string, string][])
                : ([["rows", "rows"]] as [string, string][])),
              ["fitted", "x"],
              [show === "residuals" ? "residual" : "√|residual / σ|", "y"],
            ),
          },
        ),
      ],
    }),
    { chart: "plot" },
  );
}

function drawnResiduals(model: MixedModel, show: "residuals" | "spread", bins: number | undefined): DrawnResiduals {
  const isBinned = !(model instanceof LinearMixedModel) && model.rows.family.isProbability;
  if (bins !== undefined && !isBinned)
    throw new OptionError("bins are for the rows of Bernoulli and binomial models; this is another one");
  if (bins !== undefined && !(Number.isInteger(bins) && bins >= 2))
    throw new OptionError(`the number of bins is a whole number from 2; got ${shownValue(bins)}`);
  if (model instanceof LinearMixedModel) {
    const { values, title } = scaledResiduals(model);
    return { x: model.fitted, y: values, yTitle: title };
  }
  if (show === "spread")
    throw new OptionError(
      'the spread of residuals is drawn for linear models, whose variance is one; got show: "spread" for a ' +
        `${model.family} model`,
    );
  return isBinned ? binnedResiduals(model, bins) : pearsonResiduals(model);
}

/** Where means of residuals lie in 19 of 20 bins. */
function boundLines(
  x: Float64Array,
  bounds: Float64Array,
  encoding: Encoding,
  [unitX, unitY]: [number, number],
): Layer[] {
  return [1, -1].map((sign) => ({
    data: {
      values: [
        {
          x: rounded(x, unitX, 2),
          y: rounded(
            bounds.map((value) => sign * value),
            unitY,
            2,
          ),
        },
      ],
    },
    transform: [{ flatten: ["x", "y"] }],
    mark: { type: "line", color: "#9aa0a6", strokeWidth: 1, clip: true, aria: false },
    encoding: { x: { ...encoding.x, field: "x" }, y: { ...encoding.y, field: "y" } },
  }));
}

function zeroLine(title: string): Layer {
  return {
    data: { values: [{ zero: 0 }] },
    mark: { type: "rule", strokeDash: [4, 3], strokeWidth: 1, aria: false },
    encoding: { y: { field: "zero", type: "quantitative", title } },
  };
}

/** A smooth through all points, also through those that are not drawn. */
function smoothLine(
  x: Float64Array,
  y: Float64Array,
  span: number,
  encoding: Encoding,
  [unitX, unitY]: [number, number],
): Layer {
  const order = Int32Array.from(x.keys()).sort((a, b) => x[a] - x[b]);
  const sortedX = Float64Array.from(order, (i) => x[i]);
  const least = sortedX[0];
  const step = (sortedX[sortedX.length - 1] - least) / (LINE_POINTS - 1);
  const at = Float64Array.from({ length: LINE_POINTS }, (_, i) => least + step * i);
  const line = localLine(
    sortedX,
    Float64Array.from(order, (i) => y[i]),
    at,
    span,
  );
  return {
    data: { values: [{ x: rounded(at, unitX, 2), y: rounded(line, unitY, 2) }] },
    transform: [{ flatten: ["x", "y"] }],
    mark: { type: "line", color: MASS, strokeWidth: 2, clip: true, aria: false },
    encoding: { x: { ...encoding.x, field: "x" }, y: { ...encoding.y, field: "y" } },
  };
}

/** The number of each row in its table, from 1, and the levels that it belongs to. */
export function rowNames(model: MixedModel, rows: readonly number[]): { row: number[]; place: string[] } {
  const { terms, frame } = model.data;
  return {
    row: rows.map((i) => frame.recipe.rows.rows[i] + 1),
    place: rows.map((i) =>
      terms.map(({ grouping, levelNames, refs }) => `${grouping} ${levelNames[refs[i]]}`).join(", "),
    ),
  };
}
