import { kde } from "../../distributions/kde";
import { countedCells } from "./heatmap";
import { localLine } from "./localLine";
import { placesOn } from "./logRange";
import type { PlotOptions } from "./plotOptions";
import { simplelinreg } from "./simplelinreg";
import { thinned } from "./thinning";
import { wholeBins } from "./wholeBins";

const USUAL_BINS = 30;

/** The rows of one colour and group in one panel. */
export interface PlotGroup {
  /** Index of the colour. */
  readonly color: number;
  /** Positions of the rows in the table. */
  readonly rows: readonly number[];
  readonly x: Float64Array;
  /** Without elements where y is not mapped. */
  readonly y: Float64Array;
}

/** What is drawn of a group, in units of the data. */
export interface Shape {
  readonly kind: "dots" | "path" | "step" | "area" | "bars" | "sized" | "texts" | "arrows" | "cells" | "contours";
  readonly color: number;
  /** Of bars their left edges. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Right edges of bars and cells, ends of arrows. */
  readonly x2?: Float64Array;
  /** Upper edges of cells, ends of arrows. */
  readonly y2?: Float64Array;
  /** What the areas of dots stand for, or counts of cells. */
  readonly size?: Float64Array;
  readonly texts?: readonly string[];
  /** Positions in the table of dots. */
  readonly rows?: readonly number[];
  /** The number that the colour stands for. */
  readonly shade?: number;
}

export interface PlotColumns {
  readonly size?: Float64Array;
  readonly text?: readonly string[];
  readonly xend?: Float64Array;
  readonly yend?: Float64Array;
}

/** What a layer needs to know of all panels. */
export interface PlotContext {
  readonly options: PlotOptions;
  /** The columns of size, text, xend and yend, as far as they are mapped, by rows of the table. */
  readonly columns: PlotColumns;
  /** Ends of x over all panels. */
  readonly ends: readonly [number, number];
  readonly endsY: readonly [number, number];
  /** Whether all x are whole numbers. */
  readonly isWhole: boolean;
  /** How many shapes there are in all, which share what a picture can hold. */
  readonly groups: number;
}

type ShapeMaker = (group: PlotGroup, context: PlotContext) => Shape[];

/** The layers that draw x and y. */
export const XY_LAYERS: { readonly [name: string]: ShapeMaker } = {
  scatter: ({ color, rows, x, y }, { columns: { size } }) => [
    size === undefined
      ? { kind: "dots", color, x, y, rows }
      : { kind: "sized", color, x, y, rows, size: Float64Array.from(rows, (row) => size[row]) },
  ],
  text: ({ color, rows, x, y }, { columns: { text = [] } }) => [
    { kind: "texts", color, x, y, texts: rows.map((row) => text[row]) },
  ],
  arrow: ({ color, rows, x, y }, { columns: { xend, yend } }) => [
    {
      kind: "arrows",
      color,
      x,
      y,
      x2: Float64Array.from(rows, (row) => xend![row]),
      y2: Float64Array.from(rows, (row) => yend![row]),
    },
  ],
  contours: ({ color, x, y }) => [{ kind: "contours", color, x, y }],
  heatmap: ({ color, x, y }, { options, ends, endsY }) => {
    const [onX, onY] = [placesOn(options.xscale), placesOn(options.yscale)];
    const [placesX, placesY] = [spread(ends, onX.there), spread(endsY, onY.there)];
    const bins = countedCells(x.map(onX.there), y.map(onY.there), placesX, placesY, Math.min(60, options.bins ?? 25));
    return [
      {
        kind: "cells",
        color,
        x: Float64Array.from(bins.x, onX.back),
        x2: Float64Array.from(bins.x2, onX.back),
        y: Float64Array.from(bins.y, onY.back),
        y2: Float64Array.from(bins.y2, onY.back),
        size: Float64Array.from(bins.count),
      },
    ];
  },
  line: ({ color, x, y }) => {
    const order = Array.from(x.keys()).sort((a, b) => x[a] - x[b]);
    return [
      { kind: "path", color, x: Float64Array.from(order, (i) => x[i]), y: Float64Array.from(order, (i) => y[i]) },
    ];
  },
  linear: ({ color, x, y }, { options }) => {
    if (new Set(x).size < 2) return [];
    const [onX, onY] = [placesOn(options.xscale), placesOn(options.yscale)];
    const { a, b } = simplelinreg(x.map(onX.there), y.map(onY.there));
    const ends = Float64Array.of(least(x), greatest(x));
    return [{ kind: "path", color, x: ends, y: ends.map((at) => onY.back(a + b * onX.there(at))) }];
  },
  smooth: ({ color, x, y }, { options }) => {
    if (new Set(x).size < 3) return [];
    const [onX, onY] = [placesOn(options.xscale), placesOn(options.yscale)];
    const order = Array.from(x.keys()).sort((a, b) => x[a] - x[b]);
    const [from, to] = [onX.there(least(x)), onX.there(greatest(x))];
    const at = Float64Array.from({ length: 40 }, (_, i) => from + ((to - from) * i) / 39);
    const fitted = localLine(
      Float64Array.from(order, (i) => onX.there(x[i])),
      Float64Array.from(order, (i) => onY.there(y[i])),
      at,
      options.span ?? 2 / 3,
    );
    return [{ kind: "path", color, x: at.map(onX.back), y: fitted.map(onY.back) }];
  },
};

