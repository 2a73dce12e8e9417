import { cholesky, invertLower } from "../../linalg/small";
import type { CoreSystem } from "../../matrices/coreSystem";
import type { BlockFactors } from "../blockFactors";
import type { SparseMemory } from "./sparseMemory";
import type { SparsePattern } from "./sparsePattern";
import type { SparseProducts } from "./sparseProducts";

/**
 * T_ll = λ⁻ᵀ(I − S⁻¹_ll)λ⁻¹ is used where I − S⁻¹ is at least this large on average in every direction: errors stay
 * below 1e-13/this.
 */
const DIVISIBLE = 1e-3;

/** The traces Σ_levels T_ll of every term, T = ZᵀV⁻¹Z, of a system that is factored. */
export class SparseTraces {
  constructor(
    private readonly system: CoreSystem,
    private readonly pattern: SparsePattern,
    private readonly memory: SparseMemory,
    private readonly factors: readonly BlockFactors[],
    private readonly lambdas: readonly Float64Array[],
    private readonly traces: readonly Float64Array[],
    private readonly levelTraces: Float64Array | undefined,
  ) {}

  compute(): void {
    const { system, memory } = this;
    const { lower, upper, team } = memory;
    this.sumBlockTraces();
    team.run("packedInverse", lower, upper);
    team.run("packedGram", upper, memory.panel.address);
    this.subtractFromLead();
    for (const t of system.rest) this.addRest(t);
  }

  /** REML: T −= (ZᵀV⁻¹X)(XᵀV⁻¹X)⁻¹(XᵀV⁻¹Z). */
  subtractFixed(products: SparseProducts, fixedFactor: Float64Array): void {
    const { system, levelTraces } = this;
    const { p } = system;
    const rows = Array.from({ length: p }, (_, x) => this.fixedRow(products, x));
    for (let j = 0; j < p; j++) {
      const own = rows[j];
      for (let k = 0; k < j; k++) for (let i = 0; i < own.length; i++) own[i] -= fixedFactor[j * p + k] * rows[k][i];
      for (let i = 0; i < own.length; i++) own[i] /= fixedFactor[j * p + j];
      system.terms.forEach(({ size: s, classes, coreOffset }, t) => {
        for (let at = coreOffset; at < coreOffset + classes * s; at += s) {
          for (let a = 0; a < s; a++)
            for (let b = 0; b < s; b++) this.traces[t][a * s + b] -= own[at + a] * own[at + b];
        }
      });
      if (levelTraces) for (let i = 0; i < own.length; i++) levelTraces[i] -= own[i] * own[i];
    }
  }

  /**
   * The traces τ = NC of the blocks alone: all there is for the contrasts of twins, and where the leading term begins.
   */
  private sumBlockTraces(): void {
    const { terms, lead } = this.system;
    terms.forEach(({ groups, groupOf, classes, contrastsIn, classesIn, size }, t) => {
      const { tau } = this.factors[t];
      const s2 = size * size;
      this.traces[t].fill(0);
      for (let g = 0; g < groups; g++) {
        const count = contrastsIn[g] + (t === lead ? classesIn[g] : 0);
        for (let i = 0; i < s2; i++) this.traces[t][i] += count * tau[g * s2 + i];
      }
      if (t !== lead || !this.levelTraces) return;
      for (let c = 0; c < classes; c++)
        for (let i = 0; i < size; i++) this.levelTraces[c * size + i] = tau[groupOf[c] * s2 + i * size + i];
    });
  }

  private subtractFromLead(): void {
    const { system, memory, levelTraces } = this;
    const { terms, lead, d2, q1 } = system;
    const { size: s } = terms[lead];
    const { rowSums, levelSums, scratch } = memory;
    levelSums.array.fill(0);
    memory.team.run(
      "leadTraces",
      memory.system,
      memory.upper,
      rowSums.address,
      levelTraces ? levelSums.address : 0,
      scratch.address,
      memory.width,
    );
    const sums = new Float64Array(s * s);
    for (let i = 0, k = 0; i < d2; i++) for (let a = 0; a < s * s; a++, k++) sums[a] += rowSums.array[k];
    for (let a = 0; a < s; a++)
      for (let b = 0; b < s; b++) this.traces[lead][a * s + b] -= sums[a * s + b] + sums[b * s + a];
    if (levelTraces) for (let i = 0; i < q1; i++) levelTraces[i] -= levelSums.array[i];
  }

