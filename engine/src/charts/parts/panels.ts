import { type Channel, chartSpec, type DataRow, type Encoding, HOVER, type Layer } from "./spec";
import { wrappedTitle } from "./wrappedTitle";

/** One plot of several, with data of its own or those of the chart. */
export interface Panel {
  title?: string | { [property: string]: unknown };
  width: number;
  height: number;
  data?: { values: DataRow[] };
  layer: Layer[];
}

/**
 * A Vega-Lite specification (valid in versions 5 and 6) of several plots in rows of `columns`, as plain JSON that can
 * be changed.
 */
export interface PanelSpec {
  $schema: string;
  description: string;
  title?: string | { [property: string]: unknown };
  background: string;
  columns: number;
  spacing: number;
  data?: { values: DataRow[] };
  concat: Panel[];
  config: { [section: string]: unknown };
  [property: string]: unknown;
}

/** Pixels between the plots of a chart. */
export const SPACING = 18;

export function panelSpec(chart: {
  description: string;
  title?: string;
  columns: number;
  spacing?: number;
  values?: DataRow[];
  panels: Panel[];
}): PanelSpec {
  const { description, title, columns, spacing = SPACING, values, panels } = chart;
  const {
    $schema,
    background,
    config,
    title: shown,
  } = chartSpec({ description, title, width: 0, height: 0, values: [], layer: [] });
  return {
    $schema,
    description,
    ...(shown === undefined ? {} : { title: shown }),
    background,
    columns,
    spacing,
    ...(values === undefined ? {} : { data: { values } }),
    concat: panels.map((panel, place) => withWrappedTitles(withOwnNames(panel, place), spacing)),
    config: { ...config, title: { ...(config["title"] as object), fontSize: 12, offset: 6 } },
  };
}

/** Vega-Lite takes scales of layers of one name, even in two panels, for the same. */
function withOwnNames(panel: Panel, place: number): Panel {
  const named = (layer: Layer): Layer =>
    layer.name === undefined ? layer : { ...layer, name: `${layer.name}_${place}` };
  return { ...panel, layer: panel.layer.map(named) };
}

/** What a panel without rows draws: its axes, without which Vega finds no place for it in the grid. */
export function axesAlone({ x, y }: Encoding): Layer {
  const axes = Object.entries({ x, y }).map(([channel, own]) => [channel, { field: channel, ...own }]);
  return { data: { values: [] }, mark: { type: "point", aria: false }, encoding: Object.fromEntries(axes) as Encoding };
}

/** Titles of axes that are longer than these, those across with the space beside them, in several lines. */
function withWrappedTitles(panel: Panel, spacing: number): Panel {
  const wrapped = (channel: Channel | undefined, length: number): Channel | undefined => {
    const title = channel?.["title"];
    return typeof title === "string" ? { ...channel, title: wrappedTitle(title, length) } : channel;
  };
  return {
    ...panel,
    layer: panel.layer.map((layer) => {
      const { x, y } = layer.encoding;
      const own = { x: wrapped(x, panel.width + spacing), y: wrapped(y, panel.height) };
      return {
        ...layer,
        encoding: { ...layer.encoding, ...(own.x && { x: own.x }), ...(own.y && { y: own.y }) },
      };
    }),
  };
}

/** A panel where a grid has none. */
export function blankPanel(width: number, height: number): Panel {
  return { width, height, data: { values: [] }, layer: [{ mark: { type: "point", aria: false }, encoding: {} }] };
}

/** The specification without the layers that only carry tooltips, however its plots are put together. */
export function withoutHovers<Spec extends object>(spec: Spec): Spec {
  const isHover = (layer: unknown): boolean => {
    const { name } = (layer ?? {}) as { name?: unknown };
    return typeof name === "string" && name.startsWith(HOVER);
  };
  const entries = Object.entries(spec).map(([key, value]): [string, unknown] => {
    if (key === "layer" && Array.isArray(value))
      return [key, value.filter((layer) => !isHover(layer)).map((layer) => withoutHovers(layer as object))];
    if (["concat", "hconcat", "vconcat"].includes(key) && Array.isArray(value))
      return [key, value.map((part) => withoutHovers(part as object))];
    return key === "spec" && typeof value === "object" && value !== null ? [key, withoutHovers(value)] : [key, value];
  });
  return Object.fromEntries(entries) as Spec;
}
