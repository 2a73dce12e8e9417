import { cholesky, innerProduct, invertLower, invertPositiveDefinite, multiply, sandwich } from "../linalg/small";
import { symmetricEigen } from "../linalg/symmetricEigen";
import type { CovarianceLayout } from "./covarianceLayout";
import type { Deviance } from "./deviance";

/**
 * The surrogate that stands in for the deviance near the current Σ, and its minimiser over positive semidefinite Σ.
 *
 * In a balanced one-factor design the deviance is Σ_b m_b·log|V_b| + N·log(r₀ + Σ_b tr(V_b⁻¹E₀_b)) with V_b = D_b + Σ_b.
 * For any design, m = number of levels, V = (T/m)⁻¹, D = V − Σ and E₀ = V·E·V match value and gradient at the current
 * point, so fixed points of the step are the stationary points of the deviance. With D = RRᵀ and the eigenvalues d of
 * R⁻¹E₀R⁻ᵀ, the minimiser is Σ = R·U·diag(τ − 1)·Uᵀ·Rᵀ, τ = max(1, N·d/(m·r²)): singular fits come out with exact zeros.
 */
export class BalancedStep {
  /** θ of the minimiser, canonical (diagonal ≥ 0, zero columns where the rank is short). */
  readonly theta: Float64Array;
  /** By how much the surrogate falls from the current point to the minimiser, in units of the deviance. */
  decrement = NaN;
  private readonly blocks: SurrogateBlock[];
  private r0 = NaN;
  private r2 = NaN;
  private readonly N: number;

  constructor(private readonly layout: CovarianceLayout, private readonly deviance: Deviance) {
    this.theta = new Float64Array(layout.length);
    this.N = deviance.degreesOfFreedom;
    this.blocks = layout.blocks.map(({ term, columns }) => new SurrogateBlock(term, columns, deviance.system.terms[term].levels));
  }

  /** Matches the surrogate to the deviance just evaluated at θ (traces and squares present); false when no D is positive definite. */
  match(theta: Float64Array): boolean {
    const { layout, deviance } = this;
    this.r2 = deviance.r2;
    this.r0 = deviance.r2;
    for (let b = 0; b < this.blocks.length; b++) {
      const block = this.blocks[b];
      const { term, offset } = layout.blocks[b];
      if (!block.match(deviance.traces[term], deviance.squares[term], layout.sizes[term], theta, offset)) return false;
      this.r0 -= block.explained;
    }
    return true;
  }

  /**
   * Minimises the surrogate, with a proximal term of weight μ ≥ 0 that keeps V near the current one
   * (a Kullback–Leibler distance, so the minimiser stays closed-form). False when it has no minimum.
   */
  minimize(mu: number): boolean {
    const linear = mu > 0 || !(this.r0 > 0);
    for (const block of this.blocks) block.decompose(linear ? this.N / this.r2 : 1, mu);
    let r2 = linear ? this.r2 : this.profiledResidual();
    const scale = linear ? 1 : this.N;
    if (!(r2 > 0)) {
      for (const block of this.blocks) block.decompose(this.N / this.r2, mu);
      r2 = this.r2;
      return this.take(1, 1, mu, true);
    }
    return this.take(scale, linear ? 1 : r2, mu, linear);
  }

  private take(scale: number, r2: number, mu: number, linear: boolean): boolean {
    let decrement = linear ? 0 : this.N * Math.log(this.r2 / r2);
    for (let b = 0; b < this.blocks.length; b++) {
      decrement += this.blocks[b].solve(scale / r2, mu, linear, this.theta, this.layout.blocks[b].offset);
    }
    this.decrement = decrement;
    return Number.isFinite(decrement);
  }

