/** Where a minimisation ended. */
export interface Minimum {
  readonly theta: Float64Array;
  readonly objective: number;
  /** Evaluations of the deviance (with or without derivative), of all starts. */
  readonly evaluations: number;
  /** Predicted further decrease of the objective, in its units. */
  readonly decrement: number;
  /** Absent when converged. */
  readonly failure?: string;
  /** How many starts were tried, and how many of them led to this objective. */
  readonly starts?: number;
  readonly agreeing?: number;
  /** The part of the evaluations that looked for lower minima elsewhere. */
  readonly explored?: number;
}
