/** Fewer values are sorted as a whole. */
const FEWEST = 10_000;
const BINS = 1 << 14;

/** Ranks from `from` (0 is the least value) up to, without, `to`. */
export type RankRange = readonly [from: number, to: number];

/**
 * The values of these ranks in ascending order, an array a range, without sorting the others: counts in bins of equal
 * width tell in which bins the ranks lie, and only what is in those is sorted.
 * @param values NaN-free; ranges do not have to be in order, and may overlap
 */
export function sortedParts(values: Float64Array, ranges: readonly RankRange[]): Float64Array[] {
  const bins = values.length < FEWEST ? undefined : counted(values);
  if (bins === undefined) {
    const sorted = values.slice().sort();
    return ranges.map(([from, to]) => sorted.subarray(from, to));
  }
  const wanted = ranges.map(([from, to]) => [bins.holding(from), bins.holding(Math.max(from, to - 1))] as const);
  return collected(values, bins, wanted).map((part, r) => {
    const [from, to] = ranges[r];
    const before = bins.starts[wanted[r][0]];
    return part.sort().subarray(from - before, to - before);
  });
}

interface Bins {
  readonly least: number;
  readonly scale: number;
  /** How many values lie in earlier bins, for each bin and behind the last. */
  readonly starts: Float64Array;
  /** The bin of the value of this rank. */
  holding(rank: number): number;
}

/** Undefined where bins of equal width would not part the values: infinite or equal ones. */
function counted(values: Float64Array): Bins | undefined {
  let least = Infinity;
  let greatest = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  const scale = BINS / (greatest - least);
  if (!(scale > 0 && scale < Infinity && Number.isFinite(least))) return undefined;
  const counts = new Uint32Array(BINS + 1);
  for (let i = 0; i < values.length; i++) counts[((values[i] - least) * scale) | 0]++;
  // The greatest value alone, and what rounding takes for it, is one bin too far.
  counts[BINS - 1] += counts[BINS];
  const starts = new Float64Array(BINS + 1);
  for (let bin = 0; bin < BINS; bin++) starts[bin + 1] = starts[bin] + counts[bin];
  return { least, scale, starts, holding: (rank) => lastAtMost(starts, rank) };
}

/** The last bin that does not begin behind a rank. */
function lastAtMost(starts: Float64Array, rank: number): number {
  let low = 0;
  let high = BINS - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= rank) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The values in each range of bins, in any order. */
function collected(
  values: Float64Array,
  { least, scale, starts }: Bins,
  wanted: readonly (readonly [first: number, last: number])[],
): Float64Array[] {
  const parts = wanted.map(([first, last]) => new Float64Array(starts[last + 1] - starts[first]));
  // By bin, whether any range wants it: most values are in none.
  const isWanted = new Uint8Array(BINS);
  for (const [first, last] of wanted) isWanted.fill(1, first, last + 1);
  const filled = wanted.map(() => 0);
  for (let i = 0; i < values.length; i++) {
    const bin = Math.min(BINS - 1, ((values[i] - least) * scale) | 0);
    if (isWanted[bin] === 0) continue;
    for (let r = 0; r < wanted.length; r++)
      if (bin >= wanted[r][0] && bin <= wanted[r][1]) parts[r][filled[r]++] = values[i];
  }
  return parts;
}
