import { extent } from "../distributions/extent";
import { quantileOfSorted } from "../distributions/quantileOfSorted";
import { OptionError } from "../errors";
import { log2 } from "../math/log2";
import { pow } from "../math/pow";
import { rounded } from "../show/rounded";
import type { TableLike } from "../table/asTable";
import { checkOptions } from "../table/options";
import { counted } from "../words/counted";
import { Chart } from "./chart";
import { checkLayout } from "./parts/checkLayout";
import { columnOrValues, type DrawnValues } from "./parts/columnOrValues";
import type { ChartExtras } from "./parts/extras";
import { columnSeries } from "./parts/series";
import type { DataRow } from "./parts/spec";
import { ACCENT, chartSpec, tooltip } from "./parts/spec";
import { type Bins, wholeBins } from "./parts/wholeBins";

export interface HistogramOptions {
  /**
   * Number of bins of equal width from the least to the greatest value. Default: about as many as Freedman and
   * Diaconis's rule has, each with as many grades where the values are whole numbers of a scale.
   */
  bins?: number;
  title?: string;
  /** Default: the column's name. */
  xlabel?: string;
  /** Size of the plot in pixels. Default: 480 × 260. */
  width?: number;
  height?: number;
}

const MAX_BINS = 500;

/**
 * Counts of a numeric column's values, or of numbers alone as in `histogram(m.residuals)`, in bins of equal width.
 * Missing values are left out.
 */
export function histogram(data: TableLike, column: string, options?: HistogramOptions): Chart;
export function histogram(values: DrawnValues, options?: HistogramOptions): Chart;
export function histogram(
  given: TableLike | DrawnValues,
  name?: string | HistogramOptions,
  more?: HistogramOptions,
): Chart {
  const { data, column, options } = columnOrValues<string, HistogramOptions>("histogram", given, name, more);
  checkOptions("histogram", options, ["bins", "title", "xlabel", "width", "height"]);
  checkLayout("histogram", options);
  const [{ values }] = columnSeries(data, [column]);
  const bins = checkedBins(options.bins) === undefined ? usualBins(values) : binsWithin(values, options.bins!);
  const rows = countRows(values, bins);
  const isWhole = values.every(Number.isInteger) && bins.width > 0;
  const axis = { grid: false, ...(isWhole ? { tickMinStep: 1 } : {}) };
  const x = { field: "x", type: "quantitative", bin: "binned", title: options.xlabel ?? column, axis };
  return new Chart(
    chartSpec(
      {
        description: `Histogram of ${column}: ${counted(values.length, "value")} in ${counted(rows.length, "bin")}`,
        title: options.title,
        width: options.width ?? 480,
        height: options.height ?? 260,
        values: rows,
        layer: [
          {
            mark: { type: "bar", color: ACCENT, binSpacing: bins.count > 60 ? 0.5 : 1, aria: false },
            encoding: {
              x,
              x2: { field: "x2" },
              y: { field: "count", type: "quantitative", title: "count" },
              tooltip: tooltip(["from", "x"], ["to", "x2"], ["count", "count"]),
            },
          },
        ],
      },
      "bins",
    ),
    { chart: "histogram", shownBins: rows.length, ...fineBins(values, bins) },
  );
}

/** Divisible by every number up to 10: the coarser bins that can be made of these. */
const FINE_BINS = 2520;

function fineBins(values: Float64Array, { start, width, count }: Bins): Pick<ChartExtras, "bins"> {
  const [least, greatest] = extent(values);
  if (least === greatest) return {};
  const fine = { start, width: (width * count) / FINE_BINS, count: FINE_BINS };
  return { bins: { least: start, width: fine.width, counts: countsOf(values, fine) } };
}

function checkedBins(bins: number | undefined): number | undefined {
  if (bins !== undefined && !(Number.isInteger(bins) && bins >= 1 && bins <= MAX_BINS)) {
    throw new OptionError(`histogram's option bins is an integer from 1 to ${MAX_BINS}, not ${bins}`);
  }
  return bins;
}

/** Bins of width 2·IQR·n^(−1/3) (Freedman & Diaconis 1981), Sturges's number where that width is 0. */
function freedmanDiaconis(values: Float64Array): number {
  const sorted = values.slice().sort();
  const width = 2 * (quantileOfSorted(sorted, 0.75) - quantileOfSorted(sorted, 0.25)) * pow(values.length, -1 / 3);
  const bins = width > 0 ? (sorted[sorted.length - 1] - sorted[0]) / width : log2(values.length) + 1;
  return Math.max(1, Math.min(200, Math.ceil(bins)));
}

function usualBins(values: Float64Array): Bins {
  const count = freedmanDiaconis(values);
  return wholeBins(values, extent(values), count) ?? binsWithin(values, count);
}

function binsWithin(values: Float64Array, count: number): Bins {
  const [least, greatest] = extent(values);
  return { start: least, width: (greatest - least) / count, count };
}

function countRows(values: Float64Array, bins: Bins): DataRow[] {
  const { start, width, count } = bins;
  if (width === 0) {
    const halfWidth = Math.abs(start) / 100 || 0.01;
    return [{ x: start - halfWidth, x2: start + halfWidth, count: values.length }];
  }
  const edges = rounded(
    Float64Array.from({ length: count + 1 }, (_, i) => start + i * width),
    width,
    2,
  );
  return countsOf(values, bins).map((own, i) => ({ x: edges[i], x2: edges[i + 1], count: own }));
}

function countsOf(values: Float64Array, { start, width, count }: Bins): number[] {
  const counts = Array<number>(count).fill(0);
  for (const value of values) counts[Math.min(count - 1, Math.floor((value - start) / width))]++;
  return counts;
}
