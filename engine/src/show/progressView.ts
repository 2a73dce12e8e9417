/** The density of a column of the sample so far. */
export interface LiveDensity {
  /** Name in the sample's table, and what it stands for. */
  column: string;
  label: string;
  /** Replicates that it is drawn from. */
  count: number;
  /** Even places from `from` to `to` have these heights, relative to the highest. */
  from: number;
  to: number;
  heights: number[];
  /** Values that many replicates share exactly, with their shares. */
  masses: { at: number; share: number }[];
  /** Ends of the shortest 95 % interval. */
  lower: number;
  upper: number;
}

/** How far a computation has come, for a reader that can stop it. It is saved in notebooks, like {@link View}. */
export interface ProgressView {
  version: number;
  kind: "progress";
  label: string;
  state: "running" | "done" | "stopped" | "failed";
  done: number;
  /** 0 where nobody knows how many there will be. */
  total: number;
  /** Replicates that did not converge. */
  failed: number;
  /** What is counted; replicates where it is absent. */
  unit?: string;
  /** The one that is under way, and how much of it is done, from 0 to 1. */
  doing?: string;
  part?: number;
  /** Since the beginning. */
  seconds: number;
  /** Under this id a live kernel can be asked; only while it runs. */
  control?: string;
  densities?: LiveDensity[];
}

/** What the view of a computation may ask: to stop it, or how far it is (the answer is a {@link ProgressView}). */
export interface ProgressQuestion {
  ask: "stop" | "progress";
}
