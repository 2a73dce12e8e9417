import { twoSidedP } from "../distributions/normal";
import { normalBound, normalQuantile, probabilityPoints } from "../distributions/normalQuantile";
import { quantileOfSorted } from "../distributions/quantileOfSorted";
import { DataError, OptionError } from "../errors";
import { exp } from "../math/exp";
import { GeneralizedLinearMixedModel } from "../model/generalized/generalizedLinearMixedModel";
import { LinearMixedModel } from "../model/linearMixedModel";
import { rounded } from "../show/rounded";
import { checkOptions } from "../table/options";
import { shownValue } from "../table/shownValue";
import { Chart } from "./chart";
import { axisRange } from "./parts/axisRange";
import { checkedLevel, percentOf } from "./parts/level";
import { scaledResiduals } from "./parts/scaledResiduals";
import { dots, hovers } from "./parts/segments";
import { simplelinreg } from "./parts/simplelinreg";
import type { Encoding, Layer } from "./parts/spec";
import { ACCENT, chartSpec, MASS, tooltip } from "./parts/spec";
import { drawnOf, thinned } from "./parts/thinning";
import { rowNames } from "./residualplot";

export interface QQOptions {
  /**
   * "fitrobust" (default): through the quartiles; "fit": least squares; "identity": equal quantiles, the reference
   * being N(0, σ̂²) for a model; "none".
   */
  qqline?: "fitrobust" | "fit" | "identity" | "none";
  /** Level of the pointwise band about the line in which normal values would lie, null for no band. Default: 0.95. */
  level?: number | null;
  title?: string;
  /** Size of the plot in pixels. Default: 400 × 340. */
  width?: number;
  height?: number;
}

const KNOWN = ["qqline", "level", "title", "width", "height"];
const LINES = ["fitrobust", "fit", "identity", "none"] as const;
const BAND_POINTS = 80;

/** The line y = a + bx. */
interface Line {
  a: number;
  b: number;
}

/**
 * The sorted residuals of a model (times √w with weights w), or numbers, against the quantiles of a normal distribution
 * at (i − ½)/n.
 */
export function qqnorm(subject: LinearMixedModel | ArrayLike<number>, options: QQOptions = {}): Chart {
  checkOptions("qqnorm", options, KNOWN);
  const { qqline = "fitrobust" } = options;
  if (!LINES.includes(qqline))
    throw new OptionError(`qqnorm's option qqline is one of ${LINES.join(", ")}, not ${JSON.stringify(qqline)}`);
  const level = options.level === null ? null : checkedLevel("qqnorm", options.level);
  if (subject instanceof GeneralizedLinearMixedModel)
    throw new OptionError(
      "qqnorm compares residuals with normal ones, which those of a generalized model are not; " +
        `'${subject.formula}' is of the family ${subject.family}, whose random effects qqcaterpillar(m) shows`,
    );
  const model = subject instanceof LinearMixedModel ? subject : undefined;
  const residuals = model && scaledResiduals(model);
  if (model === undefined && typeof (subject as ArrayLike<number> | undefined)?.length !== "number")
    throw new OptionError(`qqnorm draws a model or numbers; got ${shownValue(subject)}`);
  const values = residuals?.values ?? Float64Array.from(subject as ArrayLike<number>);
  if (values.length === 0 || !values.every(Number.isFinite))
    throw new DataError(
      "qqnorm draws finite numbers, at least one; " +
        `got ${values.length === 0 ? "none" : values.find((value) => !Number.isFinite(value))}`,
    );
  const order = Array.from(values.keys()).sort((a, b) => values[a] - values[b]);
  const sorted = Float64Array.from(order, (i) => values[i]);
  const scale = qqline === "identity" && model ? model.sigma : 1;
  const quantiles = probabilityPoints(sorted.length).map((p) => scale * normalQuantile(p));
  const line = lineOf(qqline, quantiles, sorted);
  const band = level === null || line === undefined ? undefined : normalBand(line, scale, sorted.length, level);
  const horizontal = axisRange([quantiles], "qqnorm");
  const vertical = axisRange([sorted, ...(band ? [band.lower, band.upper] : [])], "qqnorm");
  const drawn = thinned(sorted.length, (i) => Math.abs(quantiles[i]));
  const encoding = {
    x: {
      type: "quantitative",
      title: scale === 1 ? "Standard normal quantile" : `Quantile of N(0, ${Number(scale.toPrecision(4))}²)`,
      scale: { domain: horizontal.domain, nice: false, zero: false },
      axis: { grid: false },
    },
    y: {
      type: "quantitative",
      title: residuals?.title ?? "Value",
      scale: { domain: vertical.domain, nice: false, zero: false },
    },
  };
  const names = model
    ? rowNames(
        model,
        drawn.map((i) => order[i]),
      )
    : { row: drawn.map((i) => order[i] + 1) };
  const fields = [...Object.keys(names), "x", "y"];
  const lines = tooltip(
    [model ? "row" : "place in the data", "row"],
    ...(model ? [["level", "place"] as [string, string]] : []),
    ["normal quantile", "x"],
    [model ? "residual" : "value", "y"],
  );
  return new Chart(
    chartSpec({
      description:
        `Normal quantile plot of ${model ? `the residuals of ${model.formula}` : "values"}: ${sorted.length} values` +
        `${drawnOf(drawn.length, sorted.length)}${band === undefined ? "" : `, with a ${percentOf(level!)} band`}`,
      title: options.title,
      width: options.width ?? 400,
      height: options.height ?? 340,
      values: [
        {
          ...names,
          x: rounded(
            drawn.map((i) => quantiles[i]),
            horizontal.unit,
            2,
          ),
          y: rounded(
            drawn.map((i) => sorted[i]),
            vertical.unit,
            2,
          ),
        },
      ],
      layer: [
        ...(band === undefined ? [] : [bandLayer(band, encoding, [horizontal.unit, vertical.unit])]),
        ...(line === undefined ? [] : [lineLayer(line, horizontal.domain, encoding)]),
        dots(
          {
            fields,
            encoding,
            style: { color: ACCENT, strokeWidth: drawn.length > 600 ? 3.5 : 5, clip: true, aria: false },
          },
          { x: "x", y: "y", unit: horizontal.unit / 50 },
        ),
        hovers({ fields, encoding }, { x: "x", y: "y", lines }),
      ],
    }),
    { chart: "plot" },
  );
}