/** The layers that draw the distribution of x. */
export const X_LAYERS: { readonly [name: string]: ShapeMaker } = {
  ecdf: ({ color, x }, { groups }) => {
    const sorted = x.slice().sort();
    const most = Math.max(100, Math.floor(1500 / groups));
    const kept = thinned(sorted.length, (i) => (i === 0 || i === sorted.length - 1 ? 1 : 0), most);
    const at = Float64Array.from(kept, (i) => sorted[i]);
    return [
      {
        kind: "step",
        color,
        x: Float64Array.of(at[0], ...at),
        y: Float64Array.of(0, ...kept.map((i) => (i + 1) / sorted.length)),
      },
    ];
  },
  density: ({ color, x }, { options, groups }) => {
    const on = placesOn(options.xscale);
    const points = Math.max(40, Math.min(200, Math.floor(600 / groups)));
    const { x: at, density } = kde(x.map(on.there), points, options.bandwidth);
    return [{ kind: "area", color, x: at.map(on.back), y: density }];
  },
  histogram: ({ color, x }, { options, ends, isWhole }) => {
    const on = placesOn(options.xscale);
    const [from, to] = ends.map(on.there);
    const isEven = options.bins === undefined && isWhole && options.xscale !== "log";
    const whole = isEven ? wholeBins(x, ends, USUAL_BINS) : undefined;
    const within = {
      start: from,
      width: (to - from) / (options.bins ?? USUAL_BINS),
      count: options.bins ?? USUAL_BINS,
    };
    const { start, width, count } = from === to ? { start: from - 0.5, width: 1, count: 1 } : (whole ?? within);
    const counts = new Float64Array(count);
    for (const value of x) counts[Math.max(0, Math.min(count - 1, Math.floor((on.there(value) - start) / width)))]++;
    const edges = Float64Array.from({ length: count + 1 }, (_, i) => on.back(start + i * width));
    return [{ kind: "bars", color, x: edges.slice(0, -1), x2: edges.slice(1), y: counts }];
  },
};

function spread(ends: readonly [number, number], there: (value: number) => number): readonly [number, number] {
  const [from, to] = ends.map(there);
  return from < to ? [from, to] : [from - 0.5, to + 0.5];
}

function least(values: Float64Array): number {
  return values.reduce((a, b) => Math.min(a, b));
}

function greatest(values: Float64Array): number {
  return values.reduce((a, b) => Math.max(a, b));
}
