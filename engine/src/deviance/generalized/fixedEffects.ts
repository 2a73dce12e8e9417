import { denseCholesky, solveRow, solveRowTransposed } from "../../linalg/denseCholesky";
import type { RandomEffectsSystem } from "./randomEffectsSystem";

/** X of a generalized model and what is left of its information when the random effects are eliminated. */
export class FixedEffects {
  /** B = L⁻¹ΛᵀZᵀWX, q × p, row-major. */
  readonly cross: Float64Array;
  /** Cholesky factor of S = XᵀWX − BᵀB = XᵀV⁻¹X, p × p, row-major, lower. */
  readonly factor: Float64Array;

  /** @param x n × p, row-major */
  constructor(
    private readonly system: RandomEffectsSystem,
    readonly x: Float64Array,
    readonly p: number,
  ) {
    this.cross = new Float64Array(p * system.order);
    this.factor = new Float64Array(p * p);
  }

  /** Forms B and the factor of S for weights W and the factor L of M; false when S is not positive definite. */
  eliminate(weights: Float64Array, l: Float64Array): boolean {
    const { p, x, system, cross, factor } = this;
    const { n, order: q } = system;
    factor.fill(0);
    for (let i = 0, k = 0; i < n; i++, k += p) {
      for (let j = 0, at = 0; j < p; j++, at += p) {
        const own = weights[i] * x[k + j];
        for (let c = 0; c <= j; c++) factor[at + c] += own * x[k + c];
      }
    }
    system.crossProducts(weights, x, p, cross);
    system.solveLowerAll(l, cross, p);
    for (let r = 0, k = 0; r < q; r++, k += p)
      for (let j = 0, at = 0; j < p; j++, at += p)
        for (let c = 0; c <= j; c++) factor[at + c] -= cross[k + j] * cross[k + c];
    return denseCholesky(factor, p);
  }

  /**
   * Changes to coordinates in which S, as factored last, is I/unit²: one standard error is `unit` then.
   * @param gamma the fixed effects, which are changed alike
   */
  standardize(gamma: Float64Array, unit: number): void {
    const { p, x, factor } = this;
    for (let at = 0; at < x.length; at += p) {
      solveRow(x, at, factor, p, 0, p);
      for (let j = 0; j < p; j++) x[at + j] /= unit;
    }
    for (let j = 0; j < p; j++) {
      let sum = 0;
      for (let i = j; i < p; i++) sum += factor[i * p + j] * gamma[i];
      gamma[j] = unit * sum;
    }
  }

  /** x ← S⁻¹x. */
  solve(x: Float64Array): void {
    solveRow(x, 0, this.factor, this.p, 0, this.p);
    solveRowTransposed(x, 0, this.factor, this.p);
  }

  /** out ← Xγ + out. */
  add(gamma: ArrayLike<number>, out: Float64Array): void {
    const { p, x } = this;
    for (let i = 0, k = 0; i < out.length; i++) {
      let sum = 0;
      for (let j = 0; j < p; j++, k++) sum += x[k] * gamma[j];
      out[i] += sum;
    }
  }

  /** out ← Xᵀr. */
  product(r: Float64Array, out: Float64Array): void {
    const { p, x } = this;
    out.fill(0);
    for (let i = 0, k = 0; i < r.length; i++) {
      const value = r[i];
      for (let j = 0; j < p; j++, k++) out[j] += x[k] * value;
    }
  }
}
