import { OptionError } from "../errors";
import { Chart } from "./chart";
import { checkApart, MOST_COLORS } from "./parts/colors/plotColors";
import type { Panel, PanelSpec } from "./parts/panels";
import { type Channel, type ChartSpec, type DataRow, type Encoding, HOVER, type Layer, PALETTE } from "./parts/spec";

/**
 * Charts of one plot each on top of each other, on axes that hold all of them: raw data below the means of another
 * table, `overlay(plot(rows, …), plot(means, …))`. Axes of numbers lie upon axes of numbers, levels upon levels; titles
 * and sizes are those of the first.
 */
export function overlay(
  first: Chart | Chart<PanelSpec>,
  ...others: (Chart | Chart<PanelSpec>)[]
): Chart<ChartSpec | PanelSpec> {
  const charts = [first, ...others];
  if (charts.length < 2 || !charts.every((chart) => chart instanceof Chart))
    throw new OptionError("overlay lays two charts or more upon each other; one of its arguments is no chart");
  const plots = charts.map(onlyPlot);
  const titles = { x: titleOf(plots[0].layer, "x"), y: titleOf(plots[0].layer, "y") };
  const layers = plots.flatMap(({ data, layer }) =>
    layer.map((own): Layer => ({ ...(data ? { data } : {}), ...own, encoding: withTitles(own.encoding, titles) })),
  );
  for (const channel of ["x", "y"] as const) {
    const kinds = new Set(layers.flatMap(({ encoding }) => encoding[channel]?.["type"] ?? []));
    if (kinds.size > 1)
      throw new OptionError(`charts that lie upon each other have numbers or levels along ${channel}; these have both`);
    if (new Set(layers.flatMap((own) => isLogarithmic(own.encoding[channel]) ?? [])).size > 1)
      throw new OptionError(
        `axes that lie upon each other are all logarithmic or none is; along ${channel} these charts have both`,
      );
  }
  const domains = { x: commonDomain(layers, "x"), y: commonDomain(layers, "y") };
  const colors = commonColors(layers);
  const shades = commonShades(layers, colors !== undefined);
  if (colors?.isMixed) checkApart("overlay", "names", colors.domain.length, MOST_COLORS, "draw some of them");
  const merged = layers.map((own, place): Layer => {
    const layer = inOrderOf(own, domains);
    const encoding = { ...layer.encoding };
    if (colors !== undefined && isNamed(encoding.color))
      encoding.color = {
        ...encoding.color,
        scale: { ...(encoding.color!["scale"] as object), domain: colors.domain, range: colors.range },
      };
    if (shades !== undefined && isShade(encoding.color))
      encoding.color = { ...encoding.color, scale: { ...(encoding.color!["scale"] as object), domain: shades } };
    for (const channel of ["x", "y"] as const) {
      const own = encoding[channel];
      const domain = domains[channel];
      if (own !== undefined && domain !== undefined)
        encoding[channel] = { ...own, scale: { ...(own["scale"] as object | undefined), domain } };
    }
    // Names of layers differ within a plot.
    const name = layer.name?.startsWith(HOVER) ? { name: `${HOVER}${place}` } : {};
    return { ...layer, ...name, encoding };
  });
  const description = charts.map(String).join("; upon it ");
  const { spec } = first;
  if (!isPanels(spec)) return new Chart<ChartSpec | PanelSpec>({ ...spec, description, layer: merged });
  return new Chart<ChartSpec | PanelSpec>(
    { ...spec, description, concat: [{ ...spec.concat[0], data: { values: [] }, layer: merged }] },
    { chart: "panels" },
  );
}

function isPanels(spec: ChartSpec | PanelSpec): spec is PanelSpec {
  return Array.isArray(spec["concat"]);
}

function onlyPlot(chart: Chart | Chart<PanelSpec>): Pick<Panel, "data" | "layer"> {
  const { spec } = chart;
  if (!isPanels(spec)) return { data: spec.data, layer: spec.layer };
  if (spec.concat.length > 1)
    throw new OptionError(`overlay lays single plots upon each other; one has ${spec.concat.length} panels`);
  return { ...spec.concat[0], data: spec.concat[0].data ?? spec.data ?? { values: [] } };
}

/** The title of an axis; undefined where no layer says. */
function titleOf(layers: readonly Layer[], channel: "x" | "y"): unknown {
  return layers.map(({ encoding }) => encoding[channel]?.["title"]).find((title) => title !== undefined);
}

