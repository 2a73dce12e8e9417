import { averageInformation } from "../../deviance/averageInformation";
import type { Deviance } from "../../deviance/deviance";
import { exactHessian } from "../../deviance/exactHessian";
import type { Problem } from "../../deviance/problem";
import { exp } from "../../math/exp";
import { log } from "../../math/log";
import { gradient, LARGEST_DENSE_CORE } from "../../minimizer/derivatives";
import type { SmoothFunction } from "../../minimizer/newton";

/** A function whose Hessian is also known nearly, from one evaluation at the point. */
export interface CovarianceFunction extends SmoothFunction {
  /** The average information in the place of the Hessian in θ, n × n; the function is to be evaluated there before. */
  information(at: Float64Array): Float64Array;
}

/**
 * −2 log-likelihood as a function of θ and log σ, β profiled out: log|V/σ²| + n·log(2πσ²) + r²/σ². The point is (θ, log
 * σ).
 */
export class JointDeviance implements CovarianceFunction {
  constructor(private readonly problem: Problem) {}

  get hessianEvaluations(): number {
    const { q1, d2 } = this.problem.deviance.system;
    return q1 + d2 <= LARGEST_DENSE_CORE ? 0 : 2 * (this.problem.layout.length + 1);
  }

  evaluate(at: Float64Array): { objective: number; gradient: Float64Array } {
    const { deviance, layout } = this.problem;
    const k = layout.length;
    const theta = at.subarray(0, k);
    const result = new Float64Array(k + 1);
    layout.fill(deviance.lambdas, theta);
    if (!deviance.factor(true)) return { objective: NaN, gradient: result.fill(NaN) };
    const profiled = deviance.solve(true);
    const { degreesOfFreedom: n, r2 } = deviance;
    const variance = exp(2 * at[k]);
    result.set(gradient(this.withVariance(variance), theta));
    result[k] = 2 * n - (2 * r2) / variance;
    // Of the profiled deviance only the part of σ² = r²/n is exchanged.
    const objective = profiled - n * (1 + log(r2 / n)) + n * log(variance) + r2 / variance;
    return { objective, gradient: result };
  }

  hessian(at: Float64Array): { matrix: Float64Array; evaluations: number } {
    const evaluations = this.hessianEvaluations;
    return { matrix: evaluations === 0 ? this.joint(at, exactHessian) : this.differences(at), evaluations };
  }

  information(at: Float64Array): Float64Array {
    return this.joint(at, averageInformation);
  }

  /**
   * The Hessian in θ, or what stands for it, is that of the profiled deviance for r² = nσ² without its last part
   * −vvᵀ/(nσ⁴), v = −∂r²/∂θ; beside it stand 2v/σ² and 4r²/σ².
   */
  private joint(at: Float64Array, hessianOf: typeof exactHessian): Float64Array {
    const { deviance, layout } = this.problem;
    const k = layout.length;
    const theta = at.subarray(0, k);
    const variance = exp(2 * at[k]);
    const { degreesOfFreedom: n, r2 } = deviance;
    const own = hessianOf(this.withVariance(variance), theta);
    const [slope, weightless] = [variance, Infinity].map((value) => gradient(this.withVariance(value), theta));
    const matrix = new Float64Array((k + 1) * (k + 1));
    for (let i = 0; i < k; i++) {
      const vi = (weightless[i] - slope[i]) * variance;
      for (let j = 0; j < k; j++)
        matrix[i * (k + 1) + j] = own[i * k + j] + (vi * (weightless[j] - slope[j])) / (n * variance);
      matrix[i * (k + 1) + k] = matrix[k * (k + 1) + i] = (2 * vi) / variance;
    }
    matrix[k * (k + 1) + k] = (4 * r2) / variance;
    return matrix;
  }

  private differences(at: Float64Array): Float64Array {
    const n = at.length;
    const matrix = new Float64Array(n * n);
    for (let j = 0; j < n; j++) {
      const h = 1e-5 * (j < n - 1 ? Math.max(1, Math.abs(at[j])) : 1);
      const [above, below] = [h, -h].map(
        (step) => this.evaluate(at.map((value, i) => (i === j ? value + step : value))).gradient,
      );
      for (let i = 0; i < n; i++) matrix[i * n + j] = (above[i] - below[i]) / (2 * h);
    }
    return matrix.map((value, index) => (value + matrix[(index % n) * n + Math.floor(index / n)]) / 2);
  }

