import { significant, studentBound, type View } from "mixedmodels/page";
import { svgElement } from "../page/dom";
import { cellNumber } from "./tableState";

const WIDTH = 150;
const HEIGHT = 16;
const MARGIN = 6;
/** An interval this much farther out than the others is left off their scale. */
const FAR = 5;

export interface Interval {
  lower: number;
  upper: number;
  middle?: number;
}

/** The interval of each row that has one. */
export function intervalsOf(view: View, level: number): (Interval | undefined)[] {
  const { interval, columns } = view;
  if (interval === undefined || level === 0) return [];
  return columns[0].cells.map((_, row) => {
    if ("lower" in interval)
      return finite(cellNumber(columns[interval.lower].cells[row]), cellNumber(columns[interval.upper].cells[row]));
    const middle = cellNumber(columns[interval.estimate].cells[row]);
    const error = cellNumber(columns[interval.error].cells[row]);
    const dof = interval.dof === undefined ? Infinity : cellNumber(columns[interval.dof].cells[row]);
    if (middle === undefined || error === undefined || dof === undefined) return undefined;
    const half = studentBound(level, dof) * error;
    const ends = finite(middle - half, middle + half);
    return ends && { ...ends, middle };
  });
}

function finite(lower: number | undefined, upper: number | undefined): Interval | undefined {
  return Number.isFinite(lower) && Number.isFinite(upper) ? { lower: lower!, upper: upper! } : undefined;
}

/** A common scale around 0. Intervals far from the others would squeeze these and are left out. */
export function intervalScale(intervals: readonly (Interval | undefined)[]): [number, number] {
  const present = intervals.filter((one) => one !== undefined).sort((a, b) => reach(a) - reach(b));
  let bound = 0;
  for (const one of present) {
    if (bound > 0 && reach(one) > FAR * bound && !touchesZero(one)) break;
    bound = Math.max(bound, reach(one));
  }
  const shown = present.filter((one) => reach(one) <= bound);
  const low = Math.min(0, ...shown.map(({ lower }) => lower));
  const high = Math.max(0, ...shown.map(({ upper }) => upper));
  return low === high ? [-1, 1] : [low, high];
}

function reach({ lower, upper }: Interval): number {
  return Math.max(Math.abs(lower), Math.abs(upper));
}

function touchesZero({ lower, upper }: Interval): boolean {
  return lower <= 0 && upper >= 0;
}

/** "12.3 to 45.6" */
export function intervalText({ lower, upper }: Interval): string {
  return `${significant(lower, 5)} to ${significant(upper, 5)}`;
}

/** The interval as a line on the scale, with 0 as a broken line; an arrow and words where it lies off the scale. */
export function intervalPlot(interval: Interval, [low, high]: [number, number]): SVGSVGElement {
  const x = (value: number): number => MARGIN + ((value - low) / (high - low)) * (WIDTH - 2 * MARGIN);
  const y = HEIGHT / 2;
  const within = interval.lower >= low && interval.upper <= high;
  const text = intervalText(interval);
  const plot = svgElement(
    "svg",
    {
      width: WIDTH,
      height: HEIGHT,
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      class: "mm-interval",
      role: "img",
      "aria-label": text,
    },
    svgElement("title", {}, text),
  );
  if (!within) {
    const right = interval.lower > 0;
    plot.append(
      svgElement(
        "text",
        { class: "mm-offscale", x: right ? WIDTH - 2 : 2, y: y + 3.5, "text-anchor": right ? "end" : "start" },
        right ? "off scale →" : "← off scale",
      ),
    );
    return plot;
  }
  plot.append(svgElement("line", { class: "mm-zero", x1: x(0), x2: x(0), y1: 0, y2: HEIGHT }));
  plot.append(svgElement("line", { class: "mm-range", x1: x(interval.lower), x2: x(interval.upper), y1: y, y2: y }));
  if (interval.middle !== undefined)
    plot.append(svgElement("circle", { class: "mm-middle", cx: x(interval.middle), cy: y, r: 3.2 }));
  return plot;
}
