import { DataError, OptionError } from "../errors";
import { asTable, type TableLike } from "../table/asTable";
import { checkOptions } from "../table/options";
import { unknownName } from "../words/nearest";
import { Chart } from "./chart";
import { axisRange } from "./parts/axisRange";
import { type Panel, type PanelSpec, panelSpec } from "./parts/panels";
import { plotCells } from "./parts/plotGroups";
import { type ShapeStyle, shapeLayers } from "./parts/plotLayers";
import type { PlotLayer, PlotMapping, PlotOptions } from "./parts/plotOptions";
import { type Shape, X_LAYERS, XY_LAYERS } from "./parts/plotShapes";
import type { Layer } from "./parts/spec";
import { drawnOf, MOST_DOTS, thinned } from "./parts/thinning";

const KNOWN = ["bins", "bandwidth", "span", "columns", "title", "xlabel", "ylabel", "width", "height"];
const MOST_IN_ROW = 6;

/**
 * A picture from data, a mapping of columns to what is seen, and layers:
 * `plot(sleepstudy, { x: "days", y: "reaction", layout: "subj" }, ["scatter", "linear"])`.
 * All panels share their axes. Rows with a missing value in a mapped column are left out.
 */
export function plot(
  data: TableLike,
  mapping: PlotMapping,
  layers: PlotLayer | readonly PlotLayer[],
  options: PlotOptions = {},
): Chart<PanelSpec> {
  checkOptions("plot", options, KNOWN);
  checkNumbers(options);
  const names = checkedLayers([layers].flat(), mapping);
  const { cells, columns, colors, count } = plotCells(asTable(data), mapping);
  const groups = cells.flatMap((cell) => cell.groups);
  const ends = extentOf(groups.map(({ x }) => x));
  const context = { options, ends, groups: groups.length * names.length };
  const makers = names.map((name) => X_LAYERS[name] ?? XY_LAYERS[name]);
  const shapes = cells.map((cell) => makers.map((make) => cell.groups.flatMap((group) => make(group, context))));
  const all = shapes.flat(2);
  if (all.length === 0) checkVaries(groups, mapping.x, names);
  const horizontal = axisRange(
    all.flatMap(({ x, x2 = [] }) => [x, x2]),
    "plot",
  );
  const vertical = axisRange([...all.map(({ y }) => y), ...(mapping.y === undefined ? [[0]] : [])], "plot");
  const domainY = mapping.y === undefined ? ([0, vertical.domain[1]] as [number, number]) : vertical.domain;
  const across = columns ?? options.columns ?? Math.min(MOST_IN_ROW, Math.ceil(Math.sqrt(1.6 * cells.length)));
  const width = Math.round((options.width ?? (cells.length === 1 ? 480 : 600)) / across) - (across === 1 ? 0 : 12);
  const height = options.height ?? (cells.length === 1 ? 300 : Math.max(80, Math.min(220, Math.round(0.85 * width))));
  const drawn = drawnDots(all);
  const ylabel = options.ylabel ?? mapping.y ?? (names.includes("histogram") ? "count" : "density");
  const panels = cells.map(({ title }, i): Panel => {
    const [left, lowest] = [i % across === 0, i + across >= cells.length];
    const style: ShapeStyle = {
      colors,
      small: drawn.size > 600,
      alone: names.length === 1,
      x: {
        type: "quantitative",
        title: lowest ? (options.xlabel ?? mapping.x) : null,
        scale: { domain: horizontal.domain, nice: false, zero: false },
        axis: { grid: false, labels: lowest, tickCount: Math.max(2, Math.round(width / 60)) },
      },
      y: {
        type: "quantitative",
        title: left ? ylabel : null,
        scale: { domain: domainY, nice: false, zero: false },
        axis: { labels: left, tickCount: Math.max(3, Math.round(height / 45)) },
      },
      units: [horizontal.unit, vertical.unit],
    };
    const layer = shapes[i].flatMap((own) =>
      shapeLayers(
        own.map((shape) => onlyDrawn(shape, drawn)),
        style,
      ),
    );
    return {
      width,
      height,
      ...(title === "" ? {} : { title: { text: title, frame: "group" } }),
      ...withSharedData(layer),
    };
  });
  const dotCount = all.reduce((sum, { rows }) => sum + (rows?.length ?? 0), 0);
  return new Chart(
    panelSpec({
      description:
        `${names.join(" and ")} of ` +
        `${[mapping.x, mapping.y].filter((name) => name !== undefined).join(" and ")}: ${count} rows` +
        `${drawnOf(drawn.size, dotCount)}${cells.length === 1 ? "" : ` in ${cells.length} panels`}`,
      title: options.title,
      columns: across,
      spacing: 12,
      panels,
    }),
    { chart: "panels" },
  );
}

