import { CovarianceLayout } from "../deviance/covarianceLayout";
import type { Problem } from "../deviance/problem";
import type { TermStratum } from "../matrices/strata";
import type { LevelDesign } from "./levelDesign";

/** With more blocks of λ than this only single ones are left out or kept, not every set of them. */
const FEW_BLOCKS = 3;

/** The model in which some blocks of λ are held at zero; it lies within the whole one, so its minimum is not lower. */
export class Submodel {
  readonly problem: Problem;
  /** Per element of the submodel's θ, its index in the whole θ. */
  private readonly indexOf: Int32Array;

  /** @param kept blocks of λ that are free, ascending */
  constructor(
    private readonly whole: Problem,
    readonly kept: readonly number[],
  ) {
    const { layout, deviance, strata } = whole;
    const partitions = layout.sizes.map((_, term) =>
      kept.flatMap((b) => (layout.blocks[b].term === term ? [layout.blocks[b].columns] : [])),
    );
    this.problem = {
      layout: new CovarianceLayout(layout.sizes, partitions),
      deviance,
      strata: { terms: strata.terms.map(withoutParents), mean: new Int32Array(0) },
    };
    this.indexOf = Int32Array.from(layout.position.keys()).filter((i) => kept.includes(layout.position[i].block));
  }

  /** For the log of the fit. */
  get name(): string {
    return `block${this.kept.length > 1 ? "s" : ""} ${this.kept.map((b) => b + 1).join(", ")} of λ alone`;
  }

  /** Sets the λ of the deviance to zero, of which the submodel's θ fills a part only. */
  clear(): void {
    for (const lambda of this.problem.deviance.lambdas) lambda.fill(0);
  }

  /** The part of a whole θ that is free. */
  restrict(theta: Float64Array): Float64Array {
    return Float64Array.from(this.indexOf, (index) => theta[index]);
  }

  /** The whole θ, zero in the blocks that are held. */
  extend(theta: Float64Array): Float64Array {
    const whole = new Float64Array(this.whole.layout.length);
    this.indexOf.forEach((index, i) => (whole[index] = theta[i]));
    return whole;
  }

  designs(designs: readonly LevelDesign[]): LevelDesign[] {
    return this.kept.map((block) => designs[block]);
  }
}

/** The submodels of a problem with a few blocks of λ: each set of blocks held at zero but none and all. */
export function submodels(problem: Problem): Submodel[] {
  const { length } = problem.layout.blocks;
  return keptBlocks(length).map((kept) => new Submodel(problem, kept));
}

function keptBlocks(count: number): number[][] {
  const all = Array.from({ length: count }, (_, b) => b);
  if (count > FEW_BLOCKS) return [...all.map((b) => [b]), ...all.map((b) => all.filter((other) => other !== b))];
  return Array.from({ length: (1 << count) - 2 }, (_, k) => all.filter((b) => ((k + 1) >> b) & 1));
}

function withoutParents(stratum: TermStratum): TermStratum {
  return { ...stratum, parents: [] };
}
