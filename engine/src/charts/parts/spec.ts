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
/** Ten hues that stand out from white as well as from near-black, told apart by colour-blind readers in order. */
export const PALETTE = [
  ACCENT,
  "#e0812b",
  "#2f9e77",
  "#c65a9c",
  "#8a7bd1",
  "#b0912a",
  "#cf5b4c",
  "#35a0ad",
  "#7f9b3c",
  "#8c8c8c",
];
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
