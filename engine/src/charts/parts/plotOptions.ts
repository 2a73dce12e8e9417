import type { MeanIntervals } from "./categories/meanInterval";

/** Which column stands for what. */
export interface PlotMapping {
  /** Numbers along the horizontal axis, or the levels of a factor. */
  x: string;
  /** Numbers along the vertical axis, or the levels of a factor where x holds numbers. */
  y?: string;
  /**
   * A colour for each level, at most ten; lines and dots of up to fifty differ by dashes and symbols too. Numbers of
   * more than ten values, or of more than four where only single rows are drawn, are shades, which part no rows.
   */
  color?: string;
  /** Parts the rows without a colour: a line for each level. */
  group?: string;
  /** A row of panels for each level. */
  row?: string;
  /** A column of panels for each level. */
  column?: string;
  /** A panel for each level, in rows as there is room. */
  layout?: string;
  /** Numbers that the areas of dots stand for, for the layer scatter. */
  size?: string;
  /** What the layer text writes at x and y. */
  text?: string;
  /** Where the arrows that begin at x and y end. */
  xend?: string;
  yend?: string;
  /** Numbers whose mean the layer heatmap shows for each pair of levels; without, rows are counted. */
  value?: string;
}

/**
 * What is drawn over the levels of a factor: "boxplot" quartiles, whiskers and outliers, "violin" and "halfviolin"
 * densities, "strip" a dot a row, "raincloud" a half violin, a narrow box and the dots, "bar" means (or counts, without
 * y) from 0, "mean" means with intervals.
 */
export type CategoryLayer = "boxplot" | "violin" | "halfviolin" | "raincloud" | "strip" | "bar" | "mean";

/**
 * What is drawn: "scatter" a dot a row, "line" the rows joined in the order of x (over levels their means), "linear" a
 * least-squares line, "smooth" a local line, "contours" lines that enclose 50, 80 and 95 % of the points, "heatmap"
 * counts in two dimensions, "text" and "arrow" as the mapping says; "density", "histogram" and "ecdf" the distribution
 * of x; and the layers over levels.
 */
export type PlotLayer =
  | "scatter"
  | "line"
  | "linear"
  | "smooth"
  | "contours"
  | "heatmap"
  | "text"
  | "arrow"
  | "density"
  | "histogram"
  | "ecdf"
  | CategoryLayer;

/**
 * The order of a factor's levels: a list of them (others follow), or by a column's mean, median or number of values in
 * each, ascending unless told otherwise.
 */
export type LevelOrder =
  | readonly string[]
  | { readonly by: string; readonly stat?: "mean" | "median" | "count"; readonly descending?: boolean };

export interface PlotOptions {
  /** Number of bins of a histogram. Default: 30, or about so many of equally many whole numbers each. */
  bins?: number;
  /**
   * Standard deviation of a density's kernel, in the unit of the data, of natural logarithms on a logarithmic axis.
   * Default: Silverman's rule for each curve.
   */
  bandwidth?: number;
  /** Share of the points that each part of a smooth line is drawn through. Default: 2/3. */
  span?: number;
  /** Panels in a row, where there is a `layout`. */
  columns?: number;
  /** Orders of levels by column: `{ subj: { by: "reaction" }, cond: ["low", "high"] }`. */
  sorter?: { readonly [column: string]: LevelOrder };
  /** Intervals of the layer mean; default "wald", or "within" where the option within names the units. */
  interval?: MeanIntervals;
  /** Coverage of these intervals, between 0 and 1; default 0.95. */
  level?: number;
  /** The column of the units, such as the subjects, of within-subject intervals. */
  within?: string;
  /**
   * Scales of the axes; default "linear". On logarithmic axes lines by the layers linear and smooth, densities,
   * violins, contours and the bins of histograms and heat maps are of the logarithms.
   */
  xscale?: "linear" | "log";
  yscale?: "linear" | "log";
  /** Ends of the axes, in units of the data; what lies beyond is cut off. */
  xlim?: readonly [least: number, greatest: number];
  ylim?: readonly [least: number, greatest: number];
  title?: string;
  /** Default: the column's name. */
  xlabel?: string;
  ylabel?: string;
  /** Width of all panels together in pixels. Default: 480, 600 for several. */
  width?: number;
  /** Height of a panel. */
  height?: number;
}

/** The names of {@link PlotOptions}. */
export const PLOT_OPTIONS: readonly (keyof PlotOptions)[] = [
  "bins",
  "bandwidth",
  "span",
  "columns",
  "sorter",
  "interval",
  "level",
  "within",
  "xscale",
  "yscale",
  "xlim",
  "ylim",
  "title",
  "xlabel",
  "ylabel",
  "width",
  "height",
];
