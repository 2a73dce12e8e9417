import type { TravellingModel } from "./travellingModel";

/** What is computed task by task, each by itself: plain data. */
export type TaskPlan = DeletionPlan | ProfilePlan;

/** Refits of a model without one level of a term each: task k leaves out the k-th. */
export interface DeletionPlan {
  readonly kind: "deletion";
  readonly model: TravellingModel;
  /** The term, in the order of the model's. */
  readonly term: number;
}

/** Profiles of a model fitted by maximum likelihood: task k is that of the k-th parameter. */
export interface ProfilePlan {
  readonly kind: "profile";
  readonly model: TravellingModel;
  readonly parameters: readonly string[];
  readonly threshold: number;
}
