import { MixedModelBootstrap } from "../bootstrap/sample/mixedModelBootstrap";
import { shortestcovint } from "../bootstrap/sample/shortestcovint";
import { kde } from "../distributions/kde";
import { mean } from "../distributions/mean";
import { DataError, OptionError } from "../errors";
import { rounded } from "../show/rounded";
import { memberOf } from "../show/strictMembers";
import { checkLevel, checkOptions, checkSwitch } from "../table/options";
import { shownValue } from "../table/shownValue";
import { Table } from "../table/table";
import { Chart } from "./chart";
import { checkLayout } from "./parts/checkLayout";
import { intervalsAtLevels } from "./parts/extras";
import type { Series } from "./parts/series";
import { finiteSeries, groupedSeries } from "./parts/series";
import type { DataRow, Layer } from "./parts/spec";
import { ACCENT, chartSpec, INTERVALS, tooltip } from "./parts/spec";

export interface RidgeOptions {
  /** Whether the ridge of "(Intercept)" is drawn, which is often on another scale. Default: true. */
  showIntercept?: boolean;
  /** Coverage of the intervals, null for none. Default: 0.95. */
  level?: number | null;
  /** Whether a dashed line marks 0. Default: true. */
  vlineAtZero?: boolean;
  title?: string;
  /** Size of the plot in pixels, without the names. Default: 460 × 44 a coefficient. */
  width?: number;
  height?: number;
}

/** What a ridge plot needs of a bootstrap sample: β in long form, with the columns coefname and β. */
export interface CoefficientSample {
  readonly β: Table;
  readonly coefnames: readonly string[];
  /** @internal Which of them are estimated; all if absent. */
  readonly description?: { readonly kept: readonly number[] };
}

const RIDGE_HEIGHT = 0.82;
/** Keeps the spec and the picture of 20 coefficients below 100 KB together. */
const MAX_POINTS = 160;
const TOTAL_POINTS = 800;

/**
 * For each coefficient the bootstrap density, scaled to a common height, its mean and its shortest coverage
 * interval. A column that is a combination of others is left out.
 */
export function ridgeplot(sample: CoefficientSample, options: RidgeOptions = {}): Chart {
  checkOptions("ridgeplot", options, ["showIntercept", "level", "vlineAtZero", "title", "width", "height"]);
  checkLayout("ridgeplot", options);
  checkSwitch("showIntercept", options.showIntercept);
  if (
    !Array.isArray(memberOf(sample, "coefnames")) ||
    !(sample instanceof MixedModelBootstrap || memberOf(sample, "β") instanceof Table)
  )
    throw new OptionError(`ridgeplot needs a sample made by parametricbootstrap; got ${shownValue(sample)}`);
  const { level: marked = 0.95, vlineAtZero = true } = options;
  const level = marked ?? 0.95;
  checkLevel(level);
  const kept = sample.description?.kept;
  const names = sample.coefnames.filter(
    (name, j) =>
      (kept === undefined || kept.includes(j)) && (name !== "(Intercept)" || (options.showIntercept ?? true)),
  );
  if (names.length === 0)
    throw new OptionError("ridgeplot has no coefficient to draw besides the intercept; set showIntercept to true");
  const groups = new Map(coefficientSeries(sample).map((series) => [series.name, series]));
  const npoints = Math.max(40, Math.min(MAX_POINTS, Math.floor(TOTAL_POINTS / names.length)));
  const rows = names.map((name, i) => ridgeRow(required(groups, name), names.length - 1 - i, level, npoints));
  const percent = `${Number((100 * level).toPrecision(6))}%`;
  const intervals = marked === null ? "" : ` and ${percent} coverage interval`;
  return new Chart(
    chartSpec({
      description: `Bootstrap densities${intervals === "" ? "" : `${intervals}s`} of ${names.join(", ")}`,
      title: options.title,
      width: options.width ?? 460,
      height: options.height ?? 44 * names.length,
      values: rows,
      layer: layers(names.length, `Normalized bootstrap density${intervals}`, rows, {
        intervals: marked !== null,
        vlineAtZero,
      }),
    }),
    marked === 0.95
      ? {
          chart: "ridge",
          intervals: names.map((name, i) =>
            intervalsAtLevels(summaryRow(rows[i]), required(groups, name).values, ridgeUnit(rows[i])),
          ),
        }
      : { chart: "ridge" },
  );
}

