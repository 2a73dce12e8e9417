import type { Minimizer } from "./minimize";
import { withZero } from "./withZero";

/** Diagonal elements of λ below this are tried at 0. */
const SMALL = 1e-3;
/** … and stay there when the objective rises by no more than this. */
const ALLOWED_RISE = 8e-7;

/**
 * Sets diagonal elements of λ that are nearly 0 to exactly 0 where the objective hardly notices, so that a singular fit
 * is recognised as one. The covariances of what remains are kept. The result of the minimizer is changed in place.
 */
export function snapToBoundary(minimizer: Minimizer): void {
  const { theta, problem, objective } = minimizer;
  const { blocks } = problem.layout;
  for (let b = 0; b < blocks.length; b++) {
    const { size, offset } = blocks[b];
    for (let row = 0, at = offset; row < size; at += size - row, row++) {
      if (theta[at] !== 0 && Math.abs(theta[at]) < SMALL) tryZero(minimizer, b, row, objective + ALLOWED_RISE);
    }
  }
}

function tryZero(minimizer: Minimizer, block: number, row: number, highest: number): void {
  if (minimizer.isSpent) return;
  const { theta, problem } = minimizer;
  const { layout, deviance } = problem;
  const trial = withZero(layout, theta, block, row);
  layout.fill(deviance.lambdas, trial);
  const objective = deviance.factor(false) ? deviance.solve(false) : NaN;
  minimizer.evaluations++;
  minimizer.holdsSolution = objective <= highest;
  if (!minimizer.holdsSolution) return;
  theta.set(trial);
  minimizer.objective = objective;
  minimizer.r2 = deviance.r2;
  minimizer.record?.(theta, objective);
}
