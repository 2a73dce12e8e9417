import { type ChartSpec, chartSpec, type DataRow, HOVER, type Layer } from "./spec";

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
    concat: panels,
    config: { ...config, title: { ...(config["title"] as object), fontSize: 12, offset: 6 } },
  };
}

/** A panel where a grid has none. */
export function blankPanel(width: number, height: number): Panel {
  return { width, height, data: { values: [] }, layer: [{ mark: { type: "point", aria: false }, encoding: {} }] };
}

/** The specification without the layers that only carry tooltips. */
export function withoutHovers<Spec extends ChartSpec | PanelSpec>(spec: Spec): Spec {
  const kept = (layers: readonly Layer[]): Layer[] => layers.filter(({ name }) => !name?.startsWith(HOVER));
  return isPanelSpec(spec)
    ? { ...spec, concat: spec.concat.map((panel) => ({ ...panel, layer: kept(panel.layer) })) }
    : { ...spec, layer: kept(spec.layer) };
}

function isPanelSpec(spec: ChartSpec | PanelSpec): spec is PanelSpec {
  return Array.isArray(spec["concat"]);
}