function lineOf(qqline: (typeof LINES)[number], quantiles: Float64Array, sorted: Float64Array): Line | undefined {
  if (qqline === "none") return undefined;
  if (qqline === "identity") return { a: 0, b: 1 };
  if (qqline === "fit") return simplelinreg(quantiles, sorted);
  const [low, high] = [quantileOfSorted(sorted, 0.25), quantileOfSorted(sorted, 0.75)];
  const [from, to] = [quantileOfSorted(quantiles, 0.25), quantileOfSorted(quantiles, 0.75)];
  const b = from === to ? 0 : (high - low) / (to - from);
  return { a: low - b * from, b };
}

interface Band {
  x: Float64Array;
  lower: Float64Array;
  upper: Float64Array;
}

/**
 * Where order statistics of normal values lie about the line: the asymptotic standard error b/φ(z)·√(p(1 − p)/n) of the
 * p-quantile (Fox 2016, Applied Regression Analysis, §3.1.3).
 * @param scale standard deviation of the reference distribution, in which the line's x is
 */
function normalBand({ a, b }: Line, scale: number, n: number, level: number): Band {
  const bound = normalBound(level);
  const least = normalQuantile(0.5 / n);
  const z = Float64Array.from({ length: BAND_POINTS }, (_, i) => least * (1 - (2 * i) / (BAND_POINTS - 1)));
  const center = z.map((value) => a + b * scale * value);
  const reach = z.map((value) => {
    const p = twoSidedP(value) / 2;
    const density = exp((-value * value) / 2) / Math.sqrt(2 * Math.PI);
    return (bound * Math.abs(b) * scale * Math.sqrt((p * (1 - p)) / n)) / density;
  });
  return {
    x: z.map((value) => scale * value),
    lower: center.map((value, i) => value - reach[i]),
    upper: center.map((value, i) => value + reach[i]),
  };
}

function bandLayer({ x, lower, upper }: Band, { x: horizontal, y }: Encoding, [unitX, unitY]: [number, number]): Layer {
  return {
    data: { values: [{ x: rounded(x, unitX, 2), lower: rounded(lower, unitY, 2), upper: rounded(upper, unitY, 2) }] },
    transform: [{ flatten: ["x", "lower", "upper"] }],
    mark: { type: "area", color: MASS, opacity: 0.14, clip: true, aria: false },
    encoding: { x: { ...horizontal, field: "x" }, y: { ...y, field: "lower" }, y2: { field: "upper" } },
  };
}

function lineLayer({ a, b }: Line, [from, to]: [number, number], { x, y }: Encoding): Layer {
  return {
    data: {
      values: [
        { x: from, y: a + b * from },
        { x: to, y: a + b * to },
      ],
    },
    mark: { type: "line", color: MASS, strokeWidth: 1.5, clip: true, aria: false },
    encoding: { x: { ...x, field: "x" }, y: { ...y, field: "y" } },
  };
}
