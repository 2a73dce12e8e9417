import { extent } from "../../distributions/extent";
import { quantileOfSorted } from "../../distributions/quantileOfSorted";
import { exp } from "../../math/exp";
import { pow } from "../../math/pow";

/** An even grid along one axis. */
export interface Grid {
  start: number;
  step: number;
  size: number;
}

/** A density estimate at the points of two grids, row-major: x runs fastest. */
export interface Density2d {
  x: Grid;
  y: Grid;
  density: Float64Array;
}

const SIZE = 64;
const MARGIN = 3;

/**
 * Gaussian kernel density of points (x, y) on a grid, with the normal reference bandwidth min(sd, IQR/1.34)·n^(−1/6) of
 * each axis (Silverman 1986, eq. 4.14). At an edge where values can go no further it is reflected.
 * @param edges limits of what is possible at an end of the values, per axis
 * @returns undefined where the values of an axis are all equal: there is no density
 */
export function density2d(
  x: Float64Array,
  y: Float64Array,
  edges: { x: readonly number[]; y: readonly number[] } = { x: [], y: [] },
): Density2d | undefined {
  const [hx, hy] = [referenceBandwidth(x), referenceBandwidth(y)];
  if (!(hx > 0 && hy > 0)) return undefined;
  const [gridX, gridY] = [gridOf(x, hx, edges.x), gridOf(y, hy, edges.y)];
  const counts = new Float64Array(SIZE * SIZE);
  for (let i = 0; i < x.length; i++)
    addPoint(counts, (x[i] - gridX.start) / gridX.step, (y[i] - gridY.start) / gridY.step);
  const rows = smoothed(counts, hx / gridX.step, 1, SIZE, reflectedEnds(gridX, edges.x));
  const density = smoothed(rows, hy / gridY.step, SIZE, 1, reflectedEnds(gridY, edges.y));
  const scale = 1 / (x.length * gridX.step * gridY.step);
  return { x: gridX, y: gridY, density: density.map((value) => value * scale) };
}

/** The density at a point between those of the grid, linear along both axes. */
export function densityAt({ x, y, density }: Density2d, atX: number, atY: number): number {
  const [px, py] = [(atX - x.start) / x.step, (atY - y.start) / y.step];
  const i = Math.max(0, Math.min(x.size - 2, Math.floor(px)));
  const j = Math.max(0, Math.min(y.size - 2, Math.floor(py)));
  const [u, v] = [px - i, py - j];
  const at = (dx: number, dy: number): number => density[(j + dy) * x.size + i + dx];
  return (1 - v) * ((1 - u) * at(0, 0) + u * at(1, 0)) + v * ((1 - u) * at(0, 1) + u * at(1, 1));
}

function referenceBandwidth(values: Float64Array): number {
  const n = values.length;
  const center = values.reduce((sum, value) => sum + value, 0) / n;
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - center) ** 2, 0) / (n - 1));
  const [least, greatest] = extent(values);
  if (least === greatest) return 0;
  const sorted = values.slice().sort();
  return (
    (Math.min(sd, (quantileOfSorted(sorted, 0.75) - quantileOfSorted(sorted, 0.25)) / 1.34) || sd) * pow(n, -1 / 6)
  );
}

function gridOf(values: Float64Array, bandwidth: number, edges: readonly number[]): Grid {
  const [least, greatest] = extent(values);
  const start = edges.find((edge) => edge <= least) ?? least - MARGIN * bandwidth;
  const end = edges.find((edge) => edge >= greatest) ?? greatest + MARGIN * bandwidth;
  return { start, step: (end - start) / (SIZE - 1), size: SIZE };
}

function reflectedEnds({ start, step, size }: Grid, edges: readonly number[]): { low: boolean; high: boolean } {
  const end = start + step * (size - 1);
  return { low: edges.includes(start), high: edges.some((edge) => Math.abs(edge - end) < step / 2) };
}

/** Shares a point among the four grid points around it. */
function addPoint(counts: Float64Array, px: number, py: number): void {
  const [i, j] = [Math.min(SIZE - 2, Math.floor(px)), Math.min(SIZE - 2, Math.floor(py))];
  const [u, v] = [px - i, py - j];
  counts[j * SIZE + i] += (1 - u) * (1 - v);
  counts[j * SIZE + i + 1] += u * (1 - v);
  counts[(j + 1) * SIZE + i] += (1 - u) * v;
  counts[(j + 1) * SIZE + i + 1] += u * v;
}

/**
 * Sums along one axis with Gaussian weights of the bandwidth h, in grid steps. What lies at a reflecting end counts on
 * both sides.
 */
function smoothed(
  values: Float64Array,
  h: number,
  stride: number,
  other: number,
  ends: { low: boolean; high: boolean },
): Float64Array {
  const weights = Float64Array.from(
    { length: 2 * SIZE },
    (_, d) => exp(-0.5 * (d / h) ** 2) / (h * Math.sqrt(2 * Math.PI)),
  );
  const kernel = Array.from({ length: SIZE }, (_, to) =>
    Float64Array.from(
      { length: SIZE },
      (_unused, from) =>
        weights[Math.abs(to - from)] +
        (ends.low ? weights[to + from] : 0) +
        (ends.high ? weights[2 * (SIZE - 1) - to - from] : 0),
    ),
  );
  const result = new Float64Array(SIZE * SIZE);
  for (let line = 0; line < SIZE; line++) {
    for (let to = 0; to < SIZE; to++) {
      let sum = 0;
      for (let from = 0; from < SIZE; from++) sum += kernel[to][from] * values[line * other + from * stride];
      result[line * other + to * stride] = sum;
    }
  }
  return result;
}
