import { shortestAtLevels } from "../../bootstrap/sample/shortestInterval";
import { rounded } from "../../show/rounded";
import { VIEW_VERSION } from "../../show/view";
import type { DataRow } from "./spec";

/** What the JupyterLab extension needs beside the specification to let the reader ask a chart. */
export interface ChartExtras {
  /** What can be asked: "ridge" has names beside the plot, "panels" are several plots, "plot" is any other. */
  chart: "density" | "histogram" | "ridge" | "panels" | "plot";
  /** Shortest intervals at {@link LEVELS}, in percent, with the fields of their mark. */
  intervals?: { row: DataRow; lower: number[]; upper: number[] }[];
  /** Counts in many bins of equal width, which coarser ones are made of. */
  bins?: { least: number; width: number; counts: number[] };
  shownBins?: number;
}

const LEVELS = Array.from({ length: 20 }, (_, i) => 80 + i);

/** The shortest interval of the values at each level, to the precision of a drawing whose width is 100 `unit`s. */
export function intervalsAtLevels(
  row: DataRow,
  values: Float64Array,
  unit: number,
): { row: DataRow; lower: number[]; upper: number[] } {
  const ends = shortestAtLevels(
    values,
    LEVELS.map((level) => level / 100),
  );
  return {
    row,
    lower: rounded(
      ends.map(([lower]) => lower),
      unit,
      2,
    ),
    upper: rounded(
      ends.map(([, upper]) => upper),
      unit,
      2,
    ),
  };
}

/** @param extras - undefined for a specification of which nothing is known */
export function payload(extras: ChartExtras | undefined): object {
  return { version: VIEW_VERSION, kind: "chart", ...extras };
}
