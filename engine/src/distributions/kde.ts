import { exp } from "../math/exp";
import { pow } from "../math/pow";
import { extent } from "./extent";
import { mean } from "./mean";
import { quantilesOf } from "./quantilesOf";

/** A density estimate on an even grid. */
export interface Density {
  x: Float64Array;
  density: Float64Array;
  /** Standard deviation of the Gaussian kernel, in the unit of the data; 0 for a spike of equal values. */
  bandwidth: number;
}

/** How far the grid reaches beyond the data, and where the kernel is cut off, in bandwidths. */
const MARGIN = 3;
const CUTOFF = 6;
/** Values are counted in bins of this many a bandwidth; the error is below 0.1 % of the peak. */
const BINS_PER_BANDWIDTH = 8;
const MAX_BINS = 100_000;

/**
 * Gaussian kernel density at `npoints` places from 3 bandwidths below the least value to 3 above the greatest.
 * The default bandwidth is Silverman's. Beyond an edge, a limit of what is possible at the end of the values, nothing
 * is drawn: what would lie there is reflected at it (Silverman 1986, §2.10). Equal values have no density: they give a
 * narrow triangle of area 1.
 */
export function kde(
  values: Float64Array,
  npoints: number,
  bandwidth: number = silverman(values),
  edges: readonly number[] = [],
): Density {
  if (bandwidth === 0) return spike(values[0]);
  const [least, greatest] = extent(values);
  const start = edges.find((edge) => edge <= least) ?? least - MARGIN * bandwidth;
  const end = edges.find((edge) => edge >= greatest) ?? greatest + MARGIN * bandwidth;
  const span = end - start;
  const bins = Math.min(MAX_BINS, Math.ceil((span / bandwidth) * BINS_PER_BANDWIDTH));
  const binWidth = span / bins;
  const weights = linearBinning(values, start, binWidth, bins);

  const x = Float64Array.from({ length: npoints }, (_, i) => start + (span * i) / (npoints - 1));
  const smoothed = (at: number): number => smoothedAt((at - start) / binWidth, weights, bandwidth / binWidth);
  const reflecting = edges.filter((edge) => edge === start || edge === end);
  const density = x.map((at) => reflecting.reduce((sum, edge) => sum + smoothed(2 * edge - at), smoothed(at)));
  const scale = 1 / (values.length * bandwidth * Math.sqrt(2 * Math.PI));
  return { x, density: density.map((d) => d * scale), bandwidth };
}

/**
 * Silverman's rule of thumb, 0.9·min(sd, IQR/1.34)·n^(−1/5) (Silverman 1986, eq. 3.31).
 * Where more than half of the values are equal, the sd alone counts.
 */
export function silverman(values: Float64Array): number {
  const sd = standardDeviation(values);
  const [lower, upper] = quantilesOf(values, [0.25, 0.75]);
  const robust = (upper - lower) / 1.34;
  return 0.9 * (Math.min(sd, robust) || sd) * pow(values.length, -0.2);
}

function spike(value: number): Density {
  const halfWidth = Math.abs(value) / 100 || 0.01;
  const x = Float64Array.of(-10, -1, 0, 1, 10).map((offset) => value + offset * halfWidth);
  return { x, density: Float64Array.of(0, 0, 1 / halfWidth, 0, 0), bandwidth: 0 };
}

/** Each value is shared by the two bin edges around it, in proportion to its nearness. */
function linearBinning(values: Float64Array, start: number, binWidth: number, bins: number): Float64Array {
  const weights = new Float64Array(bins + 1);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    const position = (value - start) / binWidth;
    const left = Math.min(Math.floor(position), bins - 1);
    weights[left] += left + 1 - position;
    weights[left + 1] += position - left;
  }
  return weights;
}

function smoothedAt(position: number, weights: Float64Array, bandwidth: number): number {
  const first = Math.max(0, Math.ceil(position - CUTOFF * bandwidth));
  const last = Math.min(weights.length - 1, Math.floor(position + CUTOFF * bandwidth));
  let sum = 0;
  for (let bin = first; bin <= last; bin++) {
    const z = (bin - position) / bandwidth;
    sum += weights[bin] * exp(-0.5 * z * z);
  }
  return sum;
}

/** Exactly 0 for equal values, whose computed mean may be off by rounding. */
function standardDeviation(values: Float64Array): number {
  const [least, greatest] = extent(values);
  if (least === greatest) return 0;
  const center = mean(values);
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i] - center) ** 2;
  return Math.sqrt(squares / (values.length - 1));
}
