import type { Channel, DataRow, Layer } from "./spec";
import { tooltip } from "./spec";

/** From few to many: both ends stand out from light and dark pages, and their lightness falls for every reader. */
const RAMP = ["#c6dbef", "#6baed6", "#3182bd", "#08519c", "#08306b"];

/** The colour of a cell by a number. @param only the number where all have the same */
export function rampChannel(field: string, title: string, only?: number): Channel {
  // The labels of a legend whose ends are equal would have the digits of their difference.
  const around = only === undefined ? undefined : Math.abs(only) / 2 || 1;
  const domain = around === undefined ? {} : { domain: [only! - around, only! + around] };
  return {
    field,
    type: "quantitative",
    title,
    scale: { range: [...RAMP], zero: false, nice: false, ...domain },
    legend: { orient: "right" },
  };
}

/** Cells of two factors, coloured by a number that is written by the tooltip. */
export function factorCells(
  cells: readonly { readonly x: string; readonly y: string; readonly value: number }[],
  { x, y, title }: { x: Channel; y: Channel; title: string },
): Layer {
  const values = cells.map((cell): DataRow => ({ ...cell, value: Number(cell.value.toPrecision(6)) }));
  return {
    data: { values },
    mark: { type: "rect", aria: false },
    encoding: {
      x: { ...x, field: "x" },
      y: { ...y, field: "y" },
      color: rampChannel(
        "value",
        title,
        new Set(values.map(({ value }) => value)).size === 1 ? (values[0].value as number) : undefined,
      ),
      tooltip: tooltip(["x", "x"], ["y", "y"], ["value", "value"]),
    },
  };
}

/** Counts of points in equal cells of two dimensions; empty ones are left out. */
export function countedCells(
  x: Float64Array,
  y: Float64Array,
  [fromX, toX]: readonly [number, number],
  [fromY, toY]: readonly [number, number],
  bins: number,
): { x: number[]; x2: number[]; y: number[]; y2: number[]; count: number[] } {
  const [stepX, stepY] = [(toX - fromX) / bins, (toY - fromY) / bins];
  const place = (value: number, from: number, step: number): number =>
    Math.max(0, Math.min(bins - 1, Math.floor((value - from) / step)));
  const counts = new Float64Array(bins * bins);
  x.forEach((value, i) => counts[place(y[i], fromY, stepY) * bins + place(value, fromX, stepX)]++);
  const filled = Array.from(counts.keys()).filter((k) => counts[k] > 0);
  const edge = (k: number, from: number, step: number): number => from + k * step;
  return {
    x: filled.map((k) => edge(k % bins, fromX, stepX)),
    x2: filled.map((k) => edge((k % bins) + 1, fromX, stepX)),
    y: filled.map((k) => edge(Math.floor(k / bins), fromY, stepY)),
    y2: filled.map((k) => edge(Math.floor(k / bins) + 1, fromY, stepY)),
    count: filled.map((k) => counts[k]),
  };
}