/** The channels with these titles, of which an axis would show all that differ. */
function withTitles(encoding: Encoding, titles: { readonly x: unknown; readonly y: unknown }): Encoding {
  const own = { ...encoding };
  for (const channel of ["x", "y"] as const)
    if (titles[channel] !== undefined && own[channel]?.["title"] != null)
      own[channel] = { ...own[channel], title: titles[channel] };
  return own;
}

/** Whether an axis is logarithmic; undefined where a channel says nothing of its axis. */
function isLogarithmic(channel: Channel | undefined): boolean | undefined {
  const { domain, type } = (channel?.["scale"] ?? {}) as { domain?: unknown; type?: unknown };
  return domain === undefined ? undefined : type === "log";
}

/** From the least to the greatest of axes of numbers, all levels of others; undefined where no axis says. */
function commonDomain(layers: readonly Layer[], channel: "x" | "y"): unknown[] | undefined {
  const own = layers.flatMap(({ encoding }) => {
    const { domain } = ((encoding[channel] as Channel | undefined)?.["scale"] ?? {}) as { domain?: unknown };
    return Array.isArray(domain) ? [domain] : [];
  });
  if (own.length === 0) return undefined;
  const all = own.flat();
  if (all.every((value) => typeof value === "number")) return [Math.min(...all), Math.max(...all)];
  return [...new Set(all)];
}

/**
 * A layer whose lines over levels are joined in the order of the common axis, which may be another than that of their
 * own chart.
 */
function inOrderOf(layer: Layer, domains: { readonly x?: unknown[]; readonly y?: unknown[] }): Layer {
  const channel = (["x", "y"] as const).find((name) => layer.encoding[name]?.["type"] === "nominal");
  const domain = channel && domains[channel];
  if (channel === undefined || domain === undefined || layer.data === undefined) return layer;
  const field = String(layer.encoding[channel]!["field"]);
  const values = layer.data.values.map((row) => {
    const names = row[field];
    if (!Array.isArray(names)) return row;
    const order = [...names.keys()].sort((a, b) => domain.indexOf(names[a]) - domain.indexOf(names[b]) || a - b);
    return Object.fromEntries(
      Object.entries(row).map(([name, own]) => [
        name,
        Array.isArray(own) && own.length === names.length ? order.map((i) => own[i]) : own,
      ]),
    ) as DataRow;
  });
  return { ...layer, data: { ...layer.data, values } };
}

/** Whether a colour stands for a name, not for a number. */
function isNamed(color: Channel | undefined): boolean {
  return color?.["type"] === "nominal" && Array.isArray((color["scale"] as { domain?: unknown } | undefined)?.domain);
}

function isShade(color: Channel | undefined): boolean {
  return color?.["type"] === "quantitative";
}

/** From the least to the greatest number that colours stand for; undefined where they stand for none, or do not say. */
function commonShades(layers: readonly Layer[], areNamed: boolean): [number, number] | undefined {
  const scales = layers.flatMap(({ encoding: { color } }) =>
    isShade(color) ? [color!["scale"] as { domain?: [number, number]; range: readonly string[] }] : [],
  );
  const ramps = new Set(scales.map(({ range }) => String(range)));
  if (ramps.size > 1 || (ramps.size === 1 && areNamed))
    throw new OptionError(
      "colours of charts that lie upon each other all stand for names, or all for numbers of a kind",
    );
  const ends = scales.flatMap(({ domain }) => domain ?? []);
  return ends.length === 0 ? undefined : [Math.min(...ends), Math.max(...ends)];
}

/** The names of all colours with the first colour that each has, and whether they come from several lists of names. */
function commonColors(layers: readonly Layer[]): { domain: string[]; range: string[]; isMixed: boolean } | undefined {
  const colors = new Map<string, string>();
  let longest = 0;
  for (const { encoding } of layers) {
    if (!isNamed(encoding.color)) continue;
    const { domain, range } = encoding.color!["scale"] as { domain: string[]; range: string[] };
    longest = Math.max(longest, domain.length);
    domain.forEach((name, i) => {
      const free = PALETTE.find((color) => ![...colors.values()].includes(color));
      if (!colors.has(name)) colors.set(name, [...colors.values()].includes(range[i]) ? (free ?? range[i]) : range[i]);
    });
  }
  if (colors.size === 0) return undefined;
  return { domain: [...colors.keys()], range: [...colors.values()], isMixed: colors.size > longest };
}
