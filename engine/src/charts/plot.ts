import { DataError, OptionError } from "../errors";
import { asTable, type TableLike } from "../table/asTable";
import { valueAt } from "../table/column";
import { checkLevel, checkOptions } from "../table/options";
import { shownValue } from "../table/shownValue";
import { Table } from "../table/table";
import { Chart } from "./chart";
import { type AxisRange, axisRange } from "./parts/axisRange";
import { CATEGORY_LAYERS, categoryPanels } from "./parts/categories/categoryPlot";
import { levelLabels } from "./parts/categories/levelLabels";
import { checkLayout } from "./parts/checkLayout";
import { checkApart, MOST_COLORS, MOST_MARKS } from "./parts/colors/plotColors";
import { checkShades, endsOfShades, type Shades, shadeChannel, shadedParts, shadesOf } from "./parts/colors/shades";
import { factorCells } from "./parts/heatmap";
import { logRange, placesOn, typeOfScale } from "./parts/logRange";
import { axesAlone, type Panel, type PanelSpec, panelSpec } from "./parts/panels";
import { checkMapping, type PlotCells, plotCells, sortedFactor } from "./parts/plotGroups";
import { type ShapeStyle, shapeLayers } from "./parts/plotLayers";
import { unknownLayer } from "./parts/plotNames";
import { PLOT_OPTIONS, type PlotLayer, type PlotMapping, type PlotOptions } from "./parts/plotOptions";
import { type PlotColumns, type PlotGroup, type Shape, X_LAYERS, XY_LAYERS } from "./parts/plotShapes";
import type { Layer } from "./parts/spec";
import { drawnOf, MOST_DOTS, thinned } from "./parts/thinning";

const MOST_IN_ROW = 6;
/** More names along an axis nobody reads. */
const MOST_LEVELS = 100;
const MOST_CELLS = 2000;
/** Layers whose marks differ by dashes or symbols too. */
const APART = ["scatter", "line", "linear", "smooth", "density", "ecdf", "contours"];
const CURVES = ["line", "linear", "smooth", "density", "ecdf", "contours"];

/**
 * A picture from data, a mapping of columns to what is seen, and layers:
 * `plot(sleepstudy, { x: "days", y: "reaction", layout: "subj" }, ["scatter", "linear"])`, or over the levels of a
 * factor `plot(kb07, { x: "prec", y: "rt_trunc", color: "load" }, ["violin", "boxplot"])`.
 * All panels share their axes. Rows with a missing value in a mapped column are left out.
 */
export function plot(
  data: TableLike,
  mapping: PlotMapping,
  layers: PlotLayer | readonly PlotLayer[],
  options: PlotOptions = {},
): Chart<PanelSpec> {
  checkOptions("plot", options, PLOT_OPTIONS);
  checkLayout("plot", options);
  checkNumbers(options);
  const given = asTable(data);
  checkMapping(given, mapping);
  const names = checkedLayers([layers ?? []].flat());
  const table = withShares(given, mapping, names);
  const shades = shadesOf(table, mapping.color, names);
  const isText = (name: string | undefined): boolean => name !== undefined && table.kind(name) !== "numeric";
  if (isText(mapping.x) && isText(mapping.y)) return factorHeatmap(table, mapping, names, options);
  if (isText(mapping.x) || isText(mapping.y) || names.some(isCategorical))
    return overLevels(table, mapping, names, options, isText(mapping.y), shades);
  return overNumbers(table, mapping, names, options, shades);
}

/** True and false along y count as 1 and 0 where a layer needs numbers there, so that means are shares. */
function withShares(table: Table, { x, y }: PlotMapping, layers: readonly string[]): Table {
  if (y === undefined || table.kind(y) !== "boolean") return table;
  const isShare = table.kind(x) === "numeric" ? layers.every(isOfNumbers) : !layers.includes("heatmap");
  if (!isShare) return table;
  const values = Float64Array.from(table.column(y) as ArrayLike<boolean | null>, (one) =>
    one === null ? NaN : Number(one),
  );
  return Table.fromColumns(table.columnNames.map((name) => [name, name === y ? values : table.column(name)]));
}

/** Whether a layer draws nothing but numbers along both axes. */
function isOfNumbers(name: string): boolean {
  return Object.hasOwn(XY_LAYERS, name) && !["scatter", "line"].includes(name);
}

