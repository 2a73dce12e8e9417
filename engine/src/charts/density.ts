import { checkOptions } from "../table/options";
import type { TableLike } from "../table/asTable";
import { shortestcovint } from "../bootstrap/shortestcovint";
import { Chart } from "./chart";
import { kde, mean } from "./kde";
import type { Density } from "./kde";
import { columnSeries, groupedSeries } from "./series";
import type { Series } from "./series";
import { chartSpec, HOVER, PALETTE, rounded, tooltip } from "./spec";
import type { DataRow, Layer } from "./spec";

export interface DensityOptions {
  title?: string;
  /** Names of the curves, in the order of the columns or of the groups as they first appear. */
  labels?: readonly string[];
  /** The column whose values part the rows into one curve each. */
  color?: string;
  /** Default: the column's name; "value" for several columns. */
  xlabel?: string;
  /** Places at which each density is computed. Default: 200, fewer for more than 4 curves. */
  npoints?: number;
  /** Standard deviation of the Gaussian kernel, in the unit of the data. Default: Silverman's rule for each curve. */
  bandwidth?: number;
  /** Size of the plot in pixels. Default: 480 × 260. */
  width?: number;
  height?: number;
}

const KNOWN = ["title", "labels", "color", "xlabel", "npoints", "bandwidth", "width", "height"];
const MAX_POINTS = 2000;

/**
 * Kernel density estimates of a numeric column, of several columns, or of one column's groups (`color`).
 * Rows with a missing value are left out.
 */
export function densityplot(data: TableLike, column: string | readonly string[], options: DensityOptions = {}): Chart {
  checkOptions("densityplot", options, KNOWN);
  const series = relabelled(curves(data, column, options.color), options.labels);
  const npoints = pointsPerCurve(options.npoints, series.length);
  checkBandwidth(options.bandwidth);
  const densities = series.map(({ values }) => kde(values, npoints, options.bandwidth));
  const names = series.map(({ name }) => name);
  const xlabel = options.xlabel ?? (typeof column === "string" ? column : column.length === 1 ? column[0] : "value");
  return new Chart(
    chartSpec({
      description: `Density of ${typeof column === "string" ? column : column.join(", ")}: ${counts(series)}`,
      title: options.title,
      width: options.width ?? 480,
      height: options.height ?? 260,
      values: series.map((one, i) => dataRow(i, one, densities[i])),
      layer: layers(names, xlabel, tallestCurve(densities)),
    }),
  );
}

function curves(data: TableLike, column: string | readonly string[], color: string | undefined): Series[] {
  if (color === undefined) return columnSeries(data, typeof column === "string" ? [column] : column);
  if (typeof column !== "string") {
    throw new TypeError(`densityplot's option color parts one column into curves, but there are ${column.length} columns`);
  }
  return groupedSeries(data, column, color);
}

function relabelled(series: Series[], labels: readonly string[] | undefined): Series[] {
  if (labels !== undefined && labels.length !== series.length) {
    throw new RangeError(`densityplot needs one label a curve: there are ${series.length} curves and ${labels.length} labels`);
  }
  const named = labels === undefined ? series : series.map(({ values }, i) => ({ name: labels[i], values }));
  const repeated = named.find(({ name }, i) => named.findIndex((other) => other.name === name) < i);
  if (repeated !== undefined) throw new RangeError(`densityplot's curves need different names, but '${repeated.name}' occurs twice`);
  if (named.length === 0) throw new RangeError("densityplot needs at least one column");
  return named;
}

function pointsPerCurve(npoints: number | undefined, curveCount: number): number {
  if (npoints === undefined) return Math.max(40, Math.min(200, Math.floor(800 / curveCount)));
  if (!Number.isInteger(npoints) || npoints < 2 || npoints > MAX_POINTS) {
    throw new RangeError(`densityplot's option npoints is an integer from 2 to ${MAX_POINTS}, not ${npoints}`);
  }
  return npoints;
}

function checkBandwidth(bandwidth: number | undefined): void {
  if (bandwidth !== undefined && !(bandwidth > 0 && bandwidth < Infinity)) {
    throw new RangeError(`densityplot's option bandwidth is a positive number, not ${bandwidth}`);
  }
}

function counts(series: Series[]): string {
  const sizes = [...new Set(series.map(({ values }) => values.length))];
  const curveText = series.length === 1 ? "" : `${series.length} curves of `;
  return `${curveText}${sizes.length === 1 ? sizes[0] : `${Math.min(...sizes)} to ${Math.max(...sizes)}`} values`;
}

/** One row a curve; its arrays x and density are unrolled by the specification, which keeps the data small. */
function dataRow(curve: number, { name, values }: Series, { x, density }: Density): DataRow {
  const unit = (x[x.length - 1] - x[0]) / 100;
  const [lower, upper] = shortestcovint(values);
  const [center, low, high] = rounded([mean(values), lower, upper], unit, 2);
  return {
    curve,
    series: name,
    n: values.length,
    mean: center,
    interval: `${low} to ${high}`,
    x: rounded(x, unit, 2),
    density: rounded(density, Math.max(...density), 4),
  };
}

/** The top of the scale where spikes of equal values stand among curves, which they would flatten. */
function tallestCurve(densities: Density[]): number | undefined {
  const smooth = densities.filter(({ bandwidth }) => bandwidth > 0);
  if (smooth.length === 0 || smooth.length === densities.length) return undefined;
  return 1.1 * Math.max(...smooth.flatMap(({ density }) => [...density]));
}

function layers(names: string[], xlabel: string, top: number | undefined): Layer[] {
  const position = {
    x: { field: "x", type: "quantitative", title: xlabel, scale: { zero: false }, axis: { grid: false } },
    y: {
      field: "density", type: "quantitative", title: "density", stack: null,
      ...(top === undefined ? {} : { scale: { domain: [0, top] } }),
    },
    color: {
      field: "series", type: "nominal",
      scale: { domain: names, range: names.map((_, i) => PALETTE[i % PALETTE.length]) },
      ...(names.length === 1 ? { legend: null } : { title: null }),
    },
    // Vega keeps its groups in an object by name, which loses a curve named __proto__; with a number beside, it does not.
    detail: { field: "curve", type: "nominal" },
  };
  const transform = [{ flatten: ["x", "density"] }];
  return [
    {
      transform,
      mark: { type: "area", line: { strokeWidth: 2 }, fillOpacity: 0.18, clip: true },
      encoding: {
        ...position,
        tooltip: tooltip(["curve", "series"], ["values", "n"], ["mean", "mean"], ["95 % within", "interval"]),
      },
    },
    {
      name: HOVER,
      transform,
      mark: { type: "point", opacity: 0, size: 80 },
      encoding: {
        ...position,
        tooltip: tooltip(["curve", "series"], ["value", "x"], ["density", "density"]),
      },
    },
  ];
}
