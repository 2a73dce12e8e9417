import { type ChangeOfBasis, isChange, toUser, userTheta } from "../../deviance/changeOfBasis";
import { correlatedPairs } from "../../deviance/correlations";
import type { CovarianceLayout } from "../../deviance/covarianceLayout";
import { numbered } from "../../show/numbered";

export { numbered } from "../../show/numbered";

/** The estimates of one replicate, in units of the response and of the working columns. */
export interface Estimates {
  readonly objective: number;
  /** What the standard deviations of the random effects are multiplied by: σ of a linear model, else 1. */
  readonly sigma: number;
  /** φ of a generalized model that has one. */
  readonly dispersion?: number;
  /** β̂ of the kept columns. */
  readonly beta: Float64Array;
  readonly theta: Float64Array;
  /** Standard errors of all coefficients, NaN where there is none; where the layout has them. */
  readonly stderror?: Float64Array;
  /** λ(θ) of every term, S × S, row-major. */
  readonly lambdas: readonly Float64Array[];
}

/** The scale parameter that a model has: σ of a linear one, the dispersion φ of some generalized ones, or none. */
export type ScaleParameter = "σ" | "φ" | "none";

/**
 * The columns of a bootstrap sample: obj, β1…βp, σ or φ, per term its σ's and then its ρ's (row by row), θ1…θk, and
 * where they are asked for se1…sep; indices are zero-padded from ten on. A ρ is 0 where a σ is 0; a coefficient that is
 * not estimated is −0.
 */
export class SampleLayout {
  readonly names: readonly string[];
  private readonly pairs: readonly Int32Array[];
  private readonly norms: Float64Array;
  private readonly change: ChangeOfBasis | undefined;

  /**
   * @param p number of coefficients
   * @param kept indices of those that are estimated
   * @param change of the columns that replicates are computed in; none by default
   */
  constructor(
    private readonly p: number,
    private readonly kept: readonly number[],
    private readonly layout: CovarianceLayout,
    change?: ChangeOfBasis,
    private readonly scale: ScaleParameter = "σ",
    private readonly hasErrors = false,
  ) {
    this.change = change !== undefined && isChange(change) ? change : undefined;
    const { sizes } = layout;
    const pairs = sizes.map((_, term) => correlatedPairs(layout, term));
    this.pairs = pairs.map((own) => Int32Array.from(own.flat()));
    this.norms = new Float64Array(Math.max(0, ...sizes));
    const nσ = sizes.reduce((sum, s) => sum + s, 0);
    const nρ = pairs.reduce((sum, own) => sum + own.length, 0);
    const components: string[] = [];
    let σ = 0;
    let ρ = 0;
    sizes.forEach((s, term) => {
      for (let i = 0; i < s; i++) components.push(numbered("σ", σ++, nσ));
      for (let i = 0; i < pairs[term].length; i++) components.push(numbered("ρ", ρ++, nρ));
    });
    this.names = [
      "obj",
      ...series("β", p),
      ...(scale === "none" ? [] : [scale]),
      ...components,
      ...series("θ", layout.length),
      ...(hasErrors ? series("se", p) : []),
    ];
  }

  /** Writes a replicate into `out`, whose columns are `stride` numbers long, at row `row`. */
  write(out: Float64Array, stride: number, row: number, working: Estimates): void {
    const { p, kept } = this;
    const estimates = this.ofUser(working);
    const { objective, sigma, dispersion = NaN, beta, theta } = estimates;
    let at = row;
    out[at] = objective;
    for (let j = 0; j < p; j++) out[at + (1 + j) * stride] = -0;
    for (let j = 0; j < kept.length; j++) out[at + (1 + kept[j]) * stride] = beta[j];
    at += (1 + p) * stride;
    if (this.scale !== "none") {
      out[at] = this.scale === "σ" ? sigma : dispersion;
      at += stride;
    }
    at = this.writeComponents(out, stride, at, estimates);
    for (let j = 0; j < theta.length; j++, at += stride) out[at] = theta[j];
    if (this.hasErrors) for (let j = 0; j < p; j++, at += stride) out[at] = working.stderror?.[j] ?? NaN;
  }

  private ofUser(working: Estimates): Estimates {
    const { change, layout } = this;
    if (change === undefined) return working;
    const theta = userTheta(layout, change, working.theta);
    const lambdas = theta === working.theta ? working.lambdas : layout.lambdasAt(theta);
    return { ...working, beta: toUser(change.fixed, working.beta), theta, lambdas };
  }

  private writeComponents(out: Float64Array, stride: number, from: number, { sigma, lambdas }: Estimates): number {
    const { norms, pairs } = this;
    const { sizes } = this.layout;
    let at = from;
    for (let t = 0; t < sizes.length; t++) {
      const s = sizes[t];
      const lambda = lambdas[t];
      for (let i = 0; i < s; i++, at += stride) {
        norms[i] = Math.sqrt(rowProduct(lambda, s, i, i));
        out[at] = sigma * norms[i];
      }
      const own = pairs[t];
      for (let k = 0; k < own.length; k += 2, at += stride) {
        const scale = norms[own[k]] * norms[own[k + 1]];
        out[at] = scale === 0 ? 0 : Math.max(-1, Math.min(1, rowProduct(lambda, s, own[k], own[k + 1]) / scale));
      }
    }
    return at;
  }
}

/** Σₖ λᵢₖλⱼₖ. */
function rowProduct(lambda: Float64Array, s: number, i: number, j: number): number {
  let sum = 0;
  for (let k = 0; k <= Math.min(i, j); k++) sum += lambda[i * s + k] * lambda[j * s + k];
  return sum;
}

function series(symbol: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => numbered(symbol, i, count));
}