  /** The traces of a term that does not lead: by division where λ allows it, else from the rows of its levels. */
  private addRest(t: number): void {
    const { size: s, classes, coreOffset } = this.system.terms[t];
    const s2 = s * s;
    const blocks = this.complementBlocks(t);
    const mean = new Float64Array(s2);
    for (let c = 0; c < classes; c++) for (let i = 0; i < s2; i++) mean[i] += blocks[c * s2 + i] / classes;
    if (isLarge(mean, s)) divideByLambda(blocks, this.lambdas[t], s);
    else this.rowBlocks(t, blocks);
    for (let c = 0; c < classes; c++) {
      for (let i = 0; i < s2; i++) this.traces[t][i] += blocks[c * s2 + i];
      if (this.levelTraces)
        for (let i = 0; i < s; i++) this.levelTraces[coreOffset + c * s + i] = blocks[c * s2 + i * s + i];
    }
  }

  /** I − S⁻¹_ll of every level. */
  private complementBlocks(t: number): Float64Array {
    const { terms, q1 } = this.system;
    const { size: s, classes, coreOffset } = terms[t];
    const { inverse, upperOffsets } = this.memory;
    const blocks = new Float64Array(classes * s * s);
    for (let c = 0, at = 0; c < classes; c++) {
      for (let a = 0; a < s; a++) {
        for (let b = 0; b < s; b++, at++) {
          const i = coreOffset - q1 + c * s + Math.min(a, b);
          const j = coreOffset - q1 + c * s + Math.max(a, b);
          blocks[at] = (a === b ? 1 : 0) - inverse.array[16 * upperOffsets[i >> 2] + 4 * j + (i & 3)];
        }
      }
    }
    return blocks;
  }

  private rowBlocks(t: number, out: Float64Array): void {
    const { memory, system } = this;
    const { blocks, panel } = memory;
    memory.team.run(
      "rowTraces",
      memory.system,
      memory.lower,
      system.rest.indexOf(t),
      blocks.address,
      panel.address,
      memory.scratch.address,
      memory.width,
    );
    out.set(blocks.array.subarray(0, out.length));
  }

  /** ZᵀV⁻¹ of a column of X. */
  private fixedRow(products: SparseProducts, x: number): Float64Array {
    const { system, memory, pattern } = this;
    const { q1, d2, p, restFixed } = system;
    const e = new Float64Array(q1 + d2);
    for (let i = 0; i < q1; i++) e[i] = pattern.leadFixed[i * p + x];
    for (let i = 0; i < d2; i++) e[q1 + i] = restFixed[i * p + x];
    const side = memory.sides[x];
    const row = 4 * pattern.pivotGroups + x;
    const at = 16 * memory.lowerOffsets[row >> 2] + (row & 3);
    for (let j = 0; j < 4 * pattern.pivotGroups; j++) side.array[j] = memory.triangle.array[at + 4 * j];
    memory.kernels.packedBackward(memory.lower, pattern.pivotGroups, side.address);
    products.complement(e, side.array, new Float64Array(p));
    return e;
  }
}

/** Whether the smallest eigenvalue of the symmetric S × S matrix exceeds {@link DIVISIBLE}. */
function isLarge(mean: Float64Array, s: number): boolean {
  const shifted = mean.slice();
  for (let i = 0; i < s; i++) shifted[i * s + i] -= DIVISIBLE;
  return cholesky(shifted, s);
}

/** λ⁻ᵀBλ⁻¹ for every S × S block B, in place. */
function divideByLambda(blocks: Float64Array, lambda: Float64Array, s: number): void {
  const inverse = new Float64Array(s * s);
  invertLower(inverse, lambda, s);
  const work = new Float64Array(s * s);
  for (let at = 0; at < blocks.length; at += s * s) {
    for (let i = 0; i < s; i++) {
      for (let j = 0; j < s; j++) {
        let sum = 0;
        for (let a = j; a < s; a++) sum += blocks[at + i * s + a] * inverse[a * s + j];
        work[i * s + j] = sum;
      }
    }
    for (let i = 0; i < s; i++) {
      for (let j = 0; j < s; j++) {
        let sum = 0;
        for (let a = i; a < s; a++) sum += inverse[a * s + i] * work[a * s + j];
        blocks[at + i * s + j] = sum;
      }
    }
  }
}
