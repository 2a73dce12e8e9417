import { DataError, OptionError } from "../../../errors";
import { rounded } from "../../../show/rounded";
import type { Table } from "../../../table/table";
import { type AxisRange, axisRange } from "../axisRange";
import { colorChannel } from "../colors/plotColors";
import { checkShades, endsOfShades, type Shades, shadeChannel, shadedParts } from "../colors/shades";
import { logRange, typeOfScale } from "../logRange";
import { axesAlone, type Panel } from "../panels";
import type { PlotCells } from "../plotGroups";
import type { CategoryLayer, PlotMapping, PlotOptions } from "../plotOptions";
import { dots } from "../segments";
import type { Channel, DataRow, Encoding, Layer } from "../spec";
import { ACCENT, dashesOf, HOVER, NEUTRAL, needDashes, tooltip } from "../spec";
import { MOST_DOTS } from "../thinning";
import {
  barShapes,
  boxShapes,
  type CategoryShape,
  type DotShape,
  pointShapes,
  type Room,
  roomOf,
  type Slot,
  slotDensity,
  stripShapes,
  thinnedDots,
  violinShapes,
} from "./categoryShapes";
import { levelLabels } from "./levelLabels";
import { type MeanInterval, meanIntervals } from "./meanInterval";

/** Layers that have a categorical axis. */
export const CATEGORY_LAYERS: readonly CategoryLayer[] = [
  "boxplot",
  "violin",
  "halfviolin",
  "raincloud",
  "strip",
  "bar",
  "mean",
];
/** Layers that may stand upon these. */
const BESIDE: readonly string[] = ["scatter", "line"];
const DENSITY_POINTS = 40;
/** Points of all curves together. */
const ALL_POINTS = 1600;
/** A length, in widths of a level, that cannot be seen. */
const DOT = 0.0002;

/** A plot with a categorical axis: its cells, with the places of the levels as x, and what is drawn in them. */
export interface CategoryPlot {
  readonly cells: PlotCells;
  readonly levels: readonly string[];
  /** Whether the categories stand along the vertical axis. */
  readonly horizontal: boolean;
  readonly table: Table;
  readonly mapping: PlotMapping;
  readonly options: PlotOptions;
  readonly layers: readonly string[];
  /** The numbers that colours stand for, if they do. */
  readonly shades?: Shades;
}

/** Where a panel of a grid lies. */
interface PanelPlace {
  readonly width: number;
  readonly height: number;
  readonly left: boolean;
  readonly lowest: boolean;
}

/** The panels of the plot, all with the same axes. */
export function categoryPanels(
  plot: CategoryPlot,
  place: (index: number) => PanelPlace,
): { panels: Panel[]; drawn: number } {
  const { cells, layers } = plot;
  for (const name of layers)
    if (!(CATEGORY_LAYERS as readonly string[]).includes(name) && !BESIDE.includes(name))
      throw new OptionError(
        `plot's layer ${name} needs numbers along both axes; beside categories there are ` +
          `${[...CATEGORY_LAYERS, ...BESIDE].join(", ")}`,
      );
  const ends = plot.shades && endsOfShades(plot.shades, cells.rows);
  const shapes = thinnedShapes(
    cells.cells.map((cell) => cellShapes(plot, slotsOf(cell), cell.groups, ends)),
    MOST_DOTS,
  );
  const all = shapes.flat();
  if (plot.shades !== undefined) {
    const isAnyShaded = all.some(({ shade }) => shade !== undefined);
    checkShades(plot.shades, layers, isAnyShaded, plot.mapping.group !== undefined);
  }
  const isLog = scaleOf(plot) === "log";
  if (isLog && layers.includes("bar"))
    throw new OptionError("plot's layer bar begins at 0, which a logarithmic axis does not have; draw the layer mean");
  const range = (isLog ? logRange : axisRange)(
    all.map(({ values }) => values),
    "plot",
  );
  const isBar = all.some(({ solid }) => solid);
  const least = Math.min(...all.map(({ values }) => Math.min(...values)));
  const domain: [number, number] = isBar
    ? [least >= 0 ? 0 : range.domain[0], Math.max(0, range.domain[1])]
    : range.domain;
  const drawn = all.reduce((sum, { rows }) => sum + (rows?.length ?? 0), 0);
  const panels = cells.cells.map(({ title }, i): Panel => {
    const own = place(i);
    return {
      width: own.width,
      height: own.height,
      ...(title === "" ? {} : { title: { text: title, frame: "group" } }),
      data: { values: [] },
      layer: panelLayers(
        shapes[i],
        { ...plot, ...(plot.shades && ends ? { shade: shadeChannel(plot.shades.name, ends) } : {}) },
        { ...range, domain: limits(plot, domain) },
        own,
      ),
    };
  });
  return { panels, drawn };
}

