import { MixedModelBootstrap } from "../bootstrap/sample/mixedModelBootstrap";
import { shortestcovint } from "../bootstrap/sample/shortestcovint";
import { mean } from "../distributions/mean";
import { normalBound } from "../distributions/normalQuantile";
import { OptionError } from "../errors";
import { isMixedModel, type MixedModel } from "../model/mixedModel";
import { checkOptions } from "../table/options";
import { shownValue } from "../table/shownValue";
import { Chart } from "./chart";
import { checkApart, colorRange, MOST_MARKS, shapesOf } from "./parts/colors/plotColors";
import { checkedLevel, percentOf } from "./parts/level";
import { groupedSeries } from "./parts/series";
import type { Channel, DataRow, Layer } from "./parts/spec";
import { ACCENT, chartSpec, tooltip } from "./parts/spec";

export interface CoefOptions {
  /** Level of the intervals. Default: 0.95. */
  level?: number;
  /**
   * Whether "(Intercept)" is drawn. Default: unless the intervals of the others would have less than an eighth of the
   * axis beside it, which the title of the axis tells.
   */
  showIntercept?: boolean;
  /** Whether a dashed line marks 0. Default: true. */
  vlineAtZero?: boolean;
  /** Names of several models in the legend. Default: (1), (2), … */
  labels?: readonly string[];
  title?: string;
  /** Default: what estimate and interval are. */
  xlabel?: string;
  /** Size of the plot in pixels, without the names. Default: 460 × 34 a coefficient, more for several models. */
  width?: number;
  height?: number;
}

/** A coefficient with its interval, in units of the response per unit of the column. */
export interface CoefInterval {
  name: string;
  estimate: number;
  lower: number;
  upper: number;
}

/** Of the axis, for the intervals beside that of the intercept. */
const LEAST_SHARE = 1 / 8;
const KNOWN = ["level", "showIntercept", "vlineAtZero", "labels", "title", "xlabel", "width", "height"];

/** What has coefficients with intervals. */
export type CoefSubject = MixedModel | MixedModelBootstrap;

/**
 * Coefficients with intervals: of a model the estimates with Wald intervals, of a bootstrap sample the means of the
 * replicates with shortest coverage intervals. Several are drawn side by side. A column that is a combination of others
 * is left out.
 */
export function coefplot(subject: CoefSubject | readonly CoefSubject[], options: CoefOptions = {}): Chart {
  checkOptions("coefplot", options, KNOWN);
  const level = checkedLevel("coefplot", options.level);
  const subjects = subjectsOf(subject);
  const labels = checkedLabels(options.labels, subjects.length);
  checkApart("coefplot", "models", labels.length, MOST_MARKS, "draw some of them");
  const all = subjects.map((one) => coefIntervals(one, level));
  const { showIntercept = isNearOthers(all.flat()) } = options;
  const intervals = showIntercept ? all : all.map((own) => own.filter(isNoIntercept));
  const names = [...new Set(intervals.flatMap((own) => own.map(({ name }) => name)))];
  if (names.length === 0)
    throw new OptionError("coefplot has no coefficient to draw besides the intercept; set showIntercept to true");
  const rows = intervals.flatMap((own, i) => own.map((interval) => coefRow(interval, i, labels, names)));
  const without = showIntercept || options.showIntercept === false ? "" : ", without the intercept";
  const xlabel = options.xlabel ?? `${axisTitle(subjects, percentOf(level))}${without}`;
  return new Chart(
    chartSpec({
      description: `${xlabel}: ${names.join(", ")}${subjects.length === 1 ? "" : ` of ${subjects.length} models`}`,
      title: options.title,
      width: options.width ?? 460,
      height: options.height ?? (20 + 14 * subjects.length) * names.length,
      values: rows,
      layer: layers(names, labels, xlabel, options.vlineAtZero ?? true, percentOf(level)),
    }),
    { chart: "ridge" },
  );
}

function isNoIntercept({ name }: CoefInterval): boolean {
  return name !== "(Intercept)";
}

/** Whether the others are seen beside the intercept. */
function isNearOthers(intervals: readonly CoefInterval[]): boolean {
  const span = (own: readonly CoefInterval[]): number =>
    Math.max(...own.map(({ upper }) => upper)) - Math.min(...own.map(({ lower }) => lower));
  const others = intervals.filter(isNoIntercept);
  return others.length === 0 || !(span(others) < LEAST_SHARE * span(intervals));
}

function subjectsOf(subject: CoefSubject | readonly CoefSubject[]): readonly CoefSubject[] {
  const subjects = [subject].flat() as CoefSubject[];
  if (subjects.length === 0) throw new OptionError("coefplot needs a model or a bootstrap sample; got none");
  const other = subjects.findIndex((one) => !isMixedModel(one) && !(one instanceof MixedModelBootstrap));
  if (other >= 0)
    throw new OptionError(`coefplot draws models and bootstrap samples; got ${shownValue(subjects[other])}`);
  return subjects;
}

