import { type Density2d, densityAt } from "./density2d";

/** A line of equal density; closed if it ends where it begins. */
export interface Contour {
  x: number[];
  y: number[];
}

/**
 * The densities whose lines enclose the given shares of the points: the smallest regions of that probability (Hyndman
 * 1996).
 * @param shares between 0 and 1
 */
export function regionDensities(
  density: Density2d,
  x: Float64Array,
  y: Float64Array,
  shares: readonly number[],
): number[] {
  const at = Float64Array.from(x, (value, i) => densityAt(density, value, y[i])).sort();
  return shares.map((share) => at[Math.max(0, Math.min(at.length - 1, Math.floor((1 - share) * at.length)))]);
}

/**
 * The lines of a grid where its values pass `level`, linear between grid points (marching squares). Kept by hand:
 * d3-contour closes what leaves the grid along its border, which would be drawn as a line of that density.
 */
export function contours({ x, y, density }: Density2d, level: number): Contour[] {
  const links = crossingLinks(density, x.size, y.size, level);
  const place = (crossing: number): [number, number] => {
    const vertical = crossing >= density.length;
    const from = vertical ? crossing - density.length : crossing;
    const share = (level - density[from]) / (density[from + (vertical ? x.size : 1)] - density[from]);
    const [i, j] = [from % x.size, Math.floor(from / x.size)];
    return [x.start + x.step * (i + (vertical ? 0 : share)), y.start + y.step * (j + (vertical ? share : 0))];
  };
  return paths(links).map((crossings) => {
    const points = crossings.map(place);
    return { x: points.map(([px]) => px), y: points.map(([, py]) => py) };
  });
}

/**
 * Which crossings of grid edges a line joins. The edge from point k to the next along x has the number k, that to the
 * next along y the number of points more.
 */
function crossingLinks(values: Float64Array, width: number, height: number, level: number): Map<number, number[]> {
  const links = new Map<number, number[]>();
  const join = (a: number, b: number): void => {
    for (const [from, to] of [
      [a, b],
      [b, a],
    ])
      links.set(from, [...(links.get(from) ?? []), to]);
  };
  const above = (k: number): boolean => values[k] >= level;
  for (let j = 0; j + 1 < height; j++) {
    for (let i = 0; i + 1 < width; i++) {
      const k = j * width + i;
      const corners = [k, k + 1, k + width + 1, k + width];
      // The edges below, right, above and left of the cell, between consecutive corners.
      const edges = [k, values.length + k + 1, k + width, values.length + k];
      const crossed = edges.filter((_, e) => above(corners[e]) !== above(corners[(e + 1) % 4]));
      if (crossed.length === 2) join(crossed[0], crossed[1]);
      if (crossed.length < 4) continue;
      // A saddle: the mean of the corners says which of them belong together.
      const middle = corners.reduce((sum, corner) => sum + values[corner], 0) / 4 >= level;
      const turn = middle === above(corners[0]) ? 0 : 1;
      join(edges[turn], edges[turn + 1]);
      join(edges[turn + 2], edges[(turn + 3) % 4]);
    }
  }
  return links;
}

/** The crossings in the order of the lines; open lines first, from an end. */
function paths(links: Map<number, number[]>): number[][] {
  const seen = new Set<number>();
  const follow = (start: number): number[] => {
    const path: number[] = [];
    let current: number | undefined = start;
    while (current !== undefined) {
      seen.add(current);
      path.push(current);
      current = links.get(current)!.find((next) => !seen.has(next));
    }
    return path;
  };
  const open = [...links]
    .filter(([, next]) => next.length === 1)
    .flatMap(([start]) => (seen.has(start) ? [] : [follow(start)]));
  const closed = [...links.keys()].flatMap((start) => {
    if (seen.has(start)) return [];
    const path = follow(start);
    return [[...path, start]];
  });
  return [...open, ...closed];
}
