import { isCostly } from "../deviance/evaluationCost";
import type { FitLog } from "./fitLog";
import { furtherStarts, type Start, scatteredStarts } from "./furtherStarts";
import { type LevelDesign, levelDesigns } from "./levelDesign";
import type { Minimizer } from "./minimize";
import type { Minimum } from "./minimum";
import { snapToBoundary } from "./snapToBoundary";

/** Starts whose objectives differ by no more than this have come to the same minimum. */
export const SAME_MINIMUM = 1e-6;
/** A minimum that is not lower by more than this is no other one. */
const LOWER = 1e-7;
/** An end that is higher by more than this is another minimum. */
const HIGHER = 1e-3;
/** With fewer levels of equal information than this a variance may have several minima, … */
const FEW_LEVELS = 8;
/** … above all where they are a smaller part of the levels than this. */
const UNEQUAL = 0.65;
/** Starts that are scattered where more than one minimum has shown. */
const SCATTERED = 20;

/**
 * Looks for minima that are lower than one that was found. They are not rare (about 6 in 1,000 models) where a variance
 * is told by few levels of unequal information: skewed covariates of slopes, covariates that are constant within levels,
 * unequal weights, outlying levels.
 */
export class OtherMinima {
  lowest: Minimum;
  evaluations = 0;
  /** Starts that were tried, and how many of them have come to {@link lowest}. */
  starts = 0;
  agreeing = 0;
  private isDisputed = false;

  constructor(
    private readonly minimizer: Minimizer,
    found: Minimum,
    private readonly limit: number,
    private readonly log?: FitLog,
  ) {
    this.lowest = found;
  }

  /** Looks where there is reason to. @param isSlow whether the minimum was found with some trouble */
  look(isSlow: boolean): void {
    const { problem } = this.minimizer;
    if (isCostly(problem.deviance.system)) return;
    const designs = levelDesigns(problem);
    if (designs.some((design) => isDoubtful(design, isSlow))) this.lookFrom(designs);
  }

  private lookFrom(designs: readonly LevelDesign[]): void {
    const { layout } = this.minimizer.problem;
    for (const start of furtherStarts(layout, designs)) this.try(start);
    if (this.isDisputed) for (const start of scatteredStarts(layout, designs, SCATTERED)) this.try(start);
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
    const rise = minimizer.objective - before;
    if (rise > HIGHER) this.isDisputed = true;
    if (isLower && rise < -LOWER) {
      this.lowest = minimizer.minimum();
      this.isDisputed = true;
      this.agreeing = 0;
    }
    if (Math.abs(minimizer.objective - this.lowest.objective) <= SAME_MINIMUM) this.agreeing++;
  }
}

function isDoubtful({ effectiveLevels, levels }: LevelDesign, isSlow: boolean): boolean {
  return effectiveLevels < FEW_LEVELS && (isSlow || effectiveLevels < UNEQUAL * levels);
}
