import { normalBound } from "../distributions/normalQuantile";
import { OptionError } from "../errors";
import { rounded } from "../show/rounded";
import { checkOptions } from "../table/options";
import { shownValue } from "../table/shownValue";
import { Chart } from "./chart";
import { axisRange } from "./parts/axisRange";
import { checkedLevel, percentOf } from "./parts/level";
import { ACCENT, chartSpec, MASS, NEUTRAL, tooltip } from "./parts/spec";

/** What the picture needs of a transformation, as `boxcox(m)` and `yeojohnson(m)` make it. */
export interface TransformationCurve {
  readonly name: string;
  readonly criterion: "marginal" | "conditional";
  readonly formula: string;
  readonly lambda: number;
  readonly loglikelihood: number;
  at(lambda: number): number;
  interval(level: number): [lower: number, upper: number];
}

export interface BoxCoxPlotOptions {
  /** Level of the interval of λ that is marked. Default: 0.95. */
  level?: number;
  /** Points of the curve, each a fit of the model. Default: 31. */
  points?: number;
  title?: string;
  /** Size of the plot in pixels. Default: 480 × 320. */
  width?: number;
  height?: number;
}

const KNOWN = ["level", "points", "title", "width", "height"];
/** How far beyond the interval the curve is drawn, in widths of it. */
const BEYOND = 0.6;

/**
 * The criterion of a Box–Cox or Yeo–Johnson transformation as a function of λ, with the highest point and the interval
 * of λ of a level: where the curve is above the line (Box & Cox 1964, fig. 1).
 */
export function boxcoxplot(transformation: TransformationCurve, options: BoxCoxPlotOptions = {}): Chart {
  checkOptions("boxcoxplot", options, KNOWN);
  if (typeof transformation !== "object" || transformation === null || !("interval" in transformation))
    throw new OptionError(
      `boxcoxplot needs what boxcox(m) or yeojohnson(m) has found; got ${shownValue(transformation)}`,
    );
  const level = checkedLevel("boxcoxplot", options.level);
  const { points = 31 } = options;
  if (!Number.isInteger(points) || points < 5 || points > 1000)
    throw new OptionError(`boxcoxplot's option points is a whole number from 5 to 1000, not ${String(points)}`);
  const { lambda, loglikelihood, name, criterion, formula } = transformation;
  const [lower, upper] = transformation.interval(level);
  const reach = (end: number): number => (Number.isFinite(end) ? (1 + BEYOND) * (end - lambda) : Math.sign(end) * 2);
  const [from, to] = [lambda + reach(lower), lambda + reach(upper)];
  const inner = Array.from({ length: points }, (_, i) => from + ((to - from) * i) / (points - 1));
  const places = [...inner, lambda].sort((a, b) => a - b);
  const drawn = places
    .map((x) => ({ x, y: x === lambda ? loglikelihood : transformation.at(x) }))
    .filter(({ y }) => Number.isFinite(y));
  const horizontal = axisRange([Float64Array.from(drawn, ({ x }) => x)], "boxcoxplot");
  const vertical = axisRange([Float64Array.from(drawn, ({ y }) => y)], "boxcoxplot");
  const line = loglikelihood - normalBound(level) ** 2 / 2;
  const [xs, ys] = [drawn.map(({ x }) => x), drawn.map(({ y }) => y)];
  const x = {
    field: "x",
    type: "quantitative",
    title: "λ",
    scale: { domain: horizontal.domain, nice: false, zero: false },
    axis: { grid: false },
  };
  const y = {
    field: "y",
    type: "quantitative",
    title: criterion === "marginal" ? "log-likelihood" : "−n/2·log Σr² (conditional)",
    scale: { domain: vertical.domain, nice: false, zero: false },
  };
  const [end1, end2, best] = rounded([lower, upper, lambda], horizontal.unit, 3);
  const marks = [
    { value: best, what: "λ" },
    ...[end1, end2]
      .filter((value) => Number.isFinite(value))
      .map((value) => ({ value, what: `end of the ${percentOf(level)} interval` })),
  ];
  const shown = rounded(xs, horizontal.unit, 3).map((value, i) => ({
    x: value,
    y: rounded([ys[i]], vertical.unit, 3)[0],
  }));
  return new Chart(
    chartSpec({
      description:
        `${name} transformation of ${formula}: λ = ${best}, ${percentOf(level)} interval ` +
        `${end1} to ${end2}, ${criterion} criterion`,
      title: options.title,
      width: options.width ?? 480,
      height: options.height ?? 320,
      values: shown,
      layer: [
        {
          data: { values: [{ y: rounded([line], vertical.unit, 3)[0] }] },
          mark: { type: "rule", color: NEUTRAL, strokeDash: [4, 3], strokeWidth: 1.2, clip: true, aria: false },
          encoding: { y },
        },
        {
          data: { values: marks.map(({ value, what }) => ({ x: value, what })) },
          mark: { type: "rule", color: MASS, strokeWidth: 1.4, clip: true, aria: false },
          encoding: { x, tooltip: tooltip(["", "what"], ["λ", "x"]) },
        },
        {
          mark: { type: "line", color: ACCENT, strokeWidth: 2, clip: true, aria: false },
          encoding: { x, y, tooltip: tooltip(["λ", "x"], ["criterion", "y"]) },
        },
      ],
    }),
    { chart: "plot" },
  );
}
