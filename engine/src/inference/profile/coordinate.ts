import { cos } from "../../math/cos";
import { exp } from "../../math/exp";
import { sin } from "../../math/sin";

/** The minimum over all other parameters where a profiled one has some value. */
export interface ProfilePoint {
  readonly objective: number;
  /** Derivative of the minimum in the coordinate. */
  readonly slope: number;
  /** Why there is no minimum, where there is none. */
  readonly failure?: string;
}

/** All parameters of a model, of the user's columns and in units of the response. */
export interface PointParameters {
  /** Length p; −0 for a coefficient that is not estimated. */
  readonly beta: Float64Array;
  readonly sigma: number;
  /** φ of a generalized model that has one. */
  readonly dispersion?: number;
  readonly theta: Float64Array;
}

/** Minimises over all parameters but the profiled one, from the solution before. */
export interface RestMinimizer {
  at(coordinate: number): ProfilePoint;
  /** Where the last minimum lies. */
  parameters(): PointParameters;
  /** Begins again at the estimates. */
  restart(): void;
}

/** A parameter in the coordinate along which it is profiled: itself, log σ, log φ, or the arcsine of a correlation. */
export interface Coordinate {
  /** As in the table of a bootstrap sample: β1, σ, σ1, ρ1, θ1. */
  readonly name: string;
  /** The coordinate of the estimate. */
  readonly estimate: number;
  /** A standard error or so, to begin with. */
  readonly scale: number;
  readonly lower: number;
  readonly upper: number;
  /** The parameter at a coordinate, and its derivative. */
  value(at: number): number;
  derivative(at: number): number;
  /** Calls `use` with a function that minimises over the rest; calls near one another profit from it. */
  open<T>(use: (rest: RestMinimizer) => T): T;
}

export const identity: Pick<Coordinate, "value" | "derivative"> = { value: (at) => at, derivative: () => 1 };
export const exponential: Pick<Coordinate, "value" | "derivative"> = { value: exp, derivative: exp };
export const sine: Pick<Coordinate, "value" | "derivative"> = { value: sin, derivative: cos };