/** Layers with the data of the first where those stand once, in their panel. */
function withSharedData(layer: readonly Layer[]): Pick<Panel, "data" | "layer"> {
  const shared = layer[0]?.data;
  if (shared === undefined) return { data: { values: [] }, layer: [...layer] };
  return { data: shared, layer: layer.map(({ data, ...rest }) => (data === shared ? rest : { data, ...rest })) };
}

function checkedLayers(layers: readonly string[], mapping: PlotMapping): readonly string[] {
  const known = [...Object.keys(XY_LAYERS), ...Object.keys(X_LAYERS)];
  if (layers.length === 0) throw new OptionError(`plot needs a layer or more; layers are ${known.join(", ")}`);
  for (const name of layers) {
    if (!known.includes(name)) throw new OptionError(unknownName("layer", String(name), "layers", known));
    if (Object.hasOwn(XY_LAYERS, name) && mapping?.y === undefined)
      throw new OptionError(`plot's layer ${name} draws x and y, but the mapping has no y`);
    if (Object.hasOwn(X_LAYERS, name) && mapping?.y !== undefined)
      throw new OptionError(
        `plot's layer ${name} draws the distribution of x alone, but the mapping has y: ${mapping.y}`,
      );
  }
  if (layers.includes("density") && layers.includes("histogram"))
    throw new OptionError("plot draws densities or counts, not both on one axis");
  return layers;
}

/** Lines along x need some: nothing is drawn of a group whose x has too few different values. */
function checkVaries(
  groups: readonly { readonly x: ArrayLike<number> }[],
  column: string,
  names: readonly string[],
): void {
  const most = groups.reduce((sum, { x }) => Math.max(sum, new Set(Array.from(x)).size), 0);
  if (most === 0) return;
  const layers = names.length === 1 ? `layer ${names[0]} draws` : `layers ${names.join(" and ")} draw`;
  const lack = most === 1 ? "does not vary" : `has only ${most} different values`;
  const where = groups.length > 1 ? " within any group" : "";
  throw new DataError(`plot's ${layers} lines along x, but column '${column}' ${lack}${where}`);
}

function checkNumbers({ bins, bandwidth, span, columns }: PlotOptions): void {
  if (bins !== undefined && !(Number.isInteger(bins) && bins >= 1 && bins <= 500))
    throw new OptionError(`plot's option bins is an integer from 1 to 500, not ${String(bins)}`);
  if (bandwidth !== undefined && !(bandwidth > 0 && bandwidth < Infinity))
    throw new OptionError(`plot's option bandwidth is a positive number, not ${String(bandwidth)}`);
  if (span !== undefined && !(span > 0 && span <= 1))
    throw new OptionError(`plot's option span lies above 0 and not above 1, not at ${String(span)}`);
  if (columns !== undefined && !(Number.isInteger(columns) && columns >= 1))
    throw new OptionError(`plot's option columns is a positive integer, not ${String(columns)}`);
}

function extentOf(samples: readonly Float64Array[]): [number, number] {
  let [least, greatest] = [Infinity, -Infinity];
  for (const values of samples)
    for (const value of values) [least, greatest] = [Math.min(least, value), Math.max(greatest, value)];
  return [least, greatest];
}

/** The rows whose dots are drawn: all, or of very many every k-th. */
function drawnDots(shapes: readonly Shape[]): Set<number> {
  const rows = shapes.flatMap(({ rows: own = [] }) => own);
  return new Set(thinned(rows.length, undefined, MOST_DOTS).map((i) => rows[i]));
}

function onlyDrawn(shape: Shape, drawn: Set<number>): Shape {
  if (shape.rows === undefined) return shape;
  const kept = Array.from(shape.rows.keys()).filter((i) => drawn.has(shape.rows![i]));
  return {
    ...shape,
    rows: kept.map((i) => shape.rows![i]),
    x: Float64Array.from(kept, (i) => shape.x[i]),
    y: Float64Array.from(kept, (i) => shape.y[i]),
  };
}
