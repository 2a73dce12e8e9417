import { extent } from "../../../distributions/extent";
import { kde } from "../../../distributions/kde";
import { quantileOfSorted } from "../../../distributions/quantileOfSorted";
import { placesOn } from "../logRange";
import { thinned } from "../thinning";

/** The values of one colour at one level of the categorical axis. */
export interface Slot {
  /** Index of the level. */
  readonly level: number;
  readonly color: number;
  readonly values: Float64Array;
  /** Positions of the values' rows in the table. */
  readonly rows: readonly number[];
}

/** What is drawn at levels of a categorical axis; offsets are in widths of a level, from its middle. */
export interface CategoryShape {
  /** A joined path runs over several levels. */
  readonly kind: "polygon" | "path" | "joined" | "dots" | "points";
  readonly color: number;
  readonly levels: readonly number[];
  readonly offsets: readonly number[];
  readonly values: readonly number[];
  /** Positions of dots' rows in the table. */
  readonly rows?: readonly number[];
  /** Whether a polygon is a bar. */
  readonly solid?: boolean;
  /** The number that the colour stands for. */
  readonly shade?: number;
  /** What a tooltip says of a shape. */
  readonly facts?: { readonly [name: string]: number };
}

/** Dots that are rows of the table. */
export type DotShape = CategoryShape & Required<Pick<CategoryShape, "rows">>;

/** Where the shapes of a slot have room: from `left` to `right` of `center`. */
export interface Room {
  readonly center: number;
  readonly half: number;
}

/** The part of a level's width that its shapes take, and the part of theirs that each colour leaves free. */
const WIDTH = 0.8;
const GAP = 0.12;
const GOLDEN = 0.618033988749895;

/** The room of a colour beside the others: from left to right, or from top to bottom, where offsets grow upwards. */
export function roomOf(color: number, colors: number, downwards = false): Room {
  const width = WIDTH / Math.max(1, colors);
  const place = (color - (Math.max(1, colors) - 1) / 2) * width;
  return { center: downwards ? -place : place, half: (width / 2) * (colors > 1 ? 1 - GAP : 1) };
}

/**
 * A box from the lower to the upper quartile with the median, whiskers to the farthest values within 1.5 of its length,
 * and the values beyond as dots (Tukey 1977).
 */
export function boxShapes({ level, color, values, rows }: Slot, { center, half }: Room): CategoryShape[] {
  const sorted = values.slice().sort();
  const [lower, median, upper] = [0.25, 0.5, 0.75].map((p) => quantileOfSorted(sorted, p));
  const reach = 1.5 * (upper - lower);
  const inside = sorted.filter((value) => value >= lower - reach && value <= upper + reach);
  const ends = [inside[0], inside[inside.length - 1]];
  const beyond = Array.from(values.keys())
    .filter((i) => values[i] < ends[0] || values[i] > ends[1])
    .sort((a, b) => values[a] - values[b]);
  const own = { level, color };
  const facts = { values: values.length, median, "lower quartile": lower, "upper quartile": upper };
  return [
    polygon(own, [-half, half, half, -half], [lower, lower, upper, upper], center, { facts }),
    line(own, [center, center], [ends[0], lower]),
    line(own, [center, center], [upper, ends[1]]),
    line(own, [center - half, center + half], [median, median]),
    ...(beyond.length === 0
      ? []
      : [
          {
            kind: "dots" as const,
            color,
            levels: beyond.map(() => level),
            offsets: beyond.map(() => center),
            values: beyond.map((i) => values[i]),
            rows: beyond.map((i) => rows[i]),
          },
        ]),
  ];
}

/**
 * The density of the values within their range, to both sides or to one.
 * @param peak the highest finite density of all slots, which takes all of the room, as equal values do
 */
export function violinShapes(slot: Slot, { center, half }: Room, density: SlotDensity, peak: number, sides: 1 | 2) {
  const { at, height } = density;
  const out = height.map((value) => (value === Infinity ? half : (half * value) / peak));
  const facts = { values: slot.values.length };
  return sides === 2
    ? [
        polygon(slot, [...out.map((value) => -value), ...[...out].reverse()], [...at, ...[...at].reverse()], center, {
          facts,
        }),
      ]
    : [polygon(slot, [...out.map(() => 0), ...[...out].reverse()], [...at, ...[...at].reverse()], center, { facts })];
}

