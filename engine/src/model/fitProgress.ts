import type { LowestMinimumOptions } from "../minimizer/lowestMinimum";
import { Progress } from "../show/progress";

/** A fit that is over before so many ms shows nothing. */
const PATIENCE = 1000;

/**
 * Minimises with a line that tells evaluations and objective, and a button to stop where a reader has one, as soon as
 * that takes long.
 */
export function withFitProgress<M extends { readonly evaluations: number }>(
  enabled: boolean,
  minimize: (watch: LowestMinimumOptions["watch"]) => M,
): M {
  if (!enabled) return minimize(undefined);
  const started = performance.now();
  let bar: Progress | undefined;
  let done = 0;
  let isStopped = false;
  const watch = (evaluations: number, objective: number): boolean => {
    done = evaluations;
    if (bar === undefined && performance.now() - started < PATIENCE) return false;
    const isFirst = bar === undefined;
    bar ??= new Progress("fit", 0, true, { unit: "evaluations", blocking: true, started });
    bar.update({ done: evaluations, doing: `objective ${objective.toFixed(3)}` }, isFirst);
    return (isStopped = bar.isStopped);
  };
  try {
    const minimum = minimize(watch);
    bar?.end(isStopped ? "stopped" : "done", { done: minimum.evaluations });
    return minimum;
  } catch (error) {
    bar?.end("failed", { done });
    throw error;
  }
}