function limits({ options, horizontal }: CategoryPlot, domain: [number, number]): [number, number] {
  const own = horizontal ? options.xlim : options.ylim;
  return own === undefined ? domain : [own[0], own[1]];
}

function thinnedShapes(shapes: CategoryShape[][], most: number): CategoryShape[][] {
  const dots = shapes.map((own) => own.reduce((sum, { rows }) => sum + (rows?.length ?? 0), 0));
  const total = dots.reduce((a, b) => a + b, 0);
  return total <= most ? shapes : shapes.map((own, i) => thinnedDots(own, (most * dots[i]) / total));
}

/** The values of a panel by level and colour. */
function slotsOf({ groups }: PlotCells["cells"][number]): Slot[] {
  const slots = new Map<string, { level: number; color: number; values: number[]; rows: number[] }>();
  for (const { color, x, y, rows } of groups)
    rows.forEach((row, i) => {
      const key = `${x[i]} ${color}`;
      const slot = slots.get(key) ?? { level: x[i], color, values: [], rows: [] };
      slot.values.push(y.length === 0 ? 1 : y[i]);
      slot.rows.push(row);
      slots.set(key, slot);
    });
  return [...slots.values()]
    .sort((a, b) => a.level - b.level || a.color - b.color)
    .map((slot) => ({ ...slot, values: Float64Array.from(slot.values) }));
}

function cellShapes(
  plot: CategoryPlot,
  slots: readonly Slot[],
  groups: PlotCells["cells"][number]["groups"],
  shadeEnds: [number, number] | undefined,
): CategoryShape[] {
  const { cells, layers, options, mapping, shades } = plot;
  const rooms = slots.map(({ color }) => roomIn(plot, color));
  const dotsOf = (slot: Slot, room: Room, spread: number): CategoryShape[] =>
    stripShapes(slot, room, spread).flatMap((shape) =>
      shades && shadeEnds
        ? shadedParts("strip", shape, shades, shadeEnds, partOf).map(
            ({ group, shade }): CategoryShape => (shade === undefined ? group : { ...group, shade }),
          )
        : [shape],
    );
  const counting = mapping.y === undefined || mapping.x === undefined;
  if (counting && layers.some((name) => name !== "bar"))
    throw new OptionError("plot counts the rows of each level by the layer bar; other layers need numbers along y");
  const points = Math.max(12, Math.min(DENSITY_POINTS, Math.floor(ALL_POINTS / (slots.length * cells.cells.length))));
  const densities = (): ReturnType<typeof slotDensity>[] =>
    slots.map((slot) => slotDensity(slot, { bandwidth: options.bandwidth, points, scale: scaleOf(plot) }));
  let means: MeanInterval[] | undefined;
  const intervals = (): MeanInterval[] => (means ??= intervalsOf(plot, slots));
  const clouds = (sides: 1 | 2, part: (room: Room) => Room): CategoryShape[] => {
    const own = densities();
    const peak = Math.max(0, ...own.flatMap(({ height }) => height.filter(Number.isFinite)));
    return slots.flatMap((slot, i) => violinShapes(slot, part(rooms[i]), own[i], peak, sides));
  };
  const narrow = ({ center, half }: Room): Room => ({ center: center - 0.12 * half, half: 0.16 * half });
  // The layer mean has means of the units' means, which lines through them meet.
  const isOfUnits = plot.options.within !== undefined && layers.includes("mean") && plot.mapping.group === undefined;
  const makers: { readonly [name: string]: () => CategoryShape[] } = {
    boxplot: () => {
      // Upon a violin a box is narrow.
      const upon = layers.some((name) => /violin/.test(name));
      return slots.flatMap((slot, i) => boxShapes(slot, upon ? { ...rooms[i], half: 0.2 * rooms[i].half } : rooms[i]));
    },
    violin: () => clouds(2, (room) => room),
    halfviolin: () => clouds(1, (room) => room),
    raincloud: () => [
      ...clouds(1, ({ center, half }) => ({ center: center + 0.12 * half, half: 0.85 * half })),
      ...slots.flatMap((slot, i) => boxShapes(slot, narrow(rooms[i])).filter(({ kind }) => kind !== "dots")),
      ...slots.flatMap((slot, i) =>
        dotsOf(slot, { center: rooms[i].center - 0.62 * rooms[i].half, half: 0.3 * rooms[i].half }, 1),
      ),
    ],
    strip: () => slots.flatMap((slot, i) => dotsOf(slot, rooms[i], 0.55)),
    scatter: () => slots.flatMap((slot, i) => dotsOf(slot, rooms[i], 0)),
    bar: () =>
      counting
        ? slots.flatMap((slot, i) => barShapes(slot, rooms[i], slot.values.length, { rows: slot.values.length }))
        : slots.flatMap((slot, i) => {
            const { mean, n } = intervals()[i];
            return barShapes(slot, rooms[i], mean, { mean, values: n });
          }),
    mean: () => slots.flatMap((slot, i) => pointShapes(slot, rooms[i], intervals()[i])),
    line: () => joined(plot, groups, isOfUnits ? meansOf(slots, intervals()) : undefined),
  };
  // One mark for all shapes of a kind, areas below lines below dots.
  const order = ["polygon", "path", "joined", "dots", "points"];
  return layers.flatMap((name) => makers[name]().sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind)));
}

