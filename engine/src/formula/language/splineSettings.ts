/** How a spline was asked for; what is absent is as in R's package splines. */
export interface SplineSettings {
  /** "bs": B-splines of a degree; "ns": natural cubic splines, which are straight lines beyond the boundary. */
  readonly kind: "bs" | "ns";
  /** Number of columns; inner knots stand at quantiles of x then. */
  readonly df?: number;
  /** Inner knots, ascending. */
  readonly knots?: readonly number[];
  /** Degree of the pieces; 3 for "ns". */
  readonly degree: number;
  /** Outer knots; by default the range of x. */
  readonly boundary?: readonly [number, number];
}

/** Number of columns of a spline. */
export function splineWidth({ kind, df, knots, degree }: SplineSettings): number {
  const least = kind === "ns" ? 1 : degree;
  return knots === undefined ? (df ?? least) : knots.length + least;
}
