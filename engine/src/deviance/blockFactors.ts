import { cholesky, invertLower, multiply, multiplyTransposed } from "../linalg/small";
import { log } from "../math/log";
import type { CoreTerm } from "../matrices/coreSystem";

/**
 * What λ makes of the distinct diagonal blocks C of one term, without dividing by λ. With D = I + λᵀCλ = L_D·L_Dᵀ:
 * K = L_D⁻¹λᵀ, M = KᵀK = λD⁻¹λᵀ, N = I − CM, τ = NC. All S × S, row-major, block after block.
 */
export class BlockFactors {
  readonly k: Float64Array;
  readonly m: Float64Array;
  readonly n: Float64Array;
  readonly tau: Float64Array;
  /** log|D| of each distinct block. */
  readonly logDeterminant: Float64Array;
  private readonly scratch: Float64Array[];

  constructor(readonly term: CoreTerm) {
    const s2 = term.size * term.size;
    this.k = new Float64Array(term.groups * s2);
    this.m = new Float64Array(term.groups * s2);
    this.n = new Float64Array(term.groups * s2);
    this.tau = new Float64Array(term.groups * s2);
    this.logDeterminant = new Float64Array(term.groups);
    this.scratch = Array.from({ length: 5 }, () => new Float64Array(s2));
  }

  /** Recomputes all factors for λ (S × S, row-major, lower); false when a number overflows. */
  update(lambda: Float64Array): boolean {
    const { size: s, groups, blocks } = this.term;
    const s2 = s * s;
    const [block, work, d, inverse, out] = this.scratch;
    for (let g = 0; g < groups; g++) {
      const at = g * s2;
      for (let i = 0; i < s2; i++) block[i] = blocks[at + i];
      multiply(work, block, lambda, s);
      for (let i = 0; i < s; i++) {
        for (let j = 0; j < s; j++) {
          let sum = i === j ? 1 : 0;
          for (let a = i; a < s; a++) sum += lambda[a * s + i] * work[a * s + j];
          d[i * s + j] = sum;
        }
      }
      if (!cholesky(d, s)) return false;
      let logDeterminant = 0;
      for (let i = 0; i < s; i++) logDeterminant += 2 * log(d[i * s + i]);
      this.logDeterminant[g] = logDeterminant;
      invertLower(inverse, d, s);
      multiplyTransposed(out, inverse, lambda, s);
      for (let i = 0; i < s2; i++) this.k[at + i] = out[i];
      for (let i = 0; i < s; i++) {
        for (let j = 0; j < s; j++) {
          let sum = 0;
          for (let a = 0; a < s; a++) sum += out[a * s + i] * out[a * s + j];
          work[i * s + j] = this.m[at + i * s + j] = sum;
        }
      }
      multiply(out, block, work, s);
      for (let i = 0; i < s; i++) for (let j = 0; j < s; j++) out[i * s + j] = (i === j ? 1 : 0) - out[i * s + j];
      for (let i = 0; i < s2; i++) this.n[at + i] = out[i];
      multiply(work, out, block, s);
      for (let i = 0; i < s2; i++) this.tau[at + i] = work[i];
    }
    return true;
  }
}
