import type { Channel, Encoding, Layer } from "./spec";
import { HOVER } from "./spec";

/** Names of the fields in which a row holds its arrays, which the layers unroll. */
export interface Flattened {
  fields: readonly string[];
  encoding?: Encoding;
  /** Properties of the mark. */
  style?: { [property: string]: unknown };
}

/**
 * A segment from (x, y) to (x2, y2) for each element of the arrays; y2 is y unless given. They are one path with gaps:
 * as marks of their own, thousands would make a picture of megabytes.
 */
export function segments(
  { fields, encoding = {}, style = {} }: Flattened,
  { x, x2, y, y2 = y }: { x: string; x2: string; y: string; y2?: string },
): Layer {
  return {
    transform: [
      { flatten: [...fields] },
      { calculate: "null", as: "gap" },
      { fold: [x, x2, "gap"], as: ["end", "endX"] },
      { calculate: `datum.end === 'gap' ? null : datum.end === '${x2}' ? datum.${y2} : datum.${y}`, as: "endY" },
      { window: [{ op: "row_number", as: "place" }] },
    ],
    mark: { type: "line", strokeCap: "round", strokeWidth: 1.2, ...style },
    encoding: {
      ...encoding,
      x: { type: "quantitative", ...encoding.x, field: "endX" },
      y: { type: "quantitative", ...encoding.y, field: "endY" },
      // A line runs along x otherwise.
      order: { field: "place", type: "quantitative" },
    },
  };
}

/**
 * A dot for each element of the arrays x and y, as segments of no visible length with round ends.
 * @param unit a length in x that cannot be seen: 1/5000 of the axis
 */
export function dots(flattened: Flattened, { x, y, unit }: { x: string; y: string; unit: number }): Layer {
  const { transform = [], ...layer } = segments(
    { ...flattened, style: { strokeWidth: 5, ...flattened.style } },
    { x, x2: "dotEnd", y },
  );
  return {
    ...layer,
    transform: [transform[0], { calculate: `datum.${x} + ${unit}`, as: "dotEnd" }, ...transform.slice(1)],
  };
}

/**
 * Unseen points at the elements of the arrays that carry tooltips.
 * @param suffix tells several of a plot apart
 */
export function hovers(
  { fields, encoding = {} }: Flattened,
  { x, y, lines, suffix = "" }: { x: string; y: string; lines: Channel[]; suffix?: string },
): Layer {
  return {
    name: `${HOVER}${suffix}`,
    transform: [{ flatten: [...fields] }],
    mark: { type: "point", opacity: 0, size: 60, aria: false },
    encoding: {
      x: { type: "quantitative", ...encoding.x, field: x },
      y: { type: "quantitative", ...encoding.y, field: y },
      tooltip: lines,
    },
  };
}
