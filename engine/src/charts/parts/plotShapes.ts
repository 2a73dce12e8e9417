import { kde } from "../../distributions/kde";
import { localLine } from "./localLine";
import type { PlotOptions } from "./plotOptions";
import { simplelinreg } from "./simplelinreg";

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
  readonly kind: "dots" | "path" | "area" | "bars";
  readonly color: number;
  /** Of bars their left edges. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Right edges of bars. */
  readonly x2?: Float64Array;
  /** Positions in the table of dots. */
  readonly rows?: readonly number[];
}

/** What a layer needs to know of all panels. */
export interface PlotContext {
  readonly options: PlotOptions;
  /** Ends of x over all panels. */
  readonly ends: readonly [number, number];
  /** How many shapes there are in all, which share what a picture can hold. */
  readonly groups: number;
}

type ShapeMaker = (group: PlotGroup, context: PlotContext) => Shape[];

/** The layers that draw x and y. */
export const XY_LAYERS: { readonly [name: string]: ShapeMaker } = {
  scatter: ({ color, rows, x, y }) => [{ kind: "dots", color, x, y, rows }],
  line: ({ color, x, y }) => {
    const order = Array.from(x.keys()).sort((a, b) => x[a] - x[b]);
    return [
      { kind: "path", color, x: Float64Array.from(order, (i) => x[i]), y: Float64Array.from(order, (i) => y[i]) },
    ];
  },
  linear: ({ color, x, y }) => {
    if (new Set(x).size < 2) return [];
    const { a, b } = simplelinreg(x, y);
    const ends = Float64Array.of(least(x), greatest(x));
    return [{ kind: "path", color, x: ends, y: ends.map((at) => a + b * at) }];
  },
  smooth: ({ color, x, y }, { options }) => {
    if (new Set(x).size < 3) return [];
    const order = Array.from(x.keys()).sort((a, b) => x[a] - x[b]);
    const [from, to] = [least(x), greatest(x)];
    const at = Float64Array.from({ length: 40 }, (_, i) => from + ((to - from) * i) / 39);
    return [
      {
        kind: "path",
        color,
        x: at,
        y: localLine(
          Float64Array.from(order, (i) => x[i]),
          Float64Array.from(order, (i) => y[i]),
          at,
          options.span ?? 2 / 3,
        ),
      },
    ];
  },
};

/** The layers that draw the distribution of x. */
export const X_LAYERS: { readonly [name: string]: ShapeMaker } = {
  density: ({ color, x }, { options, groups }) => {
    const { x: at, density } = kde(x, Math.max(40, Math.min(200, Math.floor(600 / groups))), options.bandwidth);
    return [{ kind: "area", color, x: at, y: density }];
  },
  histogram: ({ color, x }, { options, ends: [from, to] }) => {
    const bins = from === to ? 1 : (options.bins ?? 30);
    const [start, width] = from === to ? [from - 0.5, 1] : [from, (to - from) / bins];
    const counts = new Float64Array(bins);
    for (const value of x) counts[Math.min(bins - 1, Math.floor((value - start) / width))]++;
    const edges = Float64Array.from({ length: bins + 1 }, (_, i) => start + i * width);
    return [{ kind: "bars", color, x: edges.slice(0, -1), x2: edges.slice(1), y: counts }];
  },
};

function least(values: Float64Array): number {
  return values.reduce((a, b) => Math.min(a, b));
}

function greatest(values: Float64Array): number {
  return values.reduce((a, b) => Math.max(a, b));
}
