import { isCostly } from "../deviance/evaluationCost";
import type { FitLog } from "./fitLog";
import { hasFewLevels, hasTooFewLevels, isDoubtful, levelDesigns } from "./levelDesign";
import type { Minimizer } from "./minimize";
import type { Minimum } from "./minimum";
import { type Start, scatteredStarts } from "./scatteredStarts";
import { snapToBoundary } from "./snapToBoundary";

/** Starts whose objectives differ by no more than this have come to the same minimum. */
export const SAME_MINIMUM = 1e-6;
/** A minimum that is not lower by more than this is no other one. */
const LOWER = 1e-7;
/** How many starts are tried where an evaluation takes up to so many multiplications. */
const STARTS = [
  { multiplications: 1e5, count: 50 },
  { multiplications: 1e6, count: 10 },
  { multiplications: 1e7, count: 4 },
];

/** So many are enough on a line. */
const STARTS_OF_SINGLE = 12;

/** Looks for minima that are lower than one that was found, where few levels tell a variance. */
export class OtherMinima {
  lowest: Minimum;
  evaluations = 0;
  /** Starts that were tried, and how many of them have come to {@link lowest}. */
  starts = 0;
  agreeing = 0;

  constructor(
    private readonly minimizer: Minimizer,
    found: Minimum,
    private readonly limit: number,
    private readonly log?: FitLog,
  ) {
    this.lowest = found;
  }

  /** Looks where there is reason to. @param starts how many were tried, with so many evaluations */
  look(starts: number, evaluations: number): void {
    const { layout, deviance } = this.minimizer.problem;
    const affordable = STARTS.find(({ multiplications }) => !isCostly(deviance.system, multiplications));
    if (affordable === undefined) return;
    const designs = levelDesigns(layout, deviance.system);
    const isSingular = layout.diagonal().some((index) => this.lowest.theta[index] === 0);
    const isInDoubt = starts > 1 || isDoubtful(isSingular, evaluations);
    if (!hasTooFewLevels(designs) && !(isInDoubt && hasFewLevels(designs))) return;
    const count = layout.length === 1 ? Math.min(STARTS_OF_SINGLE, affordable.count) : affordable.count;
    for (const start of scatteredStarts(layout, designs, count)) this.try(start);
  }

  private try({ name, theta }: Start): void {
    const { minimizer, limit, log } = this;
    if (this.evaluations >= limit) return;
    log?.begin(name);
    const before = this.lowest.objective;
    const isLower = minimizer.explore(theta, before - LOWER, limit - this.evaluations);
    if (isLower) snapToBoundary(minimizer);
    this.evaluations += minimizer.evaluations;
    this.starts++;
    if (isLower && minimizer.objective < before - LOWER) {
      this.lowest = minimizer.minimum();
      this.agreeing = 0;
    }
    if (Math.abs(minimizer.objective - this.lowest.objective) <= SAME_MINIMUM) this.agreeing++;
  }
}
