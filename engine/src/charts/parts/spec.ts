/**
 * A Vega-Lite specification (valid in versions 5 and 6) as plain JSON that can be changed before it is shown,
 * as in `chart.spec.width = 700` or `chart.spec.layer[0].mark.color = "teal"`.
 */
export interface ChartSpec {
  $schema: string;
  description: string;
  title?: string | { [property: string]: unknown };
  width: number;
  height: number;
  background: string;
  data: { name?: string; values: DataRow[] };
  layer: Layer[];
  config: { [section: string]: unknown };
  [property: string]: unknown;
}

/** The names of fields are the engine's own; names from the user's data occur only as values. */
export interface DataRow {
  [field: string]: string | number | (number | null)[] | string[];
}

export interface Layer {
  /** Layers whose name begins with "hover" only carry tooltips; pictures are drawn without them. */
  name?: string;
  data?: { name?: string; values: DataRow[] };
  transform?: { [property: string]: unknown }[];
  mark: { type: string; [property: string]: unknown };
  encoding: Encoding;
}

export interface Encoding {
  x?: Channel;
  x2?: Channel;
  xOffset?: Channel;
  y?: Channel;
  y2?: Channel;
  yOffset?: Channel;
  color?: Channel;
  detail?: Channel;
  order?: Channel;
  opacity?: Channel;
  size?: Channel;
  strokeDash?: Channel;
  shape?: Channel;
  text?: Channel;
  tooltip?: Channel[];
}

export interface Channel {
  [property: string]: unknown;
}

export const HOVER = "hover";
/** The data of coverage intervals, which a live chart replaces by those of another level. */
export const INTERVALS = "intervals";

export const ACCENT = "#3987c2";
/**
 * Ten colours with a contrast of 3 on white as on near-black, ten units apart (CIEDE2000) for readers with any of the
 * three deficiencies of colour vision too.
 */
export const PALETTE = [
  ACCENT,
  "#c77c15",
  "#00aa59",
  "#8d5d85",
  "#716b69",
  "#ab570d",
  "#93899b",
  "#527f50",
  "#809286",
  "#3f64c5",
];
/** From so many curves on colours alone are hard to tell. */
const MANY = 5;
/** Lines that are told apart without their colours, in order. */
export const DASHES = [
  [1, 0],
  [7, 3],
  [2, 2],
  [9, 3, 2, 3],
  [4, 4],
];

/** Whether there are so many curves that their lines are told apart by dashes too. */
export function needDashes(names: readonly string[]): boolean {
  return names.length >= MANY;
}

/** The symbols of a legend that shows the lines of curves with their dashes. */
export const LINE_SYMBOLS = { symbolType: "stroke", symbolSize: 700, symbolStrokeWidth: 2 };

/** Dashes of many curves, beside their colours. */
export function dashesOf(names: readonly string[]): { strokeDash?: Channel } {
  if (!needDashes(names)) return {};
  // Names whose colours come again have other dashes then.
  const range = names.map((_, i) => DASHES[(i + Math.floor(i / PALETTE.length)) % DASHES.length]);
  return {
    strokeDash: { field: "series", type: "nominal", title: null, scale: { domain: [...names], range } },
  };
}
/** Of the point masses of a single curve. */
export const MASS = "#cf5b4c";
/** As far from white as from JupyterLab's dark background. */
export const NEUTRAL = "#777c82";
const FONT = "system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif";

/** The parts that all charts share: colours that read on light and dark pages, which show through. */
export function chartSpec(
  chart: {
    description: string;
    title?: string;
    width: number;
    height: number;
    values: DataRow[];
    layer: Layer[];
  },
  dataName?: string,
): ChartSpec {
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v5.json",
    description: chart.description,
    ...(chart.title === undefined ? {} : { title: chart.title }),
    width: chart.width,
    height: chart.height,
    background: "transparent",
    data: { ...(dataName === undefined ? {} : { name: dataName }), values: chart.values },
    layer: chart.layer,
    config: {
      font: FONT,
      padding: 8,
      view: { stroke: null },
      // For readers of screens vega-lite writes the titles of axes, which may be from the data, into an expression at
      // every mark.
      mark: { aria: false },
      title: { color: NEUTRAL, fontSize: 14, fontWeight: 600, anchor: "start", offset: 12 },
      axis: {
        labelColor: NEUTRAL,
        titleColor: NEUTRAL,
        tickColor: NEUTRAL,
        domainColor: NEUTRAL,
        gridColor: NEUTRAL,
        gridOpacity: 0.18,
        labelFontSize: 11,
        titleFontSize: 12,
        titleFontWeight: "normal",
        titlePadding: 8,
        labelFlush: false,
      },
      axisX: { tickCount: 7 },
      axisY: { domain: false, ticks: false },
      legend: { labelColor: NEUTRAL, titleColor: NEUTRAL, labelFontSize: 12, labelLimit: 480, symbolStrokeWidth: 2 },
      text: { color: NEUTRAL, fontSize: 12 },
      rule: { color: NEUTRAL },
    },
  };
}

/** The lines of a tooltip as [title, field]. Titles are ours: vega-lite writes them into an expression. */
export function tooltip(...lines: [title: string, field: string][]): Channel[] {
  return lines.map(([title, field]) => ({ field, title }));
}