function intervalsOf(plot: CategoryPlot, slots: readonly Slot[]): MeanInterval[] {
  const { cells, levels, options, mapping, table } = plot;
  const { interval = options.within === undefined ? "wald" : "within", level = 0.95, within } = options;
  const factor = within === undefined ? undefined : table.factor(within);
  if (interval === "within" && factor === undefined)
    throw new OptionError(
      'within-subject intervals of plot need the option within, the column of the units such as { within: "subj" }',
    );
  const conditions = slots.map((slot) => ({
    name: [levels[slot.level], ...(mapping.color === undefined ? [] : [cells.colors[slot.color]])].join(", "),
    values: slot.values,
    ...(factor === undefined ? {} : { units: slot.rows.map((row) => factor.levels[factor.refs[row]]) }),
  }));
  const found = meanIntervals(conditions, interval, level);
  const below = scaleOf(plot) === "log" ? found.findIndex(({ mean, lower }) => mean > 0 && lower <= 0) : -1;
  if (below >= 0)
    throw new DataError(
      "a logarithmic axis needs positive numbers, and the interval of the mean of " +
        `${conditions[below].name} reaches to ${Number(found[below].lower.toPrecision(4))}; ` +
        `draw { interval: "bootstrap" } or { interval: "none" }`,
    );
  return found;
}

/** The mean of each colour and level. */
type LevelMean = (color: number, level: number) => number | undefined;

function meansOf(slots: readonly Slot[], intervals: readonly MeanInterval[]): LevelMean {
  return (color, level) => intervals[slots.findIndex((slot) => slot.color === color && slot.level === level)]?.mean;
}

/** Lines that join the means of each colour and group over the levels, of its rows unless told otherwise. */
function joined(
  plot: CategoryPlot,
  groups: PlotCells["cells"][number]["groups"],
  meanOf: LevelMean = () => undefined,
): CategoryShape[] {
  return groups.map(({ color, rows, x, y }) => {
    const sums = new Map<number, [number, number]>();
    x.forEach((level, i) => {
      const [sum, count] = sums.get(level) ?? [0, 0];
      sums.set(level, [sum + y[i], count + 1]);
    });
    const places = [...sums.keys()].sort((a, b) => a - b);
    const { center } = roomIn(plot, color);
    const shade = new Set(plot.shades && rows.map((row) => plot.shades!.values[row]));
    return {
      kind: "joined",
      color,
      levels: places,
      offsets: places.map(() => center),
      values: places.map((level) => meanOf(color, level) ?? sums.get(level)![0] / sums.get(level)![1]),
      ...(shade.size === 1 ? { shade: [...shade][0] } : {}),
    };
  });
}

/** Where the shapes of a colour lie at a level: beside the others, unless the axis or the panels part the colours. */
function roomIn({ cells: { colors, isNamed }, horizontal }: CategoryPlot, color: number): Room {
  return isNamed ? roomOf(0, 1, horizontal) : roomOf(color, colors.length, horizontal);
}

