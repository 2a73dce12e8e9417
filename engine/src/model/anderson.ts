import { cholesky } from "../linalg/small";

/**
 * Anderson acceleration (type II) of a fixed-point iteration θ ← step(θ): the last few residuals are combined so that
 * they cancel, and the steps are combined alike (Walker & Ni, SIAM J. Numer. Anal. 49, 2011).
 */
export class Anderson {
  private points: { theta: Float64Array; residual: Float64Array; target: Float64Array }[] = [];
  private pattern = "";

  constructor(private readonly length: number, private readonly depth: number) {}

  clear(): void {
    this.points = [];
  }

  /**
   * Records that the step leads from `theta` to `target` and replaces `theta` by the next point: the extrapolation when
   * it is trustworthy (its correction is no longer than the residual), else `target`. Elements that are exactly 0 in the
   * target, where the covariance is singular, stay 0.
   * @param record false for a point too far away to learn from
   * @returns whether the next point is an extrapolation
   */
  extrapolate(theta: Float64Array, target: Float64Array, record: boolean): boolean {
    if (!record) {
      theta.set(target);
      return false;
    }
    const pattern = zeroPattern(target);
    if (pattern !== this.pattern) this.clear();
    this.pattern = pattern;
    const residual = target.map((value, i) => value - theta[i]);
    this.points.push({ theta: theta.slice(), residual, target: target.slice() });
    if (this.points.length > this.depth + 1) this.points.shift();
    theta.set(target);
    const correction = this.points.length > 1 ? this.correction(residual) : undefined;
    if (!correction || norm(correction) > norm(residual)) return false;
    for (let i = 0; i < this.length; i++) if (target[i] !== 0) theta[i] += correction[i];
    return true;
  }

  /** The least-squares combination of the differences of targets, from normal equations with a tiny relative ridge. */
  private correction(residual: Float64Array): Float64Array | undefined {
    const q = this.points.length - 1;
    const changes = Array.from({ length: q }, (_, j) => ({
      residual: difference(this.points[j + 1].residual, this.points[j].residual),
      target: difference(this.points[j + 1].target, this.points[j].target),
    }));
    const gram = new Float64Array(q * q);
    const weights = new Float64Array(q);
    for (let i = 0; i < q; i++) {
      for (let j = 0; j < q; j++) gram[i * q + j] = product(changes[i].residual, changes[j].residual) * (i === j ? 1 + 1e-8 : 1);
      weights[i] = product(changes[i].residual, residual);
    }
    if (!cholesky(gram, q)) return undefined;
    for (let i = 0; i < q; i++) {
      for (let k = 0; k < i; k++) weights[i] -= gram[i * q + k] * weights[k];
      weights[i] /= gram[i * q + i];
    }
    for (let i = q - 1; i >= 0; i--) {
      for (let k = i + 1; k < q; k++) weights[i] -= gram[k * q + i] * weights[k];
      weights[i] /= gram[i * q + i];
    }
    const correction = new Float64Array(this.length);
    changes.forEach(({ target }, j) => target.forEach((value, i) => (correction[i] -= weights[j] * value)));
    return correction;
  }
}

function zeroPattern(theta: Float64Array): string {
  let pattern = "";
  for (const value of theta) pattern += value === 0 ? "0" : "1";
  return pattern;
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value - b[i]);
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function norm(a: Float64Array): number {
  return Math.sqrt(product(a, a));
}
