import { shortestcovint } from "../bootstrap/sample/shortestcovint";
import type { Density } from "../distributions/kde";
import { kde } from "../distributions/kde";
import { mean } from "../distributions/mean";
import { type PointMass, pointMasses } from "../distributions/pointMass";
import { OptionError } from "../errors";
import { rounded } from "../show/rounded";
import type { TableLike } from "../table/asTable";
import { checkOptions } from "../table/options";
import { shownValue } from "../table/shownValue";
import { Chart } from "./chart";
import { checkLayout } from "./parts/checkLayout";
import { checkApart, colorRange, MOST_MARKS } from "./parts/colors/plotColors";
import { columnOrValues, type DrawnValues } from "./parts/columnOrValues";
import { intervalsAtLevels } from "./parts/extras";
import type { Series } from "./parts/series";
import { columnSeries, groupedSeries } from "./parts/series";
import type { Channel, DataRow, Layer } from "./parts/spec";
import { chartSpec, dashesOf, HOVER, INTERVALS, LINE_SYMBOLS, MASS, needDashes, tooltip } from "./parts/spec";

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
 * Kernel density estimates of a numeric column, of several columns, of one column's groups (`color`), or of numbers
 * alone as in `densityplot(m.residuals)`.
 * Rows with a missing value are left out.
 */
export function densityplot(data: TableLike, column: string | readonly string[], options?: DensityOptions): Chart;
export function densityplot(values: DrawnValues, options?: DensityOptions): Chart;
export function densityplot(
  given: TableLike | DrawnValues,
  name?: string | readonly string[] | DensityOptions,
  more?: DensityOptions,
): Chart {
  const { data, column, options } = columnOrValues<string | readonly string[], DensityOptions>(
    "densityplot",
    given,
    name,
    more,
  );
  checkOptions("densityplot", options, KNOWN);
  checkLayout("densityplot", options);
  const series = relabelled(curves(data, column, options.color), options.labels);
  checkApart("densityplot", "curves", series.length, MOST_MARKS, "draw some of them, or panels by plot's layout");
  const npoints = pointsPerCurve(options.npoints, series.length);
  checkBandwidth(options.bandwidth);
  const mixed = series.map(({ values }) => pointMasses(values));
  const densities = mixed.map(({ continuous, masses }, i) =>
    scaled(
      kde(
        continuous,
        npoints,
        options.bandwidth,
        masses.map(({ at }) => at),
      ),
      continuous.length / series[i].values.length,
    ),
  );
  const names = series.map(({ name }) => name);
  const xlabel = options.xlabel ?? (typeof column === "string" ? column : column.length === 1 ? column[0] : "value");
  const rows = series.map((one, i) => dataRow(i, one, densities[i]));
  const drawn = intervalRows(series, densities);
  return new Chart(
    chartSpec({
      description: `Density of ${typeof column === "string" ? column : column.join(", ")}: ${counts(series)}`,
      title: options.title,
      width: options.width ?? 480,
      height: options.height ?? 260,
      values: rows,
      layer: [
        ...layers(names, xlabel, verticalScale(densities, drawn.length)),
        ...spikes(
          names,
          mixed.map(({ masses }) => masses),
          densities,
          xlabel,
        ),
        ...intervalLayer(names, drawn, xlabel),
      ],
    }),
    {
      chart: "density",
      ...(drawn.length === 0
        ? {}
        : { intervals: drawn.map((row, i) => intervalsAtLevels(row, series[i].values, gridUnit(densities[i]))) }),
    },
  );
}

function curves(data: TableLike, column: string | readonly string[], color: string | undefined): Series[] {
  if (color === undefined) return columnSeries(data, typeof column === "string" ? [column] : column);
  if (typeof column !== "string") {
    throw new OptionError(
      `densityplot's option color parts one column into curves, but there are ${column.length} columns`,
    );
  }
  return groupedSeries(data, column, color);
}