function isCategorical(name: string): boolean {
  return (CATEGORY_LAYERS as readonly string[]).includes(name);
}

/** A plot whose one axis has the levels of a factor. */
function overLevels(
  table: Table,
  mapping: PlotMapping,
  layers: readonly string[],
  options: PlotOptions,
  horizontal: boolean,
  shades: Shades | undefined,
): Chart<PanelSpec> {
  const categories = horizontal ? mapping.y! : mapping.x;
  const [lim, scale] = horizontal ? (["ylim", "yscale"] as const) : (["xlim", "xscale"] as const);
  const unused = [lim, ...(options[scale] === "log" ? [scale] : [])].find((name) => options[name] !== undefined);
  if (unused !== undefined)
    throw new OptionError(
      `plot's option ${unused} is of an axis of numbers; along it are the levels of '${categories}'`,
    );
  const cells = plotCells(table, mapping, {
    categories,
    ...(options.sorter ? { sorter: options.sorter } : {}),
    ...(shades ? { shades } : {}),
  });
  checkColors(cells, mapping, layers, ["line"]);
  if (cells.levels.length > MOST_LEVELS)
    throw new OptionError(
      `plot draws at most ${MOST_LEVELS} levels along an axis; '${categories}' has ${cells.levels.length}`,
    );
  const grid = gridOf(cells, options, horizontal ? cells.levels.length : undefined);
  const { panels, drawn } = categoryPanels(
    { cells, levels: cells.levels, horizontal, table, mapping, options, layers, ...(shades ? { shades } : {}) },
    grid.place,
  );
  const numbers = horizontal ? mapping.x : mapping.y;
  return new Chart(
    panelSpec({
      description:
        `${layers.join(" and ")} of ${numbers ?? "counts"} over ${categories}: ${cells.count} rows` +
        `${drawn === 0 ? "" : drawnOf(drawn, Math.max(drawn, layers.some(drawsRows) ? cells.count : drawn))}` +
        `${cells.cells.length === 1 ? "" : ` in ${cells.cells.length} panels`}`,
      title: options.title,
      columns: grid.across,
      spacing: 12,
      panels,
    }),
    { chart: "panels" },
  );
}

function drawsRows(name: string): boolean {
  return ["strip", "scatter", "raincloud"].includes(name);
}

interface Grid {
  readonly across: number;
  readonly place: (index: number) => { width: number; height: number; left: boolean; lowest: boolean };
}

/** @param lines how many names stand below each other */
function gridOf({ cells, columns }: PlotCells, options: PlotOptions, lines?: number): Grid {
  const count = cells.length;
  const across = columns ?? options.columns ?? Math.min(MOST_IN_ROW, Math.ceil(Math.sqrt(1.6 * count)));
  const width = Math.round((options.width ?? (count === 1 ? 480 : 600)) / across) - (across === 1 ? 0 : 12);
  const usual = count === 1 ? 300 : Math.max(80, Math.min(220, Math.round(0.85 * width)));
  const height = options.height ?? Math.max(usual, (lines ?? 0) * 18);
  return { across, place: (i) => ({ width, height, left: i % across === 0, lowest: i + across >= count }) };
}

