import { type ChartExtras, PLAIN } from "../reading/chartExtras";
import { fitPanels } from "./fitPanels";
import { endRows } from "./levels";

type Part = { [key: string]: unknown };

const isPart = (value: unknown): value is Part => typeof value === "object" && value !== null && !Array.isArray(value);

/** Which curves are left out, and which one alone stands out. */
export interface Picked {
  hidden: readonly string[];
  lit: string | null;
}

/** A curve as the legend names it. */
export interface LegendEntry {
  name: string;
  color: string;
  /** Dashes and gaps of its line in pixels, where it is broken. */
  dash?: readonly number[];
}

/** Names of what a live chart adds to a specification. */
export const ENDS = "mm_ends";
export const HIDDEN = "mm_hidden";
export const LIT = "mm_lit";
export const ZOOM = "zoom";

/** A plot grows with the page up to so many times its own width. */
const WIDEST = 1.75;
/** Marks at the ends of the axis, which zooming clips, have this much room. */
const ROOM = 8;
/** A drag that begins at the end of an interval changes the level, any other pans. */
const DRAG = `pointerdown[!event.item || event.item.mark.name !== '${ENDS}_marks']`;
const PAN = `[${DRAG}, window:pointerup] > window:pointermove!`;
/** The wheel alone scrolls the page. */
const WHEEL = "wheel![event.ctrlKey || event.metaKey || event.shiftKey]";

/** The specification without what it could do to vega-embed, as a copy. */
function own(spec: Part): Part {
  const { usermeta: _, $schema: __, ...rest } = JSON.parse(JSON.stringify(spec)) as Part;
  return rest;
}

function layersOf(spec: Part): Part[] {
  return Array.isArray(spec["layer"]) ? spec["layer"].filter(isPart) : [];
}

/** The curves of a density plot, if it has several; none where the user has rearranged the specification. */
export function legendOf(spec: Part, { chart }: ChartExtras): LegendEntry[] {
  const color = part(part(layersOf(spec)[0])["encoding"])["color"];
  const { domain, range } = part(part(color)["scale"]);
  if (
    chart !== "density" ||
    part(color)["legend"] === null ||
    part(color)["field"] !== "series" ||
    !Array.isArray(domain) ||
    !Array.isArray(range) ||
    range.length === 0
  )
    return [];
  const dashes = layersOf(spec).flatMap(({ encoding }) => {
    const { range: own } = part(part(part(encoding)["strokeDash"])["scale"]);
    return Array.isArray(own) ? [own] : [];
  })[0];
  return domain.map((name, i) => {
    const dash: unknown = dashes?.[i];
    const isDash = Array.isArray(dash) && dash.every((length) => typeof length === "number");
    return { name: String(name), color: String(range[i % range.length]), ...(isDash ? { dash } : {}) };
  });
}

/**
 * The engine's specification with what only a live chart has: pan and zoom along x, ends of intervals that can be
 * dragged, curves that the legend beside it can hide and light up, and the width of the page. A specification that the
 * user has rearranged, or that is not the engine's, is left as it is.
 * @param size how many times as large as usual its letters are
 */
export function interactiveSpec(
  spec: Part,
  extras: ChartExtras,
  width: number | undefined,
  picked: Picked = { hidden: [], lit: null },
  size = 1,
): Part {
  const { chart, intervals } = extras;
  const live = own(spec);
  const layers = layersOf(live);
  const legend = legendOf(live, extras);
  fitPage(live, layers, chart, width, size);
  fitPanels(live, width);
  const [first] = layers;
  if (first === undefined || "params" in live || chart === PLAIN) return live;
  first["params"] = [
    { name: ZOOM, select: { type: "interval", encodings: ["x"], translate: PAN, zoom: WHEEL }, bind: "scales" },
  ];
  if (chart === "density")
    for (const { encoding } of layers)
      if (isPart(part(encoding)["x"]))
        part(part(encoding)["x"])["scale"] = { ...part(part(part(encoding)["x"])["scale"]), padding: ROOM };
  // What can be zoomed is clipped to the plot, where names beside it would be lost.
  for (const { mark } of layers) if (isPart(mark) && mark["type"] === "text") mark["clip"] = false;
  // The level beside the slider is the one that holds.
  if (chart === "ridge" && intervals)
    for (const { encoding } of layers)
      if (isPart(encoding) && isPart(encoding["x"]) && typeof encoding["x"]["title"] === "string")
        encoding["x"]["title"] = encoding["x"]["title"].replace(/ 95% coverage/, " coverage");
  if (legend.length > 0) {
    pickable(live, layers, picked);
    for (const { encoding } of layers) {
      const color = part(encoding)["color"];
      if (isPart(color)) color["legend"] = null;
    }
    // It stands above the legend.
    delete live["title"];
  }
  const ends = intervals === undefined ? undefined : endsLayer(layers, endRows(intervals, 95));
  if (ends) (live["layer"] as unknown[]).push(ends);
  return live;
}