function relabelled(series: Series[], labels: readonly string[] | undefined): Series[] {
  if (labels !== undefined && !(Array.isArray(labels) && labels.every((label) => typeof label === "string")))
    throw new OptionError(`densityplot's option labels is an array of texts, not ${shownValue(labels)}`);
  if (labels !== undefined && labels.length !== series.length) {
    throw new OptionError(
      `densityplot needs one label a curve: there are ${series.length} curves and ${labels.length} labels`,
    );
  }
  const named = labels === undefined ? series : series.map(({ values }, i) => ({ name: labels[i], values }));
  const repeated = named.find(({ name }, i) => named.findIndex((other) => other.name === name) < i);
  if (repeated !== undefined)
    throw new OptionError(`densityplot's curves need different names, but '${repeated.name}' occurs twice`);
  if (named.length === 0) throw new OptionError("densityplot needs at least one column");
  return named;
}

function pointsPerCurve(npoints: number | undefined, curveCount: number): number {
  if (npoints === undefined) return Math.max(40, Math.min(200, Math.floor(800 / curveCount)));
  if (!Number.isInteger(npoints) || npoints < 2 || npoints > MAX_POINTS) {
    throw new OptionError(`densityplot's option npoints is an integer from 2 to ${MAX_POINTS}, not ${npoints}`);
  }
  return npoints;
}

function checkBandwidth(bandwidth: number | undefined): void {
  if (bandwidth !== undefined && !(bandwidth > 0 && bandwidth < Infinity)) {
    throw new OptionError(`densityplot's option bandwidth is a positive number, not ${bandwidth}`);
  }
}

function counts(series: Series[]): string {
  const sizes = [...new Set(series.map(({ values }) => values.length))];
  const curveText = series.length === 1 ? "" : `${series.length} curves of `;
  return `${curveText}${sizes.length === 1 ? sizes[0] : `${Math.min(...sizes)} to ${Math.max(...sizes)}`} values`;
}

