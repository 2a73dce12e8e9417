import { OptionError } from "../errors";
import { checkModel } from "../model/checkModel";
import type { LinearMixedModel } from "../model/linearMixedModel";
import { rounded } from "../show/rounded";
import { checkOptions } from "../table/options";
import { Chart } from "./chart";
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
  title?: string;
  /** Size of the plot in pixels. Default: 480 × 300. */
  width?: number;
  height?: number;
}

const KNOWN = ["show", "span", "title", "width", "height"];
const LINE_POINTS = 60;

/**
 * Residuals, times √w with weights w, against fitted values (random effects included), with a smooth through them:
 * level and of even width if the model holds.
 * Of many thousands the farthest are drawn and a part of the others.
 */
export function residualplot(model: LinearMixedModel, options: ResidualOptions = {}): Chart {
  checkModel("residualplot", model);
  checkOptions("residualplot", options, KNOWN);
  const { show = "residuals", span = 2 / 3 } = options;
  if (show !== "residuals" && show !== "spread")
    throw new OptionError(`residualplot shows "residuals" or "spread", not ${JSON.stringify(show)}`);
  if (span !== null && !(span > 0 && span <= 1))
    throw new OptionError(
      `residualplot's option span lies above 0 and not above 1, or is null, but it is ${String(span)}`,
    );
  const { fitted, sigma } = model;
  const { values: residuals, title } = scaledResiduals(model);
  const response = model.data.frame.response.name;
  const values = show === "residuals" ? residuals : residuals.map((r) => Math.sqrt(Math.abs(r) / sigma));
  const horizontal = axisRange([fitted], "residualplot");
  const vertical = axisRange([values], "residualplot");
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
  const fields = ["row", "place", "x", "y"];
  return new Chart(
    chartSpec({
      description: `${yTitle} against fitted values: ${values.length} rows${drawnOf(drawn.length, values.length)}`,
      title: options.title,
      width: options.width ?? 480,
      height: options.height ?? 300,
      values: [
        {
          ...rowNames(model, drawn),
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
        ...(span === null ? [] : [smoothLine(fitted, values, span, encoding, [horizontal.unit, vertical.unit])]),
        hovers(
          { fields, encoding },
          {
            x: "x",
            y: "y",
            lines: tooltip(
              ["row", "row"],
              ["level", "place"],
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
export function rowNames(model: LinearMixedModel, rows: readonly number[]): { row: number[]; place: string[] } {
  const { terms, frame } = model.data;
  return {
    row: rows.map((i) => frame.recipe.rows.rows[i] + 1),
    place: rows.map((i) =>
      terms.map(({ grouping, levelNames, refs }) => `${grouping} ${levelNames[refs[i]]}`).join(", "),
    ),
  };
}
