import { statisticsLength } from "../../matrices/responseStatistics";
import type { StreamState } from "../../random/streamState";
import type { Blueprint } from "../drawing/blueprint";
import type { CasePlan } from "../drawing/casePlan";
import type { GeneralizedCasePlan, GeneralizedPairPlan, GeneralizedPlan } from "../drawing/generalizedPlan";
import type { PowerPlan } from "../drawing/powerPlan";
import type { Failure } from "../sample/failure";
import type { PairPlan } from "./pairPlan";

/** Some replicates in a row. */
export interface Replicates {
  /** Number of the first one, from 1, and how many. */
  readonly first: number;
  readonly count: number;
  /** The columns of the sample, one after the other, each `count` long. */
  readonly columns: Float64Array;
  readonly evaluations: Int32Array;
  readonly failures: readonly Failure[];
}

/** What a thread computes replicates by. {@link open} takes over a stream, {@link release} ends the use. */
export interface Replicator {
  /** How many replicates can be drawn at a time. */
  readonly capacity: number;
  open(state: StreamState): void;
  /** The stream as it stands. */
  state(): StreamState;
  /** Passes over the draws of the next `count` replicates, which others compute. */
  skip(count: number): void;
  /** Draws the next `count` ≤ capacity replicates. */
  draw(count: number): void;
  /** Computes the replicates drawn last, the first of them being number `first`. */
  refit(first: number, count: number): Replicates;
  release(): void;
}

/** What a thread needs to know to compute replicates; plain data that can be posted. */
export type Plan =
  | Blueprint
  | PairPlan
  | CasePlan
  | GeneralizedPlan
  | GeneralizedPairPlan
  | GeneralizedCasePlan
  | PowerPlan;

/** Room for drawn replicates on a thread, in numbers. */
const ROOM = 500_000;

/** How many replicates a thread may draw at a time. */
export function capacityOf(plan: Plan): number {
  return Math.max(1, Math.floor(ROOM / drawnNumbers(plan)));
}

function drawnNumbers(plan: Plan): number {
  if (!("kind" in plan)) return statisticsLength(plan.system);
  if (plan.kind === "generalized") return plan.n;
  // Nothing is drawn beforehand.
  if (plan.kind === "power") return 1;
  if (plan.kind === "generalizedPair") return plan.small.n;
  return plan.kind === "pair" ? statisticsLength(plan.small.system) + statisticsLength(plan.large.system) : plan.levels;
}