/** Two factors: a cell for each pair of levels. */
function factorHeatmap(
  table: Table,
  mapping: PlotMapping,
  layers: readonly string[],
  options: PlotOptions,
): Chart<PanelSpec> {
  if (layers.length !== 1 || layers[0] !== "heatmap")
    throw new OptionError(
      `plot draws two factors ('${mapping.x}' and '${mapping.y}') by the layer heatmap alone; got ${layers.join(", ")}`,
    );
  const other = ["color", "group", "row", "column", "layout"].find((place) => place in mapping);
  if (other !== undefined) throw new OptionError(`a heatmap of two factors has no ${other} in its mapping`);
  const [x, y] = [mapping.x, mapping.y!].map((name) => sortedFactor(table, name, options.sorter?.[name]));
  const values = mapping.value === undefined ? undefined : table.numeric(mapping.value);
  const sums = new Map<number, [sum: number, count: number]>();
  for (let i = 0; i < table.numRows; i++) {
    if (x.refs[i] < 0 || y.refs[i] < 0 || (values && !Number.isFinite(values[i]))) continue;
    const key = x.refs[i] * y.levels.length + y.refs[i];
    const [sum, count] = sums.get(key) ?? [0, 0];
    sums.set(key, [sum + (values?.[i] ?? 0), count + 1]);
  }
  if (sums.size === 0) throw new DataError("plot needs rows with values in the mapped columns; there is none");
  if (sums.size > MOST_CELLS)
    throw new OptionError(`a heatmap has at most ${MOST_CELLS} cells; this one would have ${sums.size}`);
  const cells = [...sums].map(([key, [sum, count]]) => ({
    x: x.levels[Math.floor(key / y.levels.length)],
    y: y.levels[key % y.levels.length],
    value: values === undefined ? count : sum / count,
  }));
  const width = options.width ?? 480;
  const axis = { grid: false, ticks: false, domain: false, labelOverlap: true };
  const scale = (levels: readonly string[]): object => ({ domain: [...levels], type: "band", paddingInner: 0.04 });
  const rows = cells.reduce((sum, _, i) => sum + [...sums.values()][i][1], 0);
  const title = values === undefined ? "count" : `mean ${mapping.value}`;
  const layer = factorCells(cells, {
    x: {
      type: "nominal",
      title: options.xlabel ?? mapping.x,
      scale: scale(x.levels),
      axis: { ...axis, ...levelLabels(x.levels, width) },
    },
    y: { type: "nominal", title: options.ylabel ?? mapping.y!, scale: scale(y.levels), axis },
    title,
  });
  return new Chart(
    panelSpec({
      description: `heatmap of ${title} by ${mapping.x} and ${mapping.y}: ${rows} rows`,
      title: options.title,
      columns: 1,
      panels: [
        {
          width,
          height: options.height ?? Math.max(160, Math.min(600, 18 * y.levels.length)),
          data: { values: [] },
          layer: [layer],
        },
      ],
    }),
    { chart: "panels" },
  );
}

