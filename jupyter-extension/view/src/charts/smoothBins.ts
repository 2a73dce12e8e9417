import type { Linked } from "../reading/readBootstrap";

/**
 * Where a density is drawn, in bins from the first: up to 3 bandwidths beyond, but not beyond a point mass at the end.
 */
export function curveRange({ least, width, bins, masses, bandwidth }: Linked): [number, number] {
  const at = masses.map((mass) => (mass - least) / width);
  const low = at.find((place) => place <= 0);
  const high = at.find((place) => place >= bins);
  const margin = bandwidth === 0 ? bins : 3 * bandwidth;
  return [low ?? -margin, high ?? bins + margin];
}

/**
 * A Gaussian kernel estimate, in values a bin, of counts in bins at even places over {@link curveRange}. What would lie
 * beyond a point mass at an end is reflected at it (Silverman 1986, §2.10).
 */
export function smoothBins(column: Linked, counts: ArrayLike<number>, places: number): Float64Array {
  const { bins, bandwidth } = column;
  const [low, high] = curveRange(column);
  const spread = Math.max(bandwidth, 0.2);
  const reflecting = [low, high].filter(
    (_, end) =>
      bandwidth > 0 &&
      column.masses.some((mass) => Math.abs((mass - column.least) / column.width - [low, high][end]) < 1e-9),
  );
  const kernel = (at: number): number => {
    let sum = 0;
    const first = Math.max(0, Math.ceil(at - 5 * spread - 0.5));
    const last = Math.min(bins - 1, Math.floor(at + 5 * spread - 0.5));
    for (let bin = first; bin <= last; bin++) {
      const z = (bin + 0.5 - at) / spread;
      sum += counts[bin] * Math.exp(-0.5 * z * z);
    }
    return sum / (spread * Math.sqrt(2 * Math.PI));
  };
  return Float64Array.from({ length: places }, (_, i) => {
    const at = low + ((high - low) * i) / (places - 1);
    return reflecting.reduce((sum, edge) => sum + kernel(2 * edge - at), kernel(at));
  });
}