export interface SlotDensity {
  readonly at: readonly number[];
  readonly height: readonly number[];
}

/** What the width of a violin is drawn by. */
export interface DensityOptions {
  readonly bandwidth: number | undefined;
  readonly points: number;
  /** Of a logarithmic axis the density is of the logarithms. */
  readonly scale: "linear" | "log" | undefined;
}

/** The density of a slot's values, cut at the least and the greatest; of equal values it is infinite. */
export function slotDensity({ values }: Slot, { bandwidth, points, scale }: DensityOptions): SlotDensity {
  const [least, greatest] = extent(values);
  if (least === greatest) return { at: [least, greatest], height: [Infinity, Infinity] };
  const on = placesOn(scale);
  const { x: places, density } = kde(values.map(on.there), points, bandwidth);
  const x = places.map(on.back);
  const inside = Array.from(x.keys()).filter((i) => x[i] >= least && x[i] <= greatest);
  if (inside.length < 2) {
    const height = density.reduce((a, b) => Math.max(a, b));
    return { at: [least, greatest], height: [height, height] };
  }
  const first = density[inside[0]];
  const last = density[inside[inside.length - 1]];
  return {
    at: [least, ...inside.map((i) => x[i]), greatest],
    height: [first, ...inside.map((i) => density[i]), last],
  };
}

/**
 * A dot a value, spread by the golden ratio in the order of the values, so that the order of rows makes no difference.
 */
export function stripShapes({ level, color, values, rows }: Slot, { center, half }: Room, spread: number): DotShape[] {
  const order = Array.from(values.keys()).sort((a, b) => values[a] - values[b]);
  const offset = new Float64Array(values.length);
  order.forEach((i, rank) => (offset[i] = center + spread * half * (2 * ((rank * GOLDEN) % 1) - 1)));
  return [
    {
      kind: "dots" as const,
      color,
      levels: order.map(() => level),
      offsets: order.map((i) => offset[i]),
      values: order.map((i) => values[i]),
      rows: order.map((i) => rows[i]),
    },
  ];
}

/** A bar from 0 to a number. */
export function barShapes(slot: Slot, { center, half }: Room, height: number, facts: { [name: string]: number }) {
  return [polygon(slot, [-half, half, half, -half], [0, 0, height, height], center, { facts, solid: true })];
}

/** A point with an interval. */
export function pointShapes(
  { level, color }: Slot,
  { center }: Room,
  { mean, lower, upper, n }: { mean: number; lower: number; upper: number; n: number },
): CategoryShape[] {
  const interval = Number.isFinite(lower) ? [line({ level, color }, [center, center], [lower, upper])] : [];
  return [
    ...interval,
    {
      kind: "points",
      color,
      levels: [level],
      offsets: [center],
      values: [mean],
      facts: { mean, values: n, ...(Number.isFinite(lower) ? { lower, upper } : {}) },
    },
  ];
}

/** So many dots of all shapes as a picture can hold. */
export function thinnedDots(shapes: readonly CategoryShape[], most: number): CategoryShape[] {
  const total = shapes.reduce((sum, { kind, rows }) => sum + (kind === "dots" ? (rows?.length ?? 0) : 0), 0);
  if (total <= most) return [...shapes];
  return shapes.map((shape) => {
    if (shape.kind !== "dots") return shape;
    const count = shape.values.length;
    const kept = thinned(count, undefined, Math.max(1, Math.floor((most * count) / total)));
    const pick = <T>(list: readonly T[]): T[] => kept.map((i) => list[i]);
    return {
      ...shape,
      levels: pick(shape.levels),
      offsets: pick(shape.offsets),
      values: pick(shape.values),
      rows: pick(shape.rows ?? []),
    };
  });
}

function polygon(
  { level, color }: Pick<Slot, "level" | "color">,
  offsets: readonly number[],
  values: readonly number[],
  center: number,
  more: Pick<CategoryShape, "facts" | "solid">,
): CategoryShape {
  return {
    kind: "polygon",
    color,
    levels: values.map(() => level),
    offsets: offsets.map((offset) => center + offset),
    values,
    ...more,
  };
}

function line(
  { level, color }: Pick<Slot, "level" | "color">,
  offsets: readonly number[],
  values: readonly number[],
): CategoryShape {
  return { kind: "path", color, levels: values.map(() => level), offsets, values };
}