function overNumbers(
  table: Table,
  mapping: PlotMapping,
  names: readonly string[],
  options: PlotOptions,
  shades: Shades | undefined,
): Chart<PanelSpec> {
  checkPlaces(names, mapping, options);
  const parted = plotCells(table, mapping, {
    ...(options.sorter ? { sorter: options.sorter } : {}),
    ...(shades ? { shades } : {}),
  });
  const { cells, colors, count, ...rest } = parted;
  checkColors(parted, mapping, names, APART);
  const shadeEnds = shades && endsOfShades(shades, parted.rows);
  const groups = cells.flatMap((cell) => cell.groups);
  const ends = extentOf(groups.map(({ x }) => x));
  const endsY = extentOf(groups.map(({ y }) => y));
  const isWhole = groups.every(({ x }) => x.every(Number.isInteger));
  const context = {
    options,
    ends,
    endsY,
    isWhole,
    columns: columnsOf(table, mapping),
    groups: groups.length * names.length,
  };
  const shapes = cells.map((cell) =>
    names.map((name) => {
      const make = X_LAYERS[name] ?? XY_LAYERS[name];
      if (shades === undefined || shadeEnds === undefined) return cell.groups.flatMap((own) => make(own, context));
      return cell.groups.flatMap((own) =>
        shadedParts(name, own, shades, shadeEnds, partOf).flatMap(({ group, shade }) =>
          make(group, context).map((shape): Shape => (shade === undefined ? shape : { ...shape, shade })),
        ),
      );
    }),
  );
  const all = shapes.flat(2);
  const isAnyShaded = all.some(({ shade }) => shade !== undefined);
  if (shades && all.length > 0) checkShades(shades, names, isAnyShaded, mapping.group !== undefined);
  if (all.length === 0) checkVaries(groups, mapping.x, names);
  const [rangeX, rangeY] = [options.xscale, options.yscale].map((scale) => (scale === "log" ? logRange : axisRange));
  const horizontal = rangeX(
    all.flatMap(({ x, x2 = [] }) => [x, x2]),
    "plot",
  );
  const vertical = rangeY(
    [...all.flatMap(({ y, y2 = [] }) => [y, y2]), ...(mapping.y === undefined ? [[0]] : [])],
    "plot",
  );
  if (names.includes("contours")) {
    horizontal.domain = roomAround(horizontal, options.xscale);
    vertical.domain = roomAround(vertical, options.yscale);
  }
  const domainX = options.xlim ?? horizontal.domain;
  const domainY =
    options.ylim ?? (mapping.y === undefined ? ([0, vertical.domain[1]] as [number, number]) : vertical.domain);
  const grid = gridOf({ cells, colors, count, ...rest }, options);
  const drawn = drawnDots(all);
  const ylabel = options.ylabel ?? mapping.y ?? distributionTitle(names, mapping.x, options.xscale);
  const panels = cells.map(({ title }, i): Panel => {
    const { width, height, left, lowest } = grid.place(i);
    const style: ShapeStyle = {
      colors,
      isNamed: parted.isNamed,
      ...(shades && shadeEnds ? { shade: shadeChannel(shades.name, shadeEnds) } : {}),
      small: drawn.size > 600,
      alone: names.length === 1,
      dashed: false,
      beside: names.includes("scatter"),
      curves: names.some((name) => CURVES.includes(name)),
      size: [width, height],
      panels: cells.length,
      ...(mapping.size === undefined ? {} : { sizeTitle: mapping.size }),
      x: {
        type: "quantitative",
        title: lowest ? (options.xlabel ?? mapping.x) : null,
        scale: { domain: [...domainX], nice: false, ...typeOfScale(options.xscale) },
        axis: {
          grid: false,
          labels: lowest,
          tickCount: Math.max(2, Math.round(width / 60)),
          ...(isWhole ? { tickMinStep: 1 } : {}),
        },
      },
      y: {
        type: "quantitative",
        title: left ? ylabel : null,
        scale: { domain: [...domainY], nice: false, ...typeOfScale(options.yscale) },
        axis: { labels: left, tickCount: Math.max(3, Math.round(height / 45)) },
      },
      units: [horizontal.unit, vertical.unit],
    };
    const layer = shapes[i].flatMap((own, l) =>
      shapeLayers(
        own.map((shape) => onlyDrawn(shape, drawn)),
        // The second of two lines through the same points.
        { ...style, dashed: names[l] === "linear" && names.includes("smooth") },
      ),
    );
    return {
      width,
      height,
      ...(title === "" ? {} : { title: { text: title, frame: "group" } }),
      ...withSharedData(layer.length === 0 ? [axesAlone({ x: style.x, y: style.y })] : layer),
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
      columns: grid.across,
      spacing: 12,
      panels,
    }),
    { chart: "panels" },
  );
}

function partOf(group: PlotGroup, places: readonly number[]): PlotGroup {
  return {
    color: group.color,
    rows: places.map((i) => group.rows[i]),
    x: Float64Array.from(places, (i) => group.x[i]),
    y: group.y.length === 0 ? group.y : Float64Array.from(places, (i) => group.y[i]),
  };
}

/** Refuses more levels of a colour than the marks tell apart, unless an axis or the panels name them. */
function checkColors(
  { colors, isNamed }: PlotCells,
  { color }: PlotMapping,
  layers: readonly string[],
  apart: readonly string[],
): void {
  const most = layers.every((name) => apart.includes(name)) ? MOST_MARKS : MOST_COLORS;
  const name = JSON.stringify(color);
  const advice = `part them by { layout: ${name} }, or by { group: ${name} } in one colour`;
  if (!isNamed) checkApart(`plot's ${layers.join(" and ")}`, `levels of '${color}'`, colors.length, most, advice);
}

/** Lines around points run outside of them. */
function roomAround({ domain }: AxisRange, scale: PlotOptions["xscale"]): [number, number] {
  const { there, back } = placesOn(scale);
  const [from, to] = domain.map(there);
  const margin = 0.14 * (to - from);
  return [back(from - margin), back(to + margin)];
}

function distributionTitle(names: readonly string[], x: string, scale: PlotOptions["xscale"]): string {
  if (names.includes("histogram")) return "count";
  if (names.includes("ecdf")) return "share of the values";
  return scale === "log" ? `density of log ${x}` : "density";
}

