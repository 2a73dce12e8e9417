import { type AxisRange, axisRange } from "./axisRange";
import { blankPanel, type Panel } from "./panels";
import type { Channel, Layer } from "./spec";

/** A variable of a scatterplot matrix. */
export interface Variable {
  readonly name: string;
  /** Everything that its axis spans. */
  readonly samples: readonly ArrayLike<number>[];
}

/** One plot of a pair of variables, the first along x. */
export interface Pair {
  /** Indices of the variables. */
  readonly across: number;
  readonly up: number;
  readonly x: Channel;
  readonly y: Channel;
  readonly rangeX: AxisRange;
  readonly rangeY: AxisRange;
}

/** The plots of a scatterplot matrix and what the axis of each variable spans. */
export interface PairGrid {
  readonly columns: number;
  readonly spacing: number;
  readonly panels: Panel[];
  readonly ranges: readonly AxisRange[];
}

const WIDEST = 300;
const SPACING = 10;
/** Pixels a character of an axis title takes, about. */
const CHARACTER = 6.2;

/**
 * The plots of all pairs of k variables as the strict lower triangle of a matrix: rows of k − 1 panels, those without a
 * pair blank.
 * All plots of a row share their vertical axis, all of a column their horizontal one.
 */
export function pairPanels(
  variables: readonly Variable[],
  width: number,
  where: string,
  draw: (pair: Pair) => Layer[],
): PairGrid {
  const k = variables.length;
  const columns = k - 1;
  const size = Math.round(Math.min(WIDEST, width / columns - SPACING));
  const ranges = variables.map(({ name, samples }) => axisRange(samples, `${where}'s '${name}'`));
  const panels: Panel[] = [];
  for (let up = 1; up < k; up++) {
    for (let across = 0; across < columns; across++) {
      if (across >= up) {
        panels.push(blankPanel(size, size));
        continue;
      }
      const title = (index: number, shown: boolean): string[] | null =>
        shown ? wrapped(variables[index].name, size) : null;
      const axis = (shown: boolean): object => ({
        labels: shown,
        grid: size >= 110,
        ticks: false,
        tickCount: Math.max(3, Math.round(size / 55)),
        labelFontSize: size < 110 ? 9 : 11,
        titleFontSize: size < 110 ? 10 : 12,
      });
      const x = {
        type: "quantitative",
        title: title(across, up === columns),
        scale: scaleOf(ranges[across]),
        axis: axis(up === columns),
      };
      const y = {
        type: "quantitative",
        title: title(up, across === 0),
        scale: scaleOf(ranges[up]),
        axis: axis(across === 0),
      };
      panels.push({
        width: size,
        height: size,
        layer: draw({ across, up, x, y, rangeX: ranges[across], rangeY: ranges[up] }),
      });
    }
  }
  return { columns, spacing: SPACING, panels, ranges };
}

function scaleOf({ domain }: AxisRange): object {
  return { domain, nice: false, zero: false };
}

/** A name in lines that fit beside a plot. */
function wrapped(name: string, size: number): string[] {
  const limit = Math.max(12, Math.floor(size / CHARACTER));
  const lines: string[] = [];
  for (const word of name.split(" ")) {
    const last = lines.length - 1;
    if (last >= 0 && `${lines[last]} ${word}`.length <= limit) lines[last] += ` ${word}`;
    else lines.push(word);
  }
  return lines;
}
