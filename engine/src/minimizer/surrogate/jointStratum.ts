import { cholesky, innerProduct, invertFromFactor, sandwich } from "../../linalg/small";
import { log } from "../../math/log";

const SMALLEST_PIVOT = 1e-10;

/** How a block of λ enters a stratum: V = D + Σ_members coefficient·QΣQᵀ. */
export interface Member {
  /** Index of the block in the covariance layout. */
  readonly block: number;
  readonly size: number;
  /** Column of the stratum for each column of the block. */
  readonly columns: Int32Array;
  coefficient: number;
}

/** A stratum that several blocks of λ share; S × S matrices, row-major. */
export class JointStratum {
  count = NaN;
  /** T and E of the stratum, the input of {@link matchTrace} and {@link matchSquares}. */
  readonly trace: Float64Array;
  readonly squares: Float64Array;
  /** tr(V⁻¹E₀) = tr(VE) at the current point. */
  explained = NaN;
  readonly d: Float64Array;
  readonly e0: Float64Array;
  /** V at the current point. */
  readonly v: Float64Array;
  /** V⁻¹ and V⁻¹EV⁻¹ of the last trial. */
  readonly inverse: Float64Array;
  readonly explainedBy: Float64Array;
  private readonly target: Float64Array;
  private readonly work: Float64Array;
  /** Pivots of V at the current point. */
  private readonly pivots: Float64Array;

  constructor(
    readonly size: number,
    readonly members: readonly Member[],
  ) {
    const s2 = size * size;
    this.trace = new Float64Array(s2);
    this.squares = new Float64Array(s2);
    this.d = new Float64Array(s2);
    this.e0 = new Float64Array(s2);
    this.v = new Float64Array(s2);
    this.inverse = new Float64Array(s2);
    this.explainedBy = new Float64Array(s2);
    this.target = new Float64Array(s2);
    this.work = new Float64Array(2 * s2);
    this.pivots = new Float64Array(size);
  }

  /** Matches V = m·T⁻¹ and D to the trace and the Σ of the blocks; false when D is not positive definite. */
  matchTrace(count: number, covariances: readonly Float64Array[]): boolean {
    const { size: s, trace, d, v, work, pivots } = this;
    this.count = count;
    if (!(count > 0)) return false;
    for (let i = 0; i < s * s; i++) work[i] = trace[i];
    if (!cholesky(work, s)) return false;
    invertFromFactor(v, work, s);
    for (let i = 0; i < s * s; i++) d[i] = v[i] *= count;
    this.addCovariances(d, covariances, -1);
    for (let i = 0; i < s * s; i++) work[i] = d[i];
    if (!cholesky(work, s)) return false;
    for (let i = 0; i < s; i++) if (!(work[i * s + i] * work[i * s + i] > SMALLEST_PIVOT * v[i * s + i])) return false;
    for (let i = 0; i < s * s; i++) work[i] = v[i];
    if (!cholesky(work, s)) return false;
    for (let i = 0; i < s; i++) pivots[i] = work[i * s + i];
    return true;
  }

  matchSquares(): void {
    sandwich(this.e0, this.v, this.squares, this.work, this.size);
    this.explained = innerProduct(this.v, this.squares, this.size);
  }

  /** Largest |correlation| in D between columns of different blocks. */
  coupling(): number {
    const { size: s, d, members } = this;
    let largest = 0;
    for (let a = 0; a < members.length; a++) {
      for (let b = 0; b < a; b++) {
        for (const i of members[a].columns) {
          for (const j of members[b].columns)
            largest = Math.max(largest, Math.abs(d[i * s + j]) / Math.sqrt(d[i * s + i] * d[j * s + j]));
        }
      }
    }
    return largest;
  }

  /**
   * Evaluates the stratum at other Σ: log|V| less that of the current point; {@link inverse} and {@link explainedBy}
   * are V⁻¹ and V⁻¹(E₀ + proximal·V_current)V⁻¹. NaN when V is not positive definite.
   */
  evaluate(covariances: readonly Float64Array[], proximal: number): number {
    const { size: s, d, e0, v, inverse, explainedBy, target, work, pivots } = this;
    for (let i = 0; i < s * s; i++) {
      work[i] = d[i];
      target[i] = e0[i] + proximal * v[i];
    }
    this.addCovariances(work, covariances, 1);
    if (!cholesky(work, s)) return NaN;
    let ratio = 1;
    for (let i = 0; i < s; i++) ratio *= work[i * s + i] / pivots[i];
    invertFromFactor(inverse, work, s);
    sandwich(explainedBy, inverse, target, work, s);
    return 2 * log(ratio);
  }

  /** tr(V⁻¹(E₀ + proximal·V_current)) of the last trial. */
  residual(): number {
    return innerProduct(this.inverse, this.target, this.size);
  }

  /** out += sign·Σ_members coefficient·QΣQᵀ */
  addCovariances(out: Float64Array, covariances: readonly Float64Array[], sign: number): void {
    const { size: s, members } = this;
    for (let m = 0; m < members.length; m++)
      addMember(out, s, members[m], covariances[members[m].block], sign * members[m].coefficient);
  }
}

/** out += weight·QΣQᵀ */
export function addMember(
  out: Float64Array,
  s: number,
  { size, columns }: Member,
  covariance: Float64Array,
  weight: number,
): void {
  for (let i = 0; i < size; i++) {
    const row = columns[i] * s;
    for (let j = 0; j < size; j++) out[row + columns[j]] += weight * covariance[i * size + j];
  }
}