function columnsOf(table: Table, { size, text, xend, yend }: PlotMapping): PlotColumns {
  const texts = text === undefined ? undefined : table.column(text);
  return {
    ...(size === undefined ? {} : { size: nonNegative(table.numeric(size), size) }),
    ...(texts === undefined
      ? {}
      : { text: Array.from({ length: table.numRows }, (_, i) => String(valueAt(texts, i) ?? "")) }),
    ...(xend === undefined ? {} : { xend: table.numeric(xend) }),
    ...(yend === undefined ? {} : { yend: table.numeric(yend) }),
  };
}

function nonNegative(values: Float64Array, name: string): Float64Array {
  const bad = values.find((value) => value < 0);
  if (bad !== undefined) throw new DataError(`areas of dots stand for numbers from 0; column '${name}' has ${bad}`);
  return values.map((value) => (Number.isFinite(value) ? value : 0));
}

/** Layers with the data of the first where those stand once, in their panel. */
function withSharedData(layer: readonly Layer[]): Pick<Panel, "data" | "layer"> {
  const shared = layer[0]?.data;
  if (shared === undefined) return { data: { values: [] }, layer: [...layer] };
  return { data: shared, layer: layer.map(({ data, ...rest }) => (data === shared ? rest : { data, ...rest })) };
}

function checkedLayers(layers: readonly string[]): readonly string[] {
  const known = [...Object.keys(XY_LAYERS), ...Object.keys(X_LAYERS), ...CATEGORY_LAYERS];
  if (layers.length === 0) throw new OptionError(`plot needs a layer or more; layers are ${known.join(", ")}`);
  for (const name of layers) if (!known.includes(name)) throw new OptionError(unknownLayer(String(name), known));
  return layers;
}

/** Checks that layers of numbers have the columns that they draw. */
function checkPlaces(layers: readonly string[], mapping: PlotMapping, { yscale }: PlotOptions): void {
  const needs: { readonly [layer: string]: readonly (keyof PlotMapping)[] } = {
    text: ["text"],
    arrow: ["xend", "yend"],
  };
  for (const name of layers) {
    if (Object.hasOwn(XY_LAYERS, name) && mapping.y === undefined)
      throw new OptionError(`plot's layer ${name} draws x and y, but the mapping has no y`);
    if (Object.hasOwn(X_LAYERS, name) && mapping.y !== undefined)
      throw new OptionError(
        `plot's layer ${name} draws the distribution of x alone, but the mapping has y: ${mapping.y}`,
      );
    const absent = (needs[name] ?? []).find((place) => mapping[place] === undefined);
    if (absent !== undefined) throw new OptionError(`plot's layer ${name} needs a column for ${absent}`);
  }
  const kinds = ["density", "histogram", "ecdf"].filter((name) => layers.includes(name));
  if (kinds.length > 0 && yscale === "log")
    throw new OptionError(`plot's layer ${kinds[0]} begins at 0, which a logarithmic axis does not have`);
  if (kinds.length > 1)
    throw new OptionError(`plot draws one of density, histogram and ecdf on an axis; got ${kinds.join(", ")}`);
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

function checkNumbers({ bins, bandwidth, span, columns, interval, level, ...options }: PlotOptions): void {
  if (level !== undefined) checkLevel(level);
  if (interval !== undefined && !["wald", "bootstrap", "within", "none"].includes(interval))
    throw new OptionError(
      `plot's option interval is "wald", "bootstrap", "within" or "none"; got ${JSON.stringify(interval)}`,
    );
  for (const name of ["xscale", "yscale"] as const)
    if (!["linear", "log", undefined].includes(options[name]))
      throw new OptionError(`plot's option ${name} is "linear" or "log"; got ${JSON.stringify(options[name])}`);
  for (const name of ["xlim", "ylim"] as const) {
    const ends = options[name];
    if (ends !== undefined && !(ends.length === 2 && ends.every(Number.isFinite) && ends[0] < ends[1]))
      throw new OptionError(`plot's option ${name} is two numbers, the smaller first; got ${shownValue(ends)}`);
    if (ends !== undefined && options[name === "xlim" ? "xscale" : "yscale"] === "log" && ends[0] <= 0)
      throw new OptionError(`a logarithmic axis begins above 0; got ${name}: ${shownValue(ends)}`);
  }
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
    ...(shape.size === undefined ? {} : { size: Float64Array.from(kept, (i) => shape.size![i]) }),
  };
}