/** One row a curve; its arrays x and density are unrolled by the specification, which keeps the data small. */
function dataRow(curve: number, { name, values }: Series, { x, density }: Density): DataRow {
  const unit = gridUnit({ x });
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

function gridUnit({ x }: Pick<Density, "x">): number {
  return (x[x.length - 1] - x[0]) / 100;
}

/** The density of a part of the values, as a share of the whole. */
function scaled(density: Density, share: number): Density {
  return share === 1 ? density : { ...density, density: density.density.map((d) => d * share) };
}

/** The highest point of the curves; spikes of equal values would flatten the others. */
function peakOf(densities: Density[]): number {
  const smooth = densities.filter(({ bandwidth }) => bandwidth > 0);
  return Math.max(...(smooth.length === 0 ? densities : smooth).flatMap(({ density }) => [...density]));
}

/** From below the intervals to above the curves. */
function verticalScale(densities: Density[], intervals: number): [number, number] {
  const peak = peakOf(densities);
  return [intervals === 0 ? 0 : -INTERVAL_STEP * (intervals + 0.3) * peak, 1.1 * peak];
}

/** Intervals of so many curves can be told apart below them; each takes this share of the highest curve. */
const MOST_INTERVALS = 4;
const INTERVAL_STEP = 0.05;

/** The shortest 95 % interval of each curve, a step below the last. */
function intervalRows(series: Series[], densities: Density[]): DataRow[] {
  if (series.length > MOST_INTERVALS) return [];
  const peak = peakOf(densities);
  return series.map(({ name, values }, curve) => {
    const [lower, upper] = rounded(shortestcovint(values, 0.95), gridUnit(densities[curve]), 2);
    return { curve, series: name, at: rounded([-INTERVAL_STEP * (curve + 0.8) * peak], peak, 4)[0], lower, upper };
  });
}

function intervalLayer(names: string[], rows: DataRow[], xlabel: string): Layer[] {
  if (rows.length === 0) return [];
  return [
    {
      data: { name: INTERVALS, values: rows },
      mark: { type: "rule", strokeWidth: 3.5, strokeCap: "round", clip: true },
      encoding: {
        x: { field: "lower", type: "quantitative", title: xlabel },
        x2: { field: "upper" },
        y: { field: "at", type: "quantitative" },
        color: colorOf(names),
        tooltip: tooltip(["curve", "series"], ["interval from", "lower"], ["to", "upper"]),
      },
    },
  ];
}

/** Point masses as lines with a head. Their height says nothing: a share has no density. */
function spikes(names: string[], masses: PointMass[][], densities: Density[], xlabel: string): Layer[] {
  const peak = peakOf(densities);
  const values = masses.flatMap((own, curve) =>
    own.map(
      ({ at, share, count }, i): DataRow => ({
        curve,
        series: names[curve],
        at,
        count,
        height: rounded([peak * (0.95 - 0.12 * (curve + i))], peak, 4)[0],
        percent: `${(100 * share).toFixed(1)} %`,
        label: `${(100 * share).toFixed(1)} % at ${at}`,
      }),
    ),
  );
  if (values.length === 0) return [];
  const shared = { data: { values } };
  const x = { field: "at", type: "quantitative", title: xlabel };
  const y = { field: "height", type: "quantitative" };
  const lines = tooltip(["curve", "series"], ["exactly at", "at"], ["share", "percent"], ["values", "count"]);
  const alone = names.length === 1 ? { color: MASS } : {};
  const color = names.length === 1 ? {} : { color: colorOf(names) };
  const label = (align: "left" | "right", test: string): Layer => ({
    ...shared,
    transform: [{ filter: test }],
    mark: { type: "text", align, dx: align === "left" ? 9 : -9, baseline: "middle" },
    encoding: { x, y, text: { field: "label", type: "nominal" } },
  });
  return [
    {
      ...shared,
      mark: { type: "rule", strokeWidth: 3, ...alone },
      encoding: { x, y, y2: { datum: 0 }, ...color, tooltip: lines },
    },
    {
      ...shared,
      mark: { type: "point", shape: "circle", filled: true, opacity: 1, size: 70, ...alone },
      encoding: { x, y, ...color, tooltip: lines },
    },
    label("left", "datum.at <= 0"),
    label("right", "datum.at > 0"),
  ];
}

function colorOf(names: string[]): Channel {
  return {
    field: "series",
    type: "nominal",
    scale: { domain: names, range: colorRange(names) },
    ...(names.length === 1 ? { legend: null } : { title: null, legend: legendAbove(names) }),
  };
}

/** Above the plot, in as many columns as have room. */
function legendAbove(names: readonly string[]): object {
  const longest = Math.max(...names.map((name) => name.length));
  return {
    orient: "top",
    direction: "horizontal",
    columns: Math.max(1, Math.floor(72 / (longest + 5))),
    ...(needDashes(names) ? LINE_SYMBOLS : {}),
  };
}

function layers(names: string[], xlabel: string, domain: [number, number]): Layer[] {
  const position = {
    x: { field: "x", type: "quantitative", title: xlabel, scale: { zero: false, nice: false }, axis: { grid: false } },
    y: {
      field: "density",
      type: "quantitative",
      title: "density",
      stack: null,
      scale: { domain, nice: false, zero: false },
      axis: { labelExpr: "datum.value < 0 ? '' : datum.label" },
    },
    color: colorOf(names),
    // Vega keeps its groups in an object by name, which loses a curve named __proto__; with a number beside, it does
    // not.
    detail: { field: "curve", type: "nominal" },
  };
  const transform = [{ flatten: ["x", "density"] }];
  const { strokeDash: dashes } = dashesOf(names);
  return [
    {
      transform,
      mark: { type: "area", ...(dashes ? {} : { line: { strokeWidth: 2 } }), fillOpacity: 0.18, clip: true },
      encoding: {
        ...position,
        tooltip: tooltip(["curve", "series"], ["values", "n"], ["mean", "mean"], ["95 % within", "interval"]),
      },
    },
    ...(dashes
      ? [
          {
            transform,
            mark: { type: "line", strokeWidth: 2, clip: true },
            encoding: { ...position, strokeDash: dashes },
          },
        ]
      : []),
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
