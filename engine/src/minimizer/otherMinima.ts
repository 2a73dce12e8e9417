import { isCostly } from "../deviance/evaluationCost";
import { Evaluation } from "./evaluation";
import type { FitLog } from "./fitLog";
import { hasFewLevels, hasTooFewLevels, isDoubtful, type LevelDesign, levelDesigns } from "./levelDesign";
import { Minimizer } from "./minimize";
import type { Minimum } from "./minimum";
import { type Start, scatteredStarts, startOfSize } from "./scatteredStarts";
import { snapToBoundary } from "./snapToBoundary";
import { type Submodel, submodels } from "./submodel";
import { TIED_VALUES, tiedStarts } from "./tiedStarts";

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
/** So many are tried in a submodel, besides two. */
const STARTS_OF_SUBMODEL = 6;
/** Sizes of two more starts, for minima where σ is small beside the effects of single levels. */
const LARGE = [1e3, 1e4];
/** Levels of equal information make this part of the levels at least. */
const EQUAL = 0.999;
/** Sizes of effects at which the deviance of a minimum that seems sure is looked at. */
const SIZES = [0, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64];

/**
 * Looks for minima that are lower than one that was found, where few levels tell a variance: from scattered starts,
 * from minima of the {@link Submodel}s, which lie within the model, so that a lower one proves that another was missed,
 * and from the valleys along effects that correlate ±1.
 */
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
    if (!hasTooFewLevels(designs)) {
      if (!hasFewLevels(designs)) return;
      if (!isInDoubt && !this.hasOtherValley(designs)) return;
    }
    const count = layout.length === 1 ? Math.min(STARTS_OF_SINGLE, affordable.count) : affordable.count;
    for (const start of scatteredStarts(layout, designs, count)) this.try(start);
    for (const size of LARGE) this.try({ name: `size ${size}`, theta: startOfSize(layout, designs, size) });
    for (const submodel of submodels(this.minimizer.problem)) this.tryFrom(submodel, designs);
    if (affordable === STARTS[0]) for (const start of this.tied(designs)) this.try(start);
  }

  private tied(designs: readonly LevelDesign[]): Start[] {
    const { layout, deviance } = this.minimizer.problem;
    const most = TIED_VALUES * layout.blocks.filter(({ size }) => size === 2).length;
    if (this.evaluations + most > this.limit) return [];
    this.evaluations += most;
    const evaluation = new Evaluation(layout, deviance, this.minimizer.guard);
    return tiedStarts(layout, designs, this.lowest.theta, (theta) => evaluation.evaluate(theta, false));
  }

  /**
   * Whether the deviance is lower, or falls again after it rose, along effects of all sizes: of all blocks together,
   * and of each beside the others as they were found. Levels that know equally much make no such valleys.
   */
  private hasOtherValley(designs: readonly LevelDesign[]): boolean {
    if (designs.every(({ effectiveLevels, levels }) => effectiveLevels > EQUAL * levels)) return false;
    const { layout, deviance } = this.minimizer.problem;
    const { theta, objective } = this.lowest;
    const evaluation = new Evaluation(layout, deviance, this.minimizer.guard);
    const ofSizes = SIZES.map((size) => startOfSize(layout, designs, size));
    const beside = layout.blocks.map(({ size: s, offset }) =>
      ofSizes.map((whole) => {
        const own = theta.slice();
        own.set(whole.subarray(offset, offset + (s * (s + 1)) / 2), offset);
        return own;
      }),
    );
    return [ofSizes, ...(beside.length > 1 ? beside : [])].some((way) => {
      if (this.evaluations + way.length > this.limit) return false;
      this.evaluations += way.length;
      const values = way.map((at) => evaluation.evaluate(at, false));
      return values.some((value) => value < objective - LOWER) || fallsAgain(values);
    });
  }

  /** Goes on in the whole model from the lowest minimum that is found in a submodel. */
  private tryFrom(submodel: Submodel, designs: readonly LevelDesign[]): void {
    const found = this.lowestOf(submodel, submodel.designs(designs));
    if (found === undefined) return;
    const isProof = found.objective < this.lowest.objective - LOWER;
    this.try({ name: `from ${submodel.name}`, theta: submodel.extend(found.theta) }, isProof);
  }

  private lowestOf(submodel: Submodel, designs: readonly LevelDesign[]): Minimum | undefined {
    const { layout } = submodel.problem;
    const { record, guard } = this.minimizer;
    const minimizer = new Minimizer(submodel.problem, {
      ...(guard && { guard }),
      ...(record && { record: (theta, objective) => record(submodel.extend(theta), objective) }),
    });
    this.log?.begin(submodel.name);
    let found: Minimum | undefined;
    for (const start of [
      submodel.restrict(this.lowest.theta),
      startOfSize(layout, designs, 1),
      ...scatteredStarts(layout, designs, STARTS_OF_SUBMODEL).map(({ theta }) => theta),
    ]) {
      if (this.evaluations >= this.limit) break;
      const bar: number = found?.objective ?? Infinity;
      submodel.clear();
      minimizer.explore(start, bar, this.limit - this.evaluations);
      this.evaluations += minimizer.evaluations;
      if (minimizer.objective < bar) found = minimizer.minimum();
    }
    return found;
  }

  /** @param isProof whether the start is lower already, so that {@link lowest} is no minimum even if the way fails */
  private try({ name, theta }: Start, isProof = false): void {
    const { minimizer, limit, log } = this;
    if (this.evaluations >= limit) return;
    log?.begin(name);
    const before = this.lowest.objective;
    const isLower = minimizer.explore(theta, before - LOWER, limit - this.evaluations);
    if (isLower) snapToBoundary(minimizer);
    this.evaluations += minimizer.evaluations;
    this.starts++;
    if ((isLower || isProof) && minimizer.objective < before - LOWER) {
      this.lowest = minimizer.minimum();
      this.agreeing = 0;
    }
    if (Math.abs(minimizer.objective - this.lowest.objective) <= SAME_MINIMUM) this.agreeing++;
  }
}

function fallsAgain(values: readonly number[]): boolean {
  let rose = false;
  return values.some((value, i) => {
    const change = i === 0 ? 0 : value - values[i - 1];
    if (change > SAME_MINIMUM) rose = true;
    return rose && change < -SAME_MINIMUM;
  });
}