function checkedLabels(labels: readonly string[] | undefined, count: number): readonly string[] {
  if (labels === undefined) return Array.from({ length: count }, (_, i) => `(${i + 1})`);
  if (labels.length !== count)
    throw new OptionError(`coefplot needs one label a model: there are ${count} models and ${labels.length} labels`);
  const repeated = labels.find((label, i) => labels.indexOf(label) < i);
  if (repeated !== undefined) throw new OptionError(`coefplot's labels must differ, but '${repeated}' occurs twice`);
  return labels;
}

/** Estimates and intervals of the coefficients that were estimated. */
export function coefIntervals(subject: CoefSubject, level: number): CoefInterval[] {
  if (isMixedModel(subject)) {
    const z = normalBound(level);
    const { coefnames, coef, stderror, data } = subject;
    return data.kept.map((j) => ({
      name: coefnames[j],
      estimate: coef[j],
      lower: coef[j] - z * stderror[j],
      upper: coef[j] + z * stderror[j],
    }));
  }
  const groups = new Map(groupedSeries(subject.β, "β", "coefname").map((series) => [series.name, series.values]));
  return subject.description.kept.map((j) => {
    const name = subject.coefnames[j];
    const values = groups.get(name)!;
    const [lower, upper] = shortestcovint(values, level);
    return { name, estimate: mean(values), lower, upper };
  });
}

function axisTitle(subjects: readonly CoefSubject[], percent: string): string {
  if (subjects.every(isMixedModel)) return `Estimate and ${percent} Wald interval`;
  if (subjects.every((one) => one instanceof MixedModelBootstrap))
    return `Mean and shortest ${percent} coverage interval`;
  return `Estimate and ${percent} interval (Wald or bootstrap)`;
}

/** The first coefficient is on top; of several models the first is on top of the others. */
function coefRow(
  { name, estimate, lower, upper }: CoefInterval,
  model: number,
  labels: readonly string[],
  names: readonly string[],
): DataRow {
  const step = 0.6 / labels.length;
  const base = names.length - 1 - names.indexOf(name);
  const [center, low, high] = [estimate, lower, upper].map((value) => Number(value.toPrecision(6)));
  return {
    series: name,
    model: labels[model],
    y: base + step * ((labels.length - 1) / 2 - model),
    estimate: center,
    lower: low,
    upper: high,
  };
}

function layers(
  names: readonly string[],
  labels: readonly string[],
  xlabel: string,
  vlineAtZero: boolean,
  percent: string,
): Layer[] {
  const y = {
    field: "y",
    type: "quantitative",
    scale: { domain: [-0.6, names.length - 0.4], nice: false, zero: false },
    axis: null,
  };
  const axis = { grid: false, domain: false };
  const x = (field: string): Channel => ({ field, type: "quantitative", title: xlabel, scale: { zero: false }, axis });
  const color = {
    field: "model",
    type: "nominal",
    title: null,
    scale: { domain: [...labels], range: colorRange(labels) },
    legend: { orient: "top", direction: "horizontal" },
  };
  const own = labels.length === 1 ? { style: { color: ACCENT }, encoding: {} } : { style: {}, encoding: { color } };
  const symbols = shapesOf(labels, false, "model");
  const lines = tooltip(
    ["coefficient", "series"],
    ...(labels.length === 1 ? [] : [["model", "model"] as [string, string]]),
    ["estimate", "estimate"],
    [`${percent} from`, "lower"],
    ["to", "upper"],
  );
  return [
    ...(vlineAtZero
      ? [
          {
            data: { values: [{ zero: 0 }] },
            mark: { type: "rule", strokeDash: [4, 3], strokeWidth: 1 },
            encoding: { x: x("zero") },
          },
        ]
      : []),
    {
      mark: { type: "rule", strokeWidth: 2.5, strokeCap: "round", ...own.style },
      encoding: { x: x("lower"), x2: { field: "upper" }, y, ...own.encoding, tooltip: lines },
    },
    {
      mark: {
        type: "point",
        ...(symbols.shape === undefined ? { shape: "circle" } : {}),
        filled: true,
        opacity: 1,
        size: 60,
        ...own.style,
      },
      encoding: { x: x("estimate"), y, ...own.encoding, ...symbols, tooltip: lines },
    },
    {
      data: { values: names.map((name, i): DataRow => ({ series: name, y: names.length - 1 - i })) },
      mark: { type: "text", align: "right", baseline: "middle", limit: 480 },
      encoding: { x: { value: -14 }, y, text: { field: "series", type: "nominal" } },
    },
  ];
}