/** The same for a file: at its present width, with its own legend, on paper. */
export function paperSpec(spec: Part, extras: ChartExtras, width: number | undefined, picked: Picked, size = 1): Part {
  const paper = own(spec);
  const layers = layersOf(paper);
  fitPage(paper, layers, extras.chart, width, size);
  fitPanels(paper, width);
  const shown = legendOf(paper, extras).filter(({ name }) => !picked.hidden.includes(name));
  if (shown.length > 0) pickable(paper, layers, { hidden: picked.hidden, lit: null });
  for (const { encoding } of layers) {
    const color = part(part(encoding)["color"]);
    if (shown.length > 0 && isPart(color["scale"]))
      color["scale"] = { domain: shown.map(({ name }) => name), range: shown.map(({ color: own }) => own) };
  }
  if (shown.length > 0)
    paper["config"] = {
      ...part(paper["config"]),
      legend: { ...part(part(paper["config"])["legend"]), disable: false },
    };
  paper["background"] = "white";
  return paper;
}

function part(value: unknown): Part {
  return isPart(value) ? value : {};
}

function fitPage(spec: Part, layers: readonly Part[], chart: string, width: number | undefined, size: number): void {
  if (width === undefined || typeof spec["width"] !== "number" || !(spec["width"] > 0)) return;
  const names = chart === "ridge" ? Math.min(260 * size, width * 0.4) : 0;
  spec["width"] = Math.max(120, Math.min(spec["width"] * WIDEST, width - names - 70 * Math.max(1, size)));
  if (names > 0) for (const { mark } of layers) if (isPart(mark) && mark["type"] === "text") mark["limit"] = names;
}

/**
 * Hides curves and dims the others of one that is lit; the legend is drawn outside, where it can be used from the
 * keyboard.
 */
function pickable(spec: Part, layers: readonly Part[], { hidden, lit }: Picked): void {
  spec["params"] = [
    { name: HIDDEN, value: [...hidden] },
    { name: LIT, value: lit },
  ];
  // A text that vega-lite would show as the name of the chart's legend is none here.
  spec["config"] = { ...part(spec["config"]), legend: { ...part(part(spec["config"])["legend"]), disable: true } };
  for (const layer of layers) {
    const transform = Array.isArray(layer["transform"]) ? layer["transform"] : [];
    layer["transform"] = [{ filter: `indexof(${HIDDEN}, datum.series) < 0` }, ...transform];
    if (isPart(layer["encoding"]) && layer["name"] !== "hover")
      layer["encoding"]["opacity"] = {
        condition: { test: `${LIT} === null || ${LIT} === datum.series`, value: 1 },
        value: 0.1,
      };
  }
}

/** Handles at both ends of every interval. */
function endsLayer(layers: readonly Part[], values: readonly object[]): Part | undefined {
  const intervals = layers.find(({ data }) => part(data)["name"] === "intervals");
  const { x, y, color, opacity } = part(intervals?.["encoding"]);
  if (intervals === undefined || !isPart(x) || y === undefined) return undefined;
  const own = part(intervals["mark"])["color"];
  return {
    name: ENDS,
    data: { name: ENDS, values },
    ...(Array.isArray(intervals["transform"]) ? { transform: intervals["transform"] } : {}),
    mark: {
      type: "point",
      shape: "circle",
      filled: true,
      size: 80,
      opacity: 1,
      cursor: "ew-resize",
      clip: true,
      ...(own === undefined ? {} : { color: own }),
    },
    encoding: {
      x: { ...x, field: "end" },
      y,
      ...(color === undefined ? {} : { color }),
      ...(opacity === undefined ? {} : { opacity }),
      tooltip: [
        { field: "series", title: "curve" },
        { field: "end", title: "end of the interval" },
        { field: "drag", title: "level (drag to change)" },
      ],
    },
  };
}

/**
 * The specification with these sections of its config filled in; its own colours suit light and dark pages alike, but
 * neither well.
 */
export function withConfig(spec: Part, sections: { [section: string]: Part }): Part {
  const config = part(spec["config"]);
  const merged = Object.entries(sections).map(
    ([section, values]) => [section, { ...part(config[section]), ...values }] as const,
  );
  return { ...spec, config: { ...config, ...Object.fromEntries(merged) } };
}
