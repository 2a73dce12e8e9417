import type { ChartExtras } from "../reading/chartExtras";

type Intervals = NonNullable<ChartExtras["intervals"]>;

/** Levels of the intervals in a chart's payload, in percent. */
export const LEVELS: readonly number[] = Array.from({ length: 20 }, (_, i) => 80 + i);

/** More bars say no more. */
const MOST_BINS = 250;

/** The rows of the interval marks at a level. */
export function intervalRows(intervals: Intervals, level: number): object[] {
  return intervals.map(({ row, lower, upper }) => ({
    ...row,
    lower: lower[level - 80],
    upper: upper[level - 80],
    interval: `${lower[level - 80]} to ${upper[level - 80]}`,
  }));
}

/** The rows of the handles at both ends. */
export function endRows(intervals: Intervals, level: number): object[] {
  return intervals.flatMap(({ row, lower, upper }, interval) =>
    (
      [
        ["lower", lower],
        ["upper", upper],
      ] as const
    ).map(([side, ends]) => ({ ...row, interval, side, end: ends[level - 80], drag: `${level} %` })),
  );
}

/** The level at which an interval's end lies nearest to a value; of several the one nearest to the present level. */
export function nearestLevel(ends: readonly number[], value: number, present: number): number {
  const away = (level: number): number => Math.abs(ends[level - 80] - value);
  return LEVELS.reduce((best, level) => {
    const better = away(level) - away(best);
    return better < 0 || (better === 0 && Math.abs(level - present) < Math.abs(best - present)) ? level : best;
  }, LEVELS[0]);
}

/** The numbers of bins to choose from: the one that is shown, and those that the fine bins divide into. */
export function binSteps({ bins, shownBins }: ChartExtras): number[] {
  const fine = bins?.counts.length ?? 0;
  const steps = Array.from({ length: Math.min(fine, MOST_BINS) }, (_, i) => i + 1).filter(
    (count) => fine % count === 0 || count === shownBins,
  );
  return steps.includes(shownBins) ? steps : [...steps, shownBins];
}

/** Counts in fewer bins, each of as many of the fine ones. */
export function binned(
  { least, width, counts }: NonNullable<ChartExtras["bins"]>,
  bins: number,
): { x: number; x2: number; count: number }[] {
  const each = counts.length / bins;
  const places = Math.min(100, Math.max(0, 2 - Math.floor(Math.log10(each * width))));
  const edge = (i: number): number => Number((least + i * each * width).toFixed(places));
  return Array.from({ length: bins }, (_, i) => ({
    x: edge(i),
    x2: edge(i + 1),
    count: counts.slice(i * each, (i + 1) * each).reduce((sum, value) => sum + value, 0),
  }));
}
