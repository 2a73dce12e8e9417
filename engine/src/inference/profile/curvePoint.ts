import type { PointParameters } from "./coordinate";

/** A point of a profile: the signed root ζ of the rise of the objective at a coordinate, and its derivative there. */
export interface CurvePoint {
  readonly at: number;
  readonly zeta: number;
  readonly slope: number;
  readonly objective: number;
  /** All parameters at the minimum over the others. */
  readonly parameters: PointParameters;
}
