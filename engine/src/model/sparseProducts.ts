import type { CoreSystem } from "../matrices/coreSystem";
import { type ResponseStatistics, coreLength } from "../matrices/responseStatistics";
import type { BlockFactors } from "./blockFactors";
import type { SparsePattern } from "./sparsePattern";

/** The products with vectors in an evaluation by sparse rows: how a response enters and how the solution comes back. */
export class SparseProducts {
  private readonly leadWork: Float64Array;

  constructor(
    private readonly system: CoreSystem, private readonly pattern: SparsePattern,
    private readonly factors: readonly BlockFactors[], private readonly lambdas: readonly Float64Array[],
  ) {
    this.leadWork = new Float64Array(system.q1);
  }

  /** Λᵀ(s₂ − A₂₁M s₁), and the same of X, into `out`; returns what the leading term and the twins' contrasts explain of yᵀy. */
  reduce(out: Float64Array, statistics: ResponseStatistics): number {
    const { system, pattern, leadWork } = this;
    const { terms, q1, d2, p } = system;
    const first = 4 * pattern.pivotGroups;
    let explained = this.timesBlocks(leadWork, this.factors[system.lead].m, statistics);
    out.fill(0);
    for (let j = 0; j < d2; j++) out[j] = statistics[q1 + j];
    for (let j = 0; j < p; j++) out[first + j] = statistics[q1 + d2 + j];
    subtractTransposed(out, pattern, terms[system.lead].size, p, first, leadWork);
    this.timesLambdaTransposed(out);
    const scatters = coreLength(system);
    terms.forEach(({ groups, size, scatterOffset }, t) => {
      const { m } = this.factors[t];
      for (let i = 0; i < groups * size * size; i++) explained += m[i] * statistics[scatters + scatterOffset + i];
    });
    return explained;
  }

  /** out = blocks·x, class by class of the leading term; returns xᵀ·out. */
  private timesBlocks(out: Float64Array, blocks: Float64Array, x: Float64Array): number {
    const { size: s, classes, groupOf } = this.system.terms[this.system.lead];
    let product = 0;
    for (let c = 0; c < classes; c++) {
      const at = groupOf[c] * s * s;
      for (let i = 0; i < s; i++) {
        let sum = 0;
        for (let j = 0; j < s; j++) sum += blocks[at + i * s + j] * x[c * s + j];
        out[c * s + i] = sum;
        product += sum * x[c * s + i];
      }
    }
    return product;
  }

  /** x ← Λᵀx for the columns of the other terms. */
  private timesLambdaTransposed(x: Float64Array): void {
    const { terms, rest, q1 } = this.system;
    for (const t of rest) {
      const { size: s, classes, coreOffset } = terms[t];
      const lambda = this.lambdas[t];
      for (let first = coreOffset - q1; first < coreOffset - q1 + classes * s; first += s) {
        for (let i = 0; i < s; i++) {
          let sum = 0;
          for (let a = i; a < s; a++) sum += lambda[a * s + i] * x[first + a];
          x[first + i] = sum;
        }
      }
    }
  }

  /**
   * Turns Zᵀv of a vector v, in `e`, into ZᵀV⁻¹(v − Xβ) (V⁻¹(v − Xβ) being what λ leaves of it), given the solution u of the
   * other terms, which becomes b₂ = Λu: e₁ = N(s₁ − A₁₂b₂ − A₁Xβ),
   * e₂ = s₂ − A₂₂b₂ − A₂Xβ − A₂₁M(s₁ − A₁₂b₂ − A₁Xβ).
   */
  complement(e: Float64Array, u: Float64Array, beta: Float64Array): void {
    const { system, pattern, leadWork } = this;
    const { terms, lead, q1, d2, p, restStart, restColumn, restValues, restFixed } = system;
    const { n, m } = this.factors[lead];
    const s = terms[lead].size;
    this.timesLambda(u);
    const { leadStart, leadColumn, leadValues, leadFixed } = pattern;
    for (let c = 0; c < terms[lead].classes; c++) {
      for (let a = 0; a < s; a++) {
        let sum = e[c * s + a];
        if (leadValues) for (let k = leadStart[c]; k < leadStart[c + 1]; k++) sum -= leadValues[k * s + a] * u[leadColumn[k]];
        else for (let k = leadStart[c]; k < leadStart[c + 1]; k++) sum -= u[leadColumn[k]];
        for (let j = 0; j < p; j++) sum -= leadFixed[(c * s + a) * p + j] * beta[j];
        e[c * s + a] = sum;
      }
    }
    for (let i = 0; i < d2; i++) {
      let sum = e[q1 + i];
      for (let k = restStart[i]; k < restStart[i + 1]; k++) sum -= restValues[k] * u[restColumn[k]];
      for (let j = 0; j < p; j++) sum -= restFixed[i * p + j] * beta[j];
      e[q1 + i] = sum;
    }
    this.timesBlocks(leadWork, m, e);
    subtractTransposed(e.subarray(q1), pattern, s, 0, 0, leadWork);
    this.timesBlocks(leadWork, n, e);
    e.set(leadWork);
  }

  /** x ← Λx. */
  private timesLambda(x: Float64Array): void {
    const { terms, rest, q1 } = this.system;
    for (const t of rest) {
      const { size, classes, coreOffset } = terms[t];
      const lambda = this.lambdas[t];
      for (let first = coreOffset - q1; first < coreOffset - q1 + classes * size; first += size) {
        for (let i = size - 1; i >= 0; i--) {
          let sum = 0;
          for (let j = 0; j <= i; j++) sum += lambda[i * size + j] * x[first + j];
          x[first + i] = sum;
        }
      }
    }
  }
}

/** out −= A₂₁·x over the leading rows, and their products with X from `fixedAt` on. */
function subtractTransposed(out: Float64Array, { leadStart, leadColumn, leadValues, leadFixed }: SparsePattern, s: number, p: number, fixedAt: number, x: Float64Array): void {
  for (let c = 0; c + 1 < leadStart.length; c++) {
    if (s === 1) {
      const value = x[c];
      if (leadValues) for (let k = leadStart[c]; k < leadStart[c + 1]; k++) out[leadColumn[k]] -= leadValues[k] * value;
      else for (let k = leadStart[c]; k < leadStart[c + 1]; k++) out[leadColumn[k]] -= value;
    } else {
      for (let k = leadStart[c]; k < leadStart[c + 1]; k++) {
        let sum = 0;
        for (let a = 0; a < s; a++) sum += leadValues![k * s + a] * x[c * s + a];
        out[leadColumn[k]] -= sum;
      }
    }
    for (let j = 0; j < p; j++) {
      let sum = 0;
      for (let a = 0; a < s; a++) sum += leadFixed[(c * s + a) * p + j] * x[c * s + a];
      out[fixedAt + j] -= sum;
    }
  }
}
