import { OptionError } from "../errors";
import { checkOptions } from "../table/options";
import type { Table } from "../table/table";
import { unknownName } from "../words/nearest";
import { Chart } from "./chart";
import { checkLayout } from "./parts/checkLayout";
import { checkApart, colorRange, MOST_COLORS } from "./parts/colors/plotColors";

export interface PowerCurveOptions {
  /** The value of the grid along x; default the first one. */
  x?: string;
  title?: string;
  width?: number;
  height?: number;
}

const INTERCEPT = "(Intercept)";

/**
 * Curves of power with their intervals.
 * @param table of a study
 * @param grid the names of its grid's values
 */
export function powercurves(table: Table, grid: readonly string[], options: PowerCurveOptions = {}): Chart {
  checkOptions("plot of a study", options, ["x", "title", "width", "height"]);
  checkLayout("plot of a study", options);
  const { x = grid[0], title, width = 150, height = 120 } = options;
  if (x === undefined) throw new OptionError("power is drawn along a value of the grid; this study has none");
  if (!grid.includes(x)) throw new OptionError(unknownName("value of the grid", x, "values", grid));
  const others = grid.filter((name) => name !== x);
  const rows = table.toRows() as { readonly [name: string]: number | string }[];
  const values = rows
    .filter(({ coefname }) => coefname !== INTERCEPT)
    .map((row) => ({
      x: row[x],
      power: row.power,
      lower: row.lower,
      upper: row.upper,
      model: row.model,
      coefname: row.coefname,
      at: others.map((name) => `${name} ${row[name]}`).join(", "),
    }));
  const type = typeof values[0]?.x === "number" ? "quantitative" : "nominal";
  const channelX = { field: "x", type, title: x, ...(type === "quantitative" && { scale: { zero: false } }) };
  const channelY = { field: "power", type: "quantitative", title: "power", scale: { domain: [0, 1] } };
  const models = [...new Set(values.map(({ model }) => String(model)))];
  checkApart("plot of a study", "models", models.length, MOST_COLORS, "study some of them");
  const scale = { domain: models, range: colorRange(models) };
  const color = { field: "model", type: "nominal", title: "model", scale };
  const spec = {
    ...(title === undefined ? {} : { title }),
    description: `Power along ${x}`,
    data: { values },
    facet: {
      row: { field: "coefname", type: "nominal", title: null, sort: null },
      ...(others.length > 0 && { column: { field: "at", type: "nominal", title: null, sort: null } }),
    },
    spec: {
      width,
      height,
      encoding: { x: channelX, color },
      layer: [
        { mark: { type: "line" }, encoding: { y: channelY } },
        { mark: { type: "rule" }, encoding: { y: { ...channelY, field: "lower" }, y2: { field: "upper" } } },
        { mark: { type: "point", filled: true }, encoding: { y: channelY } },
      ],
    },
  };
  return new Chart(spec) as unknown as Chart;
}
