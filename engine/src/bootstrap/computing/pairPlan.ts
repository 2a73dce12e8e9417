import type { Blueprint } from "../drawing/blueprint";

/** Two nested models of the same rows; the responses are simulated from the smaller one. */
export interface PairPlan {
  readonly kind: "pair";
  readonly small: Blueprint;
  readonly large: Blueprint;
}
