import { lowerFactor } from "./balancedStep";
import type { Minimum, Problem } from "./minimize";

/** Diagonal elements of λ below this are tried at 0. */
const SMALL = 1e-3;
/** … and stay there when the objective rises by no more than this. */
const ALLOWED_RISE = 1e-6;

/**
 * Sets diagonal elements of λ that are nearly 0 to exactly 0 where the objective hardly notices, so that a singular fit
 * is recognised as one. The covariances of what remains are kept.
 */
export function snapToBoundary(problem: Problem, minimum: Minimum): Minimum {
  const { layout, deviance } = problem;
  let current = minimum;
  for (const index of layout.diagonal()) {
    const value = current.theta[index];
    if (value === 0 || Math.abs(value) >= SMALL) continue;
    const theta = withZero(problem, current.theta, index);
    layout.fill(deviance.lambdas, theta);
    if (!deviance.factor(false)) continue;
    const objective = deviance.solve(false);
    const evaluations = current.evaluations + 1;
    current = objective <= minimum.objective + ALLOWED_RISE ? { ...current, theta, objective, evaluations } : { ...current, evaluations };
  }
  return current;
}

/** θ with one diagonal element at 0 and the rest of its column gathered in the columns behind it. */
function withZero({ layout }: Problem, theta: Float64Array, index: number): Float64Array {
  const { block, row } = layout.position[index];
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
