/** The chart of a specification of which the engine says nothing. */
export const PLAIN = "plain";

/** What a chart's payload holds beside the specification. */
export interface ChartExtras {
  chart: string;
  /** Intervals at the levels 80, 81, … 99 %, with the fields of their mark. */
  intervals?: { row: object; lower: number[]; upper: number[] }[];
  /** Counts in many bins of equal width, which coarser ones are made of. */
  bins?: { least: number; width: number; counts: number[] };
  shownBins: number;
}

type Part = { [key: string]: unknown };

const isPart = (value: unknown): value is Part => typeof value === "object" && value !== null && !Array.isArray(value);
const numbers = (value: unknown): number[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === "number") : [];

export function readExtras(data: unknown): ChartExtras {
  const { chart, intervals, bins, shownBins } = isPart(data) ? data : {};
  const read = (Array.isArray(intervals) ? intervals : [])
    .filter(isPart)
    .map(({ row, lower, upper }) => ({ row: isPart(row) ? row : {}, lower: numbers(lower), upper: numbers(upper) }))
    .filter(({ lower, upper }) => lower.length === 20 && upper.length === 20);
  const counts = isPart(bins) ? numbers(bins["counts"]) : [];
  return {
    chart: typeof chart === "string" ? chart : PLAIN,
    shownBins: typeof shownBins === "number" ? shownBins : 1,
    ...(read.length > 0 ? { intervals: read } : {}),
    ...(isPart(bins) && typeof bins["least"] === "number" && typeof bins["width"] === "number" && counts.length > 0
      ? { bins: { least: bins["least"], width: bins["width"], counts } }
      : {}),
  };
}