  /** r² at the minimiser: r₀ plus what the directions at the boundary leave, over what the free ones take; NaN when there is none. */
  private profiledResidual(): number {
    let r2 = this.r2;
    for (let pass = 0; pass < 50; pass++) {
      let left = this.r0;
      let share = 1;
      for (const { eigenvalues, size, mass } of this.blocks) {
        for (let i = 0; i < size; i++) {
          if (this.N * eigenvalues[i] > mass * r2) share -= mass / this.N;
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

/** The part of the surrogate that belongs to one block of λ; S × S matrices, row-major. */
class SurrogateBlock {
  readonly size: number;
  readonly eigenvalues: Float64Array;
  /** tr(V⁻¹E₀) = tr(T·V·E·V)/m at the current point. */
  explained = NaN;
  /** V⁻¹ = T/m. */
  private readonly precision: Float64Array;
  private readonly v: Float64Array;
  private readonly d: Float64Array;
  private readonly r: Float64Array;
  private readonly rInverse: Float64Array;
  private readonly e0: Float64Array;
  private readonly vectors: Float64Array;
  private readonly work: Float64Array;
  private readonly target: Float64Array;
  private readonly rotated: Float64Array;
  private logV = NaN;
  private logD = NaN;

  constructor(readonly term: number, private readonly columns: readonly number[], readonly mass: number) {
    const s = (this.size = columns.length);
    const square = (): Float64Array => new Float64Array(s * s);
    this.eigenvalues = new Float64Array(s);
    this.precision = square();
    this.v = square();
    this.d = square();
    this.r = square();
    this.rInverse = square();
    this.e0 = square();
    this.vectors = square();
    this.target = square();
    this.rotated = square();
    this.work = new Float64Array(2 * s * s);
  }

  match(trace: Float64Array, squares: Float64Array, stride: number, theta: Float64Array, offset: number): boolean {
    const { size: s, columns, precision, v, d, r, e0, work, mass } = this;
    for (let i = 0; i < s; i++) {
      for (let j = 0; j < s; j++) precision[i * s + j] = trace[columns[i] * stride + columns[j]] / mass;
    }
    const logT = invertPositiveDefinite(v, precision, work, s);
    if (Number.isNaN(logT)) return false;
    this.logV = -logT;
    for (let i = 0; i < s; i++) {
      for (let j = 0; j <= i; j++) {
        let sigma = 0;
        for (let c = 0; c <= j; c++) sigma += theta[offset + lowerIndex(i, c, s)] * theta[offset + lowerIndex(j, c, s)];
        d[i * s + j] = d[j * s + i] = v[i * s + j] - sigma;
      }
    }
    r.set(d);
    if (!cholesky(r, s)) return false;
    this.logD = 0;
    for (let i = 0; i < s; i++) {
      const pivot = r[i * s + i];
      if (!(pivot * pivot > 1e-10 * v[i * s + i])) return false;
      this.logD += 2 * Math.log(pivot);
    }
    invertLower(this.rInverse, r, s);
    for (let i = 0; i < s; i++) for (let j = 0; j < s; j++) this.rotated[i * s + j] = squares[columns[i] * stride + columns[j]];
    sandwich(e0, v, this.rotated, work, s);
    this.explained = innerProduct(precision, e0, s);
    return true;
  }

  /** Eigenvalues of R⁻¹(weight·E₀ + μ·m·V)R⁻ᵀ. */
  decompose(weight: number, mu: number): void {
    const { size: s, e0, v, rInverse, target, rotated, work, mass } = this;
    for (let i = 0; i < s * s; i++) target[i] = weight * e0[i] + mu * mass * v[i];
    sandwich(rotated, rInverse, target, work, s);
    symmetricEigen(rotated, this.eigenvalues, this.vectors, s);
  }

  /** Writes the block of θ at the minimiser and returns its share of the decrement. */
  solve(scale: number, mu: number, linear: boolean, theta: Float64Array, offset: number): number {
    const { size: s, eigenvalues, vectors, r, rotated, mass } = this;
    const weight = mass * (1 + mu);
    multiply(rotated, r, vectors, s);
    let decrement = weight * (this.logV - this.logD);
    if (linear) decrement += innerProduct(this.precision, this.target, s);
    for (let j = 0; j < s; j++) {
      const tau = Math.max(1, (scale * eigenvalues[j]) / weight);
      decrement -= weight * Math.log(tau);
      if (linear) decrement -= eigenvalues[j] / tau;
      const root = Math.sqrt(tau - 1);
      for (let i = 0; i < s; i++) rotated[i * s + j] *= root;
    }
    lowerFactor(rotated, s);
    let k = offset;
    for (let j = 0; j < s; j++) for (let i = j; i < s; i++) theta[k++] = rotated[i * s + j];
    return decrement;
  }
}

/** Position of element (i, j), i ≥ j, in the column-major lower triangle of an S × S matrix. */
function lowerIndex(i: number, j: number, s: number): number {
  return j * s - (j * (j - 1)) / 2 + (i - j);
}

/**
 * Replaces F (S × S) by the lower triangular L with LLᵀ = FFᵀ and a diagonal ≥ 0. Rows are taken in turn and Givens
 * rotations gather what is left of a row in one column; a row with nothing left gets a zero column, so that a
 * rank-deficient Σ has exact zeros on the diagonal and no digits are lost to a pivot tolerance.
 */
export function lowerFactor(f: Float64Array, s: number): void {
  for (let row = 0; row < s; row++) {
    let whole = 0;
    let rest = 0;
    for (let j = 0; j < s; j++) whole += f[row * s + j] * f[row * s + j];
    for (let j = row; j < s; j++) rest += f[row * s + j] * f[row * s + j];
    if (!(rest > 1e-26 * whole)) {
      parkColumn(f, row, s);
      continue;
    }
    for (let j = s - 1; j > row; j--) rotateColumns(f, row, j, row, s);
    if (f[row * s + row] < 0) for (let i = row; i < s; i++) f[i * s + row] = -f[i * s + row];
  }
}

/** Makes column `row` zero when its row has nothing left, by moving what it holds into the columns behind it. */
function parkColumn(f: Float64Array, row: number, s: number): void {
  for (let j = row; j < s; j++) f[row * s + j] = 0;
  for (let i = row + 1, j = row + 1; i < s && j < s; i++, j++) {
    if (f[i * s + row] === 0) continue;
    rotateColumns(f, j, row, i, s);
  }
}

/** Rotates columns a and b so that element (row, b) becomes 0. */
function rotateColumns(f: Float64Array, a: number, b: number, row: number, s: number): void {
  const y = f[row * s + b];
  if (y === 0) return;
  const x = f[row * s + a];
  const length = Math.hypot(x, y);
  const c = x / length;
  const sine = y / length;
  for (let i = row; i < s; i++) {
    const xi = f[i * s + a];
    const yi = f[i * s + b];
    f[i * s + a] = c * xi + sine * yi;
    f[i * s + b] = c * yi - sine * xi;
  }
  f[row * s + b] = 0;
}

