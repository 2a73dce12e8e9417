import { cellNumber, significant, studentBound, type View } from "mixedmodels/page";
import { svgElement } from "../page/dom";
import { trans } from "../page/trans";

const WIDTH = 150;
const HEIGHT = 16;
const MARGIN = 6;
/** Where the intervals of the rows differ more than so many times in size, each is drawn in units of its own. */
const FAR = 5;
/** How much farther a scale may reach to show 0. */
const TO_ZERO = 1.5;
const INTERCEPT = "(Intercept)";

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

/** How the intervals of a table's rows are drawn. */
export interface IntervalScale {
  readonly domain: readonly [low: number, high: number];
  /** Where these differ too much for one scale: each row's interval in units of half its width. */
  readonly own: boolean;
  /** Rows that are not drawn: intercepts, whose distance from 0 says nothing, beside other rows. */
  readonly omitted: ReadonlySet<number>;
}

/** A scale on which every row can be seen that is drawn. */
export function intervalScale(
  { columns, interval }: View,
  intervals: readonly (Interval | undefined)[],
): IntervalScale {
  const names = columns[0]?.cells ?? [];
  const isIntercept = (_: unknown, row: number): boolean => names[row] === INTERCEPT;
  const others = intervals.filter((one, row) => one !== undefined && !isIntercept(one, row));
  const omitted = new Set(intervals.flatMap((one, row) => (others.length > 0 && isIntercept(one, row) ? [row] : [])));
  const present = intervals.filter((one, row): one is Interval => one !== undefined && !omitted.has(row));
  const sizes = present.map(reach).filter((size) => size > 0);
  const own = interval !== undefined && "estimate" in interval && Math.max(...sizes) > FAR * Math.min(...sizes);
  const drawn = present.map((one) => (own ? inOwnUnits(one) : one));
  const low = Math.min(...drawn.map(({ lower }) => lower));
  const high = Math.max(...drawn.map(({ upper }) => upper));
  const withZero: [number, number] = [Math.min(0, low), Math.max(0, high)];
  const far = own || withZero[1] - withZero[0] <= TO_ZERO * (high - low);
  const domain = far ? withZero : ([low, high] as const);
  return { domain: domain[0] < domain[1] ? domain : [domain[0] - 1, domain[0] + 1], own, omitted };
}

function reach({ lower, upper }: Interval): number {
  return Math.max(Math.abs(lower), Math.abs(upper));
}

function inOwnUnits({ lower, upper, middle }: Interval): Interval {
  const half = (upper - lower) / 2;
  if (!(half > 0)) return { lower: 0, upper: 0 };
  return { lower: lower / half, upper: upper / half, ...(middle === undefined ? {} : { middle: middle / half }) };
}

/** "12.3 to 45.6" */
export function intervalText({ lower, upper }: Interval): string {
  return trans.__("%1 to %2", significant(lower, 5), significant(upper, 5));
}

/** The interval as a line on the scale, with 0 as a broken line where it lies within. */
export function intervalPlot(interval: Interval, { domain: [low, high], own }: IntervalScale): SVGSVGElement {
  const x = (value: number): number => MARGIN + ((value - low) / (high - low)) * (WIDTH - 2 * MARGIN);
  const y = HEIGHT / 2;
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
  const { lower, upper, middle } = own ? inOwnUnits(interval) : interval;
  if (low <= 0 && high >= 0)
    plot.append(svgElement("line", { class: "mm-zero", x1: x(0), x2: x(0), y1: 0, y2: HEIGHT }));
  plot.append(svgElement("line", { class: "mm-range", x1: x(lower), x2: x(upper), y1: y, y2: y }));
  if (middle !== undefined) plot.append(svgElement("circle", { class: "mm-middle", cx: x(middle), cy: y, r: 3.2 }));
  return plot;
}
