import { log } from "../../math/log";
import type { BlockStratum } from "./blockStratum";

/**
 * The surrogate of strata that hold one block of λ each, Σ m·log|V| + N·log(r₀ + Σ tr(V⁻¹E₀)), and its minimiser over
 * positive semidefinite Σ in closed form: singular fits come out with exact zeros.
 */
export class ClosedStep {
  /** θ of the minimiser, canonical (diagonal ≥ 0, zero columns where the rank is short). */
  readonly theta: Float64Array;
  /** By how much the surrogate falls from the current point to the minimiser, in units of the deviance. */
  decrement = NaN;

  /**
   * @param strata matched to the current point before {@link minimize}
   * @param N degrees of freedom of the deviance
   * @param length number of elements of θ
   */
  constructor(
    private readonly strata: readonly BlockStratum[],
    private readonly N: number,
    length: number,
  ) {
    this.theta = new Float64Array(length);
  }

  /**
   * Minimises, with a proximal term of weight μ ≥ 0 that keeps V near the current one (a Kullback–Leibler distance, so
   * the minimiser stays closed-form). False when the result is not finite.
   * @param r2 r² at the current point; N·σ² where σ is fixed
   * @param linear replace the logarithm by its tangent, which lies above it
   */
  minimize(r2: number, mu: number, linear: boolean): boolean {
    const { strata, N } = this;
    let r0 = r2;
    for (let b = 0; b < strata.length; b++) {
      r0 -= strata[b].explained;
      strata[b].decompose(N / r2, mu);
    }
    if (mu > 0) return this.takeProximal(r2, mu);
    if (!linear && r0 > 0) {
      const profiled = this.profiledResidual(r0, r2);
      if (profiled > 0) return this.take(r2, profiled);
    }
    return this.takeLinear(r2);
  }

  private take(r2: number, profiled: number): boolean {
    const { strata, N } = this;
    let decrement = N * log(r2 / profiled);
    for (let b = 0; b < strata.length; b++) {
      const stratum = strata[b];
      const scale = N / (stratum.count * profiled);
      decrement += stratum.count * log(stratum.shrinkage(scale));
      stratum.solve(scale, this.theta);
    }
    this.decrement = decrement;
    return decrement - decrement === 0;
  }

  private takeLinear(r2: number): boolean {
    const { strata, N } = this;
    let decrement = 0;
    for (let b = 0; b < strata.length; b++) {
      const stratum = strata[b];
      const scale = N / (stratum.count * r2);
      decrement +=
        stratum.count * log(stratum.shrinkage(scale)) + (N / r2) * (stratum.explained - stratum.explainedAfter(scale));
      stratum.solve(scale, this.theta);
    }
    this.decrement = decrement;
    return decrement - decrement === 0;
  }

  private takeProximal(r2: number, mu: number): boolean {
    const { strata, N } = this;
    let decrement = 0;
    for (let b = 0; b < strata.length; b++) {
      const stratum = strata[b];
      const { count, size } = stratum;
      const scale = 1 / (count * (1 + mu));
      decrement += count * (1 + mu) * log(stratum.shrinkage(scale));
      decrement += (N / r2) * stratum.explained + mu * count * size - stratum.explainedAfter(scale);
      stratum.solve(scale, this.theta);
    }
    this.decrement = decrement;
    return decrement - decrement === 0;
  }

  /**
   * r² at the minimiser: r₀ plus what the directions at the boundary leave, over what the free ones take; NaN when
   * there is none.
   */
  private profiledResidual(r0: number, current: number): number {
    const { strata, N } = this;
    let r2 = current;
    for (let pass = 0; pass < 50; pass++) {
      let left = r0;
      let share = 1;
      for (let b = 0; b < strata.length; b++) {
        const { eigenvalues, size, count } = strata[b];
        for (let i = 0; i < size; i++) {
          if (N * eigenvalues[i] > count * r2) share -= count / N;
          else left += eigenvalues[i];
        }
      }
      if (!(share > 0) || !(left > 0)) return NaN;
      const next = left / share;
      if (Math.abs(next - r2) <= 1e-15 * r2) return next;
      r2 = next;
    }
    return r2;
  }
}