/** A sample of a bootstrap has them as columns, which the long form would copy. */
function coefficientSeries(sample: CoefficientSample): Series[] {
  return sample instanceof MixedModelBootstrap
    ? sample.coefnames.map((name, j) => finiteSeries(name, sample.coefficient(j), `coefficient '${name}'`))
    : groupedSeries(sample.β, "β", "coefname");
}

/** A ridge's row without its curve. */
function summaryRow({ x: _x, ridge: _ridge, ...rest }: DataRow): DataRow {
  return rest;
}

function ridgeUnit({ x }: DataRow): number {
  const grid = x as number[];
  return (grid[grid.length - 1] - grid[0]) / 100;
}

function required(groups: Map<string, Series>, name: string): Series {
  const series = groups.get(name);
  if (series === undefined) throw new DataError(`the bootstrap sample has no replicates of the coefficient '${name}'`);
  return series;
}

/** One row a coefficient; the arrays x, ridge and density are unrolled by the specification. */
function ridgeRow({ name, values }: Series, base: number, level: number, npoints: number): DataRow {
  const { x, density } = kde(values, npoints);
  const peak = Math.max(...density);
  const unit = (x[x.length - 1] - x[0]) / 100;
  const [lower, upper] = shortestcovint(values, level);
  const [center, low, high] = rounded([mean(values), lower, upper], unit, 2);
  return {
    series: name,
    base,
    mean: center,
    lower: low,
    upper: high,
    interval: `${low} to ${high}`,
    x: rounded(x, unit, 2),
    ridge: rounded(
      density.map((d) => base + (RIDGE_HEIGHT * d) / peak),
      1,
      4,
    ),
  };
}

function layers(
  count: number,
  xlabel: string,
  rows: DataRow[],
  shown: { intervals: boolean; vlineAtZero: boolean },
): Layer[] {
  const scale = { domain: [-0.25, count], nice: false };
  const base = { field: "base", type: "quantitative", scale, axis: null };
  const axis = { grid: false, domain: false };
  const summary = tooltip(
    ["coefficient", "series"],
    ["mean", "mean"],
    ...(shown.intervals ? [["interval", "interval"] as [string, string]] : []),
  );
  return [
    ...(shown.vlineAtZero
      ? [
          {
            data: { values: [{ zero: 0 }] },
            mark: { type: "rule", strokeDash: [4, 3], strokeWidth: 1 },
            encoding: { x: { field: "zero", type: "quantitative", title: xlabel, axis } },
          },
        ]
      : []),
    {
      transform: [{ flatten: ["x", "ridge"] }],
      mark: { type: "area", line: { color: ACCENT, strokeWidth: 1.5 }, color: ACCENT, fillOpacity: 0.22 },
      encoding: {
        x: { field: "x", type: "quantitative", title: xlabel, axis, scale: { zero: false, nice: false } },
        y: { field: "ridge", type: "quantitative", scale, axis: null, stack: null },
        y2: { field: "base" },
        detail: { field: "base", type: "nominal" },
        tooltip: summary,
      },
    },
    ...(shown.intervals
      ? [
          {
            data: { name: INTERVALS, values: rows.map(summaryRow) },
            mark: { type: "rule", color: ACCENT, strokeWidth: 3.5, strokeCap: "round" },
            encoding: {
              x: { field: "lower", type: "quantitative" },
              x2: { field: "upper" },
              y: base,
              tooltip: summary,
            },
          },
          {
            mark: { type: "point", shape: "circle", filled: true, opacity: 1, color: ACCENT, size: 60 },
            encoding: { x: { field: "mean", type: "quantitative" }, y: base, tooltip: summary },
          },
        ]
      : []),
    {
      mark: { type: "text", align: "right", baseline: "middle", dy: -9, limit: 480 },
      encoding: { x: { value: -14 }, y: base, text: { field: "series", type: "nominal" } },
    },
  ];
}
