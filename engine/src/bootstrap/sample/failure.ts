/** A replicate that did not converge, and why; its row holds NaN. */
export interface Failure {
  /** Number of the replicate, from 1. */
  iter: number;
  reason: string;
}