function partOf(shape: DotShape, places: readonly number[]): DotShape {
  const pick = <T>(list: readonly T[]): T[] => places.map((i) => list[i]);
  return {
    ...shape,
    levels: pick(shape.levels),
    offsets: pick(shape.offsets),
    values: pick(shape.values),
    rows: pick(shape.rows),
  };
}

/** A plot whose shapes with a shade have this colour. */
type ShadedPlot = CategoryPlot & { readonly shade?: Channel };

/** The marks of a panel, in the order of the shapes; neighbours of one kind in one mark. */
function panelLayers(shapes: readonly CategoryShape[], plot: ShadedPlot, range: AxisRange, place: PanelPlace): Layer[] {
  const runs: CategoryShape[][] = [];
  for (const shape of shapes) {
    const last = runs.at(-1);
    const isLike = (other: CategoryShape): boolean =>
      other.kind === shape.kind &&
      other.solid === shape.solid &&
      (other.shade === undefined) === (shape.shade === undefined) &&
      (shape.kind !== "joined" || other.color === shape.color);
    if (last && isLike(last[0])) last.push(shape);
    else runs.push([shape]);
  }
  if (runs.length === 0) return [axesAlone(encodingOf(plot, range, place))];
  // Names of layers differ within a plot.
  return runs.flatMap((run, i) =>
    runLayers(run, plot, encodingOf(plot, range, place), range.unit).map((layer) =>
      layer.name === HOVER ? { ...layer, name: `${HOVER}${i}` } : layer,
    ),
  );
}

/** The scale of the axis of numbers. */
function scaleOf({ horizontal, options }: CategoryPlot): PlotOptions["yscale"] {
  return horizontal ? options.xscale : options.yscale;
}

function encodingOf(plot: CategoryPlot, { domain }: AxisRange, { width, height, left, lowest }: PanelPlace): Encoding {
  const { levels, horizontal, mapping, options } = plot;
  const [names, numbers] = horizontal ? [mapping.y, mapping.x] : [mapping.x, mapping.y];
  const labelled = horizontal ? left : lowest;
  const title = (shown: boolean, own: string | undefined, name: string | undefined): string | null =>
    shown ? (own ?? name ?? "count") : null;
  const category: Channel = {
    field: "level",
    type: "nominal",
    title: title(labelled, horizontal ? options.ylabel : options.xlabel, names),
    scale: { domain: [...levels], type: "band", paddingInner: 0.1, paddingOuter: 0.1 },
    axis: {
      grid: false,
      labels: labelled,
      ticks: false,
      ...(horizontal ? { labelAngle: 0, labelOverlap: true } : levelLabels(levels, width)),
    },
  };
  const offset: Channel = {
    field: "offset",
    type: "quantitative",
    scale: { domain: horizontal ? [0.5, -0.5] : [-0.5, 0.5], nice: false, zero: false },
  };
  const value: Channel = {
    field: "value",
    type: "quantitative",
    title: title(horizontal ? lowest : left, horizontal ? options.xlabel : options.ylabel, numbers),
    scale: { domain, nice: false, ...typeOfScale(scaleOf(plot)) },
    axis: {
      labels: horizontal ? lowest : left,
      tickCount: horizontal ? Math.max(2, Math.round(width / 60)) : Math.max(3, Math.round(height / 45)),
    },
  };
  return horizontal ? { y: category, yOffset: offset, x: value } : { x: category, xOffset: offset, y: value };
}

