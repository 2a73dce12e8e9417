import type { CoreSystem } from "../../matrices/coreSystem";
import { coreLength, type ResponseStatistics } from "../../matrices/responseStatistics";
import type { BlockFactors } from "../blockFactors";
import type { SparsePattern } from "./sparsePattern";

/** The products with vectors in an evaluation by sparse rows: how a response enters and how the solution comes back. */
export class SparseProducts {
  private readonly leadWork: Float64Array;
  private readonly rest: Float64Array;
  private readonly beta: Float64Array;
  private readonly fitted: Float64Array;

  constructor(
    private readonly system: CoreSystem,
    private readonly pattern: SparsePattern,
    private readonly factors: readonly BlockFactors[],
    private readonly lambdas: readonly Float64Array[],
  ) {
    this.leadWork = new Float64Array(system.q1);
    this.rest = new Float64Array(system.d2);
    this.beta = new Float64Array(system.p);
    this.fitted = new Float64Array(system.q1 + system.d2 + system.p);
  }

  /**
   * Λᵀ(s₂ − A₂₁M s₁), and the same of X, into `out`; returns what the leading term and the twins' contrasts explain of
   * yᵀy.
   */
  reduce(out: Float64Array, statistics: ResponseStatistics): number {
    const { system } = this;
    const { terms } = system;
    let explained = this.eliminate(out, statistics);
    const scatters = coreLength(system);
    terms.forEach(({ groups, size, scatterOffset }, t) => {
      const { m } = this.factors[t];
      for (let i = 0; i < groups * size * size; i++) explained += m[i] * statistics[scatters + scatterOffset + i];
    });
    return explained;
  }

  /** Λᵀ(s₂ − A₂₁M s₁), and the same of X, into `out` for a vector s over the columns of the core; returns s₁ᵀM s₁. */
  eliminate(out: Float64Array, vector: Float64Array): number {
    const { system, pattern, leadWork } = this;
    const { terms, q1, d2, p } = system;
    const first = 4 * pattern.pivotGroups;
    const explained = this.timesBlocks(leadWork, this.factors[system.lead].m, vector);
    out.fill(0);
    for (let j = 0; j < d2; j++) out[j] = vector[q1 + j];
    for (let j = 0; j < p; j++) out[first + j] = vector[q1 + d2 + j];
    subtractTransposed(out, pattern, terms[system.lead].size, p, first, leadWork);
    this.timesLambdaTransposed(out);
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
   * Turns Zᵀv of a vector v, in `e`, into ZᵀV⁻¹(v − Xβ) (V⁻¹(v − Xβ) being what λ leaves of it), given the solution u
   * of the other terms, which becomes b₂ = Λu: e₁ = N(s₁ − A₁₂b₂ − A₁Xβ),
   * e₂ = s₂ − A₂₂b₂ − A₂Xβ − A₂₁M(s₁ − A₁₂b₂ − A₁Xβ).
   */
  complement(e: Float64Array, u: Float64Array, beta: Float64Array): void {
    const { system, pattern, leadWork } = this;
    const { terms, lead, q1 } = system;
    const { n, m } = this.factors[lead];
    this.timesLambda(u);
    this.subtractFitted(e, u, beta);
    this.timesBlocks(leadWork, m, e);
    subtractTransposed(e.subarray(q1), pattern, terms[lead].size, 0, 0, leadWork);
    this.timesBlocks(leadWork, n, e);
    e.set(leadWork);
  }

  /** out = Az over the columns of the core's terms, for z that is not 0 in the leading term or in the others only. */
  multiply(out: Float64Array, z: Float64Array, inLead: boolean): void {
    const { system, pattern, beta } = this;
    const { terms, lead, q1, d2 } = system;
    out.fill(0);
    if (inLead) {
      subtractTransposed(out.subarray(q1), pattern, terms[lead].size, 0, 0, z);
    } else {
      beta.fill(0);
      this.subtractFitted(out, z.subarray(q1, q1 + d2), beta);
    }
    for (let j = 0; j < q1 + d2; j++) out[j] = -out[j];
    if (inLead) this.timesBlocks(out, terms[lead].blocks, z);
  }

  /** Subtracts A₁₂b₂ + A₁Xβ and A₂₂b₂ + A₂Xβ from the parts of a vector over the columns of the core's terms. */
  private subtractFitted(out: Float64Array, b2: Float64Array, beta: Float64Array): void {
    const { system, pattern } = this;
    const { terms, lead, q1, d2, p, restStart, restColumn, restValues, restFixed } = system;
    const s = terms[lead].size;
    const { leadStart, leadColumn, leadValues, leadFixed } = pattern;
    for (let c = 0; c < terms[lead].classes; c++) {
      for (let a = 0; a < s; a++) {
        let sum = out[c * s + a];
        if (leadValues)
          for (let k = leadStart[c]; k < leadStart[c + 1]; k++) sum -= leadValues[k * s + a] * b2[leadColumn[k]];
        else for (let k = leadStart[c]; k < leadStart[c + 1]; k++) sum -= b2[leadColumn[k]];
        for (let j = 0; j < p; j++) sum -= leadFixed[(c * s + a) * p + j] * beta[j];
        out[c * s + a] = sum;
      }
    }
    for (let i = 0; i < d2; i++) {
      let sum = out[q1 + i];
      for (let k = restStart[i]; k < restStart[i + 1]; k++) sum -= restValues[k] * b2[restColumn[k]];
      for (let j = 0; j < p; j++) sum -= restFixed[i * p + j] * beta[j];
      out[q1 + i] = sum;
    }
  }

  /**
   * What a solution u of the other terms and β leaves of the normal equations: Λᵀ(s₂ − A₂₁M s₁) − u and the rows of X,
   * s reduced by what is fitted.
   */
  residual(out: Float64Array, solution: Float64Array, statistics: ResponseStatistics): void {
    const { system, pattern, rest, fitted, beta } = this;
    const { q1, d2, p, restFixed, fixedProducts } = system;
    const first = 4 * pattern.pivotGroups;
    for (let j = 0; j < p; j++) beta[j] = solution[first + j];
    for (let i = 0; i < d2; i++) rest[i] = solution[i];
    this.timesLambda(rest);
    for (let j = 0; j < q1 + d2 + p; j++) fitted[j] = statistics[j];
    this.subtractFitted(fitted, rest, beta);
    for (let j = 0; j < p; j++) {
      let sum = fitted[q1 + d2 + j];
      for (let i = 0; i < d2; i++) sum -= restFixed[i * p + j] * rest[i];
      for (let k = 0; k < p; k++) sum -= fixedProducts[j * p + k] * beta[k];
      fitted[q1 + d2 + j] = sum;
    }
    this.eliminate(out, fitted);
    for (let i = 0; i < d2; i++) out[i] -= solution[i];
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
function subtractTransposed(
  out: Float64Array,
  { leadStart, leadColumn, leadValues, leadFixed }: SparsePattern,
  s: number,
  p: number,
  fixedAt: number,
  x: Float64Array,
): void {
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
