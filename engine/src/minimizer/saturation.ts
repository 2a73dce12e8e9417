import type { Problem } from "../deviance/problem";
import { log } from "../math/log";
import { levelDesigns } from "./levelDesign";
import { startOfSize } from "./scatteredStarts";

/**
 * Sizes of random effects, in units of the errors of a mean level's estimates: from the first on they are hardly
 * shrunk, at the last next to nothing is left of r² but what they cannot fit.
 */
const LARGE = 1e2;
const LARGER = 1e3;
const LARGEST = 1e4;

/**
 * What becomes of the objective as the random effects grow and σ goes to 0. Where fixed and random effects together fit
 * every row, r² falls with the square of their size; the objective then falls "without end" where random effects alone
 * would not fit them (by REML where that is so of copies of rows only), and has a "limit" otherwise, which may be lower
 * than any minimum. "none" where rows are left over, or σ is fixed.
 */
export function saturation(problem: Problem): "none" | "limit" | "without end" {
  const { deviance, layout } = problem;
  if (deviance.sigma !== undefined) return "none";
  const designs = levelDesigns(layout, deviance.system);
  const at = (size: number): { objective: number; r2: number } => {
    layout.fill(deviance.lambdas, startOfSize(layout, designs, size));
    return deviance.factor(false) ? { objective: deviance.solve(false), r2: deviance.r2 } : { objective: NaN, r2: NaN };
  };
  const large = at(LARGE);
  if (!(at(LARGEST).r2 * (LARGEST / LARGE) ** 2 < 1.1 * large.r2)) return "none";
  // A dimension that is missing is worth twice that, what is penalized yet at most n/LARGE².
  const fall = log(LARGER / LARGE) + deviance.degreesOfFreedom / LARGE ** 2;
  return at(LARGER).objective < large.objective - fall ? "without end" : "limit";
}
