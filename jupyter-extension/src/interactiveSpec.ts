/** What a chart's payload holds beside the specification. */
export interface ChartExtras {
  chart: string;
  /** Intervals at the levels 80, 81, … 99 %, with the fields of their mark. */
  intervals?: { row: object; lower: number[]; upper: number[] }[];
  /** Counts in many bins of equal width, which coarser ones are made of. */
  bins?: { least: number; width: number; counts: number[] };
  shownBins: number;
}

type Part = { [key: string]: unknown };

const isPart = (value: unknown): value is Part => typeof value === "object" && value !== null && !Array.isArray(value);
const numbers = (value: unknown): number[] => (Array.isArray(value) ? value.filter((one) => typeof one === "number") : []);

export function readExtras(data: unknown): ChartExtras {
  const { chart, intervals, bins, shownBins } = isPart(data) ? data : {};
  const read = (Array.isArray(intervals) ? intervals : []).filter(isPart)
    .map(({ row, lower, upper }) => ({ row: isPart(row) ? row : {}, lower: numbers(lower), upper: numbers(upper) }))
    .filter(({ lower, upper }) => lower.length === 20 && upper.length === 20);
  const counts = isPart(bins) ? numbers(bins["counts"]) : [];
  return {
    chart: String(chart),
    shownBins: typeof shownBins === "number" ? shownBins : 1,
    ...(read.length > 0 ? { intervals: read } : {}),
    ...(isPart(bins) && typeof bins["least"] === "number" && typeof bins["width"] === "number" && counts.length > 0 ? { bins: { least: bins["least"], width: bins["width"], counts } } : {}),
  };
}

/**
 * The engine's specification with what only a live chart has: pan and zoom along x, a legend that picks curves, and
 * the width of the page. A specification that the user has rearranged is left as it is.
 */
export function interactiveSpec(spec: Part, { chart, intervals }: ChartExtras, width: number | undefined): Part {
  // Options that a specification gives to vega-embed could undo ours.
  const { usermeta: _, ...own } = JSON.parse(JSON.stringify(spec)) as Part;
  const layers = Array.isArray(own["layer"]) ? own["layer"].filter(isPart) : [];
  if (width !== undefined && typeof own["width"] === "number" && own["width"] > 0) {
    const names = chart === "ridge" ? Math.min(260, width * 0.4) : 0;
    own["width"] = Math.max(120, Math.min(own["width"] * 1.3, width - names - 70));
    if (names > 0) for (const layer of layers) if (isPart(layer["mark"]) && layer["mark"]["type"] === "text") layer["mark"]["limit"] = names;
    const legend = layers.map((layer) => (isPart(layer["encoding"]) && isPart(layer["encoding"]["color"]) ? layer["encoding"]["color"] : {}));
    if (legend.some((color) => "scale" in color && color["legend"] !== null)) {
      if (width < 620) own["config"] = { ...(isPart(own["config"]) ? own["config"] : {}), legend: { ...(isPart(own["config"]) && isPart(own["config"]["legend"]) ? own["config"]["legend"] : {}), orient: "bottom", columns: 2 } };
      else own["width"] = Math.min(own["width"] as number, Math.max(200, width - 300));
    }
  }
  const [first] = layers;
  if (first === undefined || "params" in own) return own;
  first["params"] = [{ name: "zoom", select: { type: "interval", encodings: ["x"] }, bind: "scales" }];
  // What can be zoomed is clipped to the plot, where names beside it would be lost.
  for (const { mark } of layers) if (isPart(mark) && mark["type"] === "text") mark["clip"] = false;
  // The level beside the slider is the one that holds.
  if (chart === "ridge" && intervals) for (const { encoding } of layers) if (isPart(encoding) && isPart(encoding["x"]) && typeof encoding["x"]["title"] === "string") encoding["x"]["title"] = encoding["x"]["title"].replace(/ 95% coverage/, " coverage");
  // A legend binds to the layer of the curves; the others listen.
  if (chart === "density" && hasLegend(first)) {
    (first["params"] as Part[]).push({ name: "picked", select: { type: "point", fields: ["series"] }, bind: "legend" });
    for (const layer of layers) {
      if (isPart(layer["encoding"]) && "color" in layer["encoding"] && layer["name"] !== "hover") layer["encoding"]["opacity"] = { condition: { param: "picked", value: 1 }, value: 0.06 };
    }
  }
  return own;
}

/** The specification with these sections of its config filled in; its own colours suit light and dark pages alike, but neither well. */
export function withConfig(spec: Part, sections: { [section: string]: Part }): Part {
  const own = isPart(spec["config"]) ? spec["config"] : {};
  const merged = Object.entries(sections).map(([section, values]) => [section, { ...(isPart(own[section]) ? own[section] : {}), ...values }] as const);
  return { ...spec, config: { ...own, ...Object.fromEntries(merged) } };
}

function hasLegend({ encoding }: Part): boolean {
  const color = isPart(encoding) ? encoding["color"] : undefined;
  return isPart(color) && color["legend"] !== null;
}