function runLayers(
  run: readonly CategoryShape[],
  { cells: { colors, isNamed }, levels, layers, shade }: ShadedPlot,
  position: Encoding,
  unit: number,
): Layer[] {
  const [{ kind, solid }] = run;
  const values = run.map(
    (shape, part): DataRow => ({
      part,
      ...(colors.length === 0 ? {} : { series: colors[shape.color] }),
      ...(shape.shade === undefined ? {} : { shade: Number(shape.shade.toPrecision(6)) }),
      level: shape.levels.map((level) => levels[level]),
      offset: rounded([...shape.offsets], 1, 4),
      value: rounded([...shape.values], unit, 2),
      ...(shape.rows === undefined ? {} : { row: shape.rows.map((row) => row + 1) }),
      ...Object.fromEntries(
        Object.entries(shape.facts ?? {}).map(([name, value]) => [factField(name), Number(value.toPrecision(6))]),
      ),
    }),
  );
  const facts = Object.keys(run[0].facts ?? {}).map((name): [string, string] => [name, factField(name)]);
  const lines = tooltip(
    ["level", "level"],
    ...(colors.length === 0 ? [] : [["group", "series"] as [string, string]]),
    ...(run[0].shade === undefined ? [] : [["shade", "shade"] as [string, string]]),
    ...(kind === "dots"
      ? ([
          ["row", "row"],
          ["value", "value"],
        ] as [string, string][])
      : facts),
  );
  const isShaded = shade !== undefined && run[0].shade !== undefined;
  const isPlain = colors.length === 0 && !isShaded;
  const symbols = layers.includes("line") && needDashes(colors) ? "lines" : layers.some(hasAreas) ? "filled" : "dots";
  const color = isPlain ? {} : { color: isShaded ? shade : colorChannel(colors, symbols, isNamed) };
  const plain = isPlain ? { color: shade === undefined ? ACCENT : NEUTRAL } : {};
  const flatten = ["level", "offset", "value", ...(kind === "dots" ? ["row"] : [])];
  const base = {
    data: { values },
    transform: [{ flatten }, { window: [{ op: "row_number", as: "place" }] }],
  };
  const detail = { detail: { field: "part", type: "nominal" }, order: { field: "place", type: "quantitative" } };
  if (kind === "polygon") {
    const shape = { type: "line", interpolate: "linear-closed", clip: true, aria: false, ...plain };
    // A stroke channel beside the colour would be a scale of its own.
    return [
      {
        ...base,
        mark: { ...shape, filled: true, fillOpacity: solid ? 0.4 : 0.25, strokeWidth: 0 },
        encoding: { ...position, ...detail, ...color, tooltip: lines },
      },
      {
        ...base,
        mark: { ...shape, strokeWidth: 1.2, strokeJoin: "round" },
        encoding: { ...position, ...detail, ...color },
      },
    ];
  }
  if (kind === "path")
    return [
      {
        ...base,
        mark: { type: "line", strokeWidth: 1.8, strokeCap: "round", clip: true, aria: false, ...plain },
        encoding: { ...position, ...detail, ...color },
      },
    ];
  if (kind === "joined") {
    // Vega-Lite breaks lines at each level where the offset is a field.
    const at: Channel = { datum: run[0].offsets[0], ...offsetScale(position) };
    const placed = position.yOffset ? { ...position, yOffset: at } : { ...position, xOffset: at };
    const thin = run.length > 8 ? { strokeWidth: 0.9, opacity: 0.6 } : { strokeWidth: 1.8 };
    return [
      {
        ...base,
        mark: { type: "line", ...thin, strokeCap: "round", clip: true, aria: false, ...plain },
        encoding: { ...placed, ...detail, ...color, ...dashesOf(colors) },
      },
    ];
  }
  const asDots = (style: { [property: string]: unknown }): Layer => ({
    data: { values },
    transform: dots({ fields: flatten }, { x: "offset", y: "value", unit: DOT }).transform!,
    mark: { type: "line", strokeCap: "round", clip: true, aria: false, ...style, ...plain },
    encoding: { ...atEnds(position), ...detail, ...color },
  });
  const hover: Layer = {
    ...base,
    name: HOVER,
    mark: { type: "point", opacity: 0, size: 60, aria: false },
    encoding: { ...position, tooltip: lines },
  };
  if (kind === "points") return [asDots({ strokeWidth: 8 }), hover];
  const many = run.reduce((sum, shape) => sum + shape.values.length, 0) > 600;
  // Means stand out from the dots that they are of.
  const opacity = layers.includes("mean") ? 0.45 : 0.65;
  return [asDots({ strokeWidth: many ? 2.5 : 4.5, opacity }), hover];
}

function hasAreas(layer: string): boolean {
  return ["boxplot", "violin", "halfviolin", "raincloud", "bar"].includes(layer);
}

function offsetScale({ xOffset, yOffset }: Encoding): Channel {
  const { field: _, ...rest } = (xOffset ?? yOffset)!;
  return rest;
}

/** The channels of dots that are drawn as segments of no visible length. */
function atEnds(position: Encoding): Encoding {
  return Object.fromEntries(
    Object.entries(position).map(([channel, own]: [string, Channel]) => [
      channel,
      { ...own, field: { offset: "endX", value: "endY" }[own["field"] as string] ?? own["field"] },
    ]),
  );
}

function factField(name: string): string {
  return name.replaceAll(" ", "_");
}
