import { lowerFactor } from "../linalg/lowerFactor";
import type { Minimizer, Problem } from "./minimize";

/** Diagonal elements of λ below this are tried at 0. */
const SMALL = 1e-3;
/** … and stay there when the objective rises by no more than this. */
const ALLOWED_RISE = 1e-6;

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
  const { theta, problem } = minimizer;
  const { layout, deviance } = problem;
  const trial = withZero(problem, theta, block, row);
  layout.fill(deviance.lambdas, trial);
  const objective = deviance.factor(false) ? deviance.solve(false) : NaN;
  minimizer.evaluations++;
  minimizer.holdsSolution = objective <= highest;
  if (!minimizer.holdsSolution) return;
  theta.set(trial);
  minimizer.objective = objective;
  minimizer.r2 = deviance.r2;
}

/** θ with one diagonal element at 0 and the rest of its column gathered in the columns behind it. */
function withZero({ layout }: Problem, theta: Float64Array, block: number, row: number): Float64Array {
  const { size: s, offset } = layout.blocks[block];
  const factor = new Float64Array(s * s);
  let k = offset;
  for (let j = 0; j < s; j++) for (let i = j; i < s; i++) factor[i * s + j] = theta[k++];
  factor[row * s + row] = 0;
  lowerFactor(factor, s);
  const result = theta.slice();
  k = offset;
  for (let j = 0; j < s; j++) for (let i = j; i < s; i++) result[k++] = factor[i * s + j];
  return result;
}
