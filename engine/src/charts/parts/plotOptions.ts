/** Which column stands for what. */
export interface PlotMapping {
  /** Numbers along the horizontal axis. */
  x: string;
  /** Numbers along the vertical axis, for the layers scatter, line, linear and smooth. */
  y?: string;
  /** A colour for each level. */
  color?: string;
  /** Parts the rows without a colour: a line for each level. */
  group?: string;
  /** A row of panels for each level. */
  row?: string;
  /** A column of panels for each level. */
  column?: string;
  /** A panel for each level, in rows as there is room. */
  layout?: string;
}

/**
 * What is drawn: "scatter" a dot a row, "line" the rows joined in the order of x, "linear" a least-squares line,
 * "smooth" a local line; "density" and "histogram" the distribution of x.
 */
export type PlotLayer = "scatter" | "line" | "linear" | "smooth" | "density" | "histogram";

export interface PlotOptions {
  /** Number of bins of a histogram. Default: 30. */
  bins?: number;
  /** Standard deviation of a density's kernel, in the unit of x. Default: Silverman's rule for each curve. */
  bandwidth?: number;
  /** Share of the points that each part of a smooth line is drawn through. Default: 2/3. */
  span?: number;
  /** Panels in a row, where there is a `layout`. */
  columns?: number;
  title?: string;
  /** Default: the column's name. */
  xlabel?: string;
  ylabel?: string;
  /** Width of all panels together in pixels. Default: 480, 600 for several. */
  width?: number;
  /** Height of a panel. */
  height?: number;
}
