import { cholesky } from "../linalg/small";

/** Part of the diagonal that is added to the normal equations. */
const RIDGE = 1e-8;
/**
 * Anderson acceleration (type II) of a fixed-point iteration θ ← step(θ): the last few residuals are combined so that
 * they cancel, and the steps are combined alike (Walker & Ni, SIAM J. Numer. Anal. 49, 2011).
 */
export class Anderson {
  /** Differences of successive residuals and targets: a ring of `depth` rows. */
  private readonly residualChanges: Float64Array;
  private readonly targetChanges: Float64Array;
  private readonly residual: Float64Array;
  private readonly target: Float64Array;
  /** Inner products of the residual changes, by rows of the ring. */
  private readonly products: Float64Array;
  private readonly gram: Float64Array;
  private readonly weights: Float64Array;
  private recorded = 0;
  private changes = 0;
  private newest = -1;

  /**
   * @param longest a correction is trusted up to so many times the length of the residual: 1 suffices where a step
   *   halves the error, 3 where it leaves 3/4
   */
  constructor(
    private readonly length: number,
    private readonly depth: number,
    private readonly longest = 3,
  ) {
    this.residualChanges = new Float64Array(depth * length);
    this.targetChanges = new Float64Array(depth * length);
    this.residual = new Float64Array(length);
    this.target = new Float64Array(length);
    this.products = new Float64Array(depth * depth);
    this.gram = new Float64Array(depth * depth);
    this.weights = new Float64Array(depth);
  }

  clear(): void {
    this.recorded = 0;
    this.changes = 0;
    this.newest = -1;
  }

  /**
   * Records that the step leads from `theta` to `target` and replaces `theta` by the next point: the extrapolation when
   * it is trustworthy (its correction is not much longer than the residual), else `target`. Elements that are exactly 0
   * in the target, where the covariance is singular, stay 0; when others become 0 than before, what is known is
   * forgotten.
   * @returns whether the next point is an extrapolation
   */
  extrapolate(theta: Float64Array, target: Float64Array): boolean {
    const { length } = this;
    if (this.recorded > 0) {
      if (this.samePattern(target)) this.recordChange(theta, target);
      else this.clear();
    }
    for (let i = 0; i < length; i++) {
      this.residual[i] = target[i] - theta[i];
      theta[i] = this.target[i] = target[i];
    }
    this.recorded++;
    return this.changes > 0 && this.solveWeights() && this.correct(theta);
  }

  private samePattern(target: Float64Array): boolean {
    for (let i = 0; i < this.length; i++) if ((target[i] === 0) !== (this.target[i] === 0)) return false;
    return true;
  }

  private recordChange(theta: Float64Array, target: Float64Array): void {
    const { length, depth, residualChanges, targetChanges, products } = this;
    const row = this.newest + 1 === depth ? 0 : this.newest + 1;
    const at = row * length;
    for (let i = 0; i < length; i++) {
      residualChanges[at + i] = target[i] - theta[i] - this.residual[i];
      targetChanges[at + i] = target[i] - this.target[i];
    }
    this.newest = row;
    if (this.changes < depth) this.changes++;
    for (let j = 0; j < this.changes; j++) {
      let sum = 0;
      for (let i = 0; i < length; i++) sum += residualChanges[at + i] * residualChanges[j * length + i];
      products[row * depth + j] = products[j * depth + row] = sum;
    }
  }

  /** Least-squares weights of the residual changes, from normal equations with a tiny relative ridge. */
  private solveWeights(): boolean {
    const { length, depth, changes: q, residualChanges, products, gram, weights, residual } = this;
    for (let i = 0; i < q; i++) {
      for (let j = 0; j < q; j++) gram[i * q + j] = products[i * depth + j];
      gram[i * q + i] *= 1 + RIDGE;
      let sum = 0;
      for (let k = 0; k < length; k++) sum += residualChanges[i * length + k] * residual[k];
      weights[i] = sum;
    }
    if (!cholesky(gram, q)) return false;
    for (let i = 0; i < q; i++) {
      for (let k = 0; k < i; k++) weights[i] -= gram[i * q + k] * weights[k];
      weights[i] /= gram[i * q + i];
    }
    for (let i = q - 1; i >= 0; i--) {
      for (let k = i + 1; k < q; k++) weights[i] -= gram[k * q + i] * weights[k];
      weights[i] /= gram[i * q + i];
    }
    return true;
  }

  /** Subtracts the weighted target changes from θ unless that is further than the residual is long. */
  private correct(theta: Float64Array): boolean {
    const { length, changes: q, targetChanges, weights, residual, target, longest } = this;
    let correctionSquared = 0;
    let residualSquared = 0;
    for (let i = 0; i < length; i++) {
      let correction = 0;
      for (let j = 0; j < q; j++) correction += weights[j] * targetChanges[j * length + i];
      correctionSquared += correction * correction;
      residualSquared += residual[i] * residual[i];
      if (target[i] !== 0) theta[i] -= correction;
    }
    if (correctionSquared <= longest * longest * residualSquared) return true;
    for (let i = 0; i < length; i++) theta[i] = target[i];
    return false;
  }
}