  /** The problem as it were if σ² were this. */
  private withVariance(variance: number): Problem {
    const { deviance } = this.problem;
    return {
      ...this.problem,
      deviance: Object.create(deviance, {
        r2: { value: deviance.degreesOfFreedom * variance, writable: true },
      }) as Deviance,
    };
  }
}

/** The same as a function of (σθ/unit, log σ): standard deviations in some unit of the response, such as σ̂. */
export class AbsoluteDeviance implements CovarianceFunction {
  constructor(
    private readonly relative: JointDeviance,
    private readonly unit: number,
  ) {}

  get hessianEvaluations(): number {
    return this.relative.hessianEvaluations;
  }

  evaluate(at: Float64Array): { objective: number; gradient: Float64Array } {
    const k = at.length - 1;
    const own = this.relativePoint(at);
    const { objective, gradient: slope } = this.relative.evaluate(own);
    const scale = this.unit * exp(-at[k]);
    const result = slope.map((value, i) => (i < k ? value * scale : value));
    for (let i = 0; i < k; i++) result[k] -= own[i] * slope[i];
    return { objective, gradient: result };
  }

  hessian(at: Float64Array): { matrix: Float64Array; evaluations: number } {
    const own = this.relativePoint(at);
    const slope = this.relative.evaluate(own).gradient;
    const { matrix, evaluations } = this.relative.hessian(own);
    return { matrix: this.inAbsolute(at, own, slope, matrix), evaluations };
  }

  information(at: Float64Array): Float64Array {
    const own = this.relativePoint(at);
    const slope = this.relative.evaluate(own).gradient;
    return this.inAbsolute(at, own, slope, this.relative.information(own));
  }

  /** A Hessian in the absolute point from that in the relative one. */
  private inAbsolute(at: Float64Array, own: Float64Array, slope: Float64Array, matrix: Float64Array): Float64Array {
    const n = at.length;
    const k = n - 1;
    // x = J·(τ, s) to first order, τ = σθ/unit and s = log σ: dθ = unit·dτ/σ − θ·ds.
    const jacobian = new Float64Array(n * n);
    const scale = this.unit * exp(-at[k]);
    for (let i = 0; i < k; i++) {
      jacobian[i * n + i] = scale;
      jacobian[i * n + k] = -own[i];
    }
    jacobian[k * n + k] = 1;
    const result = congruence(matrix, jacobian, n, n);
    for (let i = 0; i < k; i++) {
      result[i * n + k] -= scale * slope[i];
      result[k * n + i] -= scale * slope[i];
      result[k * n + k] += own[i] * slope[i];
    }
    return result;
  }

  private relativePoint(at: Float64Array): Float64Array {
    const k = at.length - 1;
    return at.map((value, i) => (i < k ? value * this.unit * exp(-at[k]) : value));
  }
}

/** Either of these as a function of θ, or σθ, alone, σ being held fixed. */
export class DevianceOfTheta implements CovarianceFunction {
  constructor(
    private readonly joint: CovarianceFunction,
    private readonly sigma: number,
  ) {}

  get hessianEvaluations(): number {
    return this.joint.hessianEvaluations;
  }

  evaluate(at: Float64Array): { objective: number; gradient: Float64Array } {
    const { objective, gradient: whole } = this.joint.evaluate(this.point(at));
    return { objective, gradient: whole.slice(0, at.length) };
  }

  hessian(at: Float64Array): { matrix: Float64Array; evaluations: number } {
    const { matrix, evaluations } = this.joint.hessian(this.point(at));
    return { matrix: withoutLast(matrix, at.length), evaluations };
  }

  information(at: Float64Array): Float64Array {
    return withoutLast(this.joint.information(this.point(at)), at.length);
  }

  private point(at: Float64Array): Float64Array {
    return Float64Array.of(...at, log(this.sigma));
  }
}

/** The k × k block of a matrix with a row and a column more. */
function withoutLast(matrix: Float64Array, k: number): Float64Array {
  return Float64Array.from({ length: k * k }, (_, i) => matrix[Math.floor(i / k) * (k + 1) + (i % k)]);
}

/** JᵀAJ for A n × n and J n × m. */
export function congruence(a: Float64Array, j: Float64Array, n: number, m: number): Float64Array {
  const aj = new Float64Array(n * m);
  for (let i = 0; i < n; i++)
    for (let l = 0; l < n; l++) for (let c = 0; c < m; c++) aj[i * m + c] += a[i * n + l] * j[l * m + c];
  const result = new Float64Array(m * m);
  for (let i = 0; i < m; i++)
    for (let l = 0; l < n; l++) for (let c = 0; c < m; c++) result[i * m + c] += j[l * m + i] * aj[l * m + c];
  return result;
}
