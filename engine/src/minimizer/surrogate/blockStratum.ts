import { lowerFactor } from "../../linalg/lowerFactor";
import { cholesky, innerProduct, invertFromFactor, multiply, multiplyTransposed } from "../../linalg/small";
import { symmetricEigen } from "../../linalg/symmetricEigen";

/** D must stand out from the rounding of V. */
const SMALLEST_PIVOT = 1e-10;

/**
 * A stratum that holds one block of λ alone: m·log|V| + N·log(… + tr(V⁻¹E₀)) with V = D + Σ, S × S, row-major.
 * At the current point V⁻¹ = T/m and E₀ = VEV, so that value and gradient are those of the deviance. With D = RRᵀ and
 * the eigenvalues d of R⁻¹E₀R⁻ᵀ = PEPᵀ, P = R⁻¹V, the minimiser is Σ = R·U·diag(τ − 1)·Uᵀ·Rᵀ, τ = max(1, N·d/(m·r²)).
 */
export class BlockStratum {
  /** m, the number of independent effects per column. */
  count = NaN;
  /** tr(V⁻¹E₀) = tr(VE) at the current point. */
  explained = NaN;
  /** Eigenvalues d, set by {@link decompose}. */
  readonly eigenvalues: Float64Array;
  /** |V|/|D|. */
  private volume = NaN;
  private readonly v: Float64Array;
  private readonly r: Float64Array;
  private readonly p: Float64Array;
  private readonly vectors: Float64Array;
  private readonly product: Float64Array;
  private readonly work: Float64Array;

  /** @param offset first element of the block in θ */
  constructor(
    readonly size: number,
    readonly offset: number,
  ) {
    const s2 = size * size;
    this.eigenvalues = new Float64Array(size);
    this.v = new Float64Array(s2);
    this.r = new Float64Array(s2);
    this.p = new Float64Array(s2);
    this.vectors = new Float64Array(s2);
    this.product = new Float64Array(s2);
    this.work = new Float64Array(2 * s2);
  }

  /** Matches V and D to Σ_levels T at θ; false when D is not positive definite. */
  matchTrace(trace: Float64Array, count: number, theta: Float64Array): boolean {
    const { size: s, offset, v, r, p, work } = this;
    this.count = count;
    if (s === 1) {
      const whole = count / trace[0];
      const d = whole - theta[offset] * theta[offset];
      if (!(d > SMALLEST_PIVOT * whole)) return false;
      v[0] = whole;
      r[0] = Math.sqrt(d);
      p[0] = whole / r[0];
      this.volume = whole / d;
      return true;
    }
    for (let i = 0; i < s * s; i++) work[i] = trace[i];
    if (!cholesky(work, s)) return false;
    invertFromFactor(v, work, s);
    for (let i = 0; i < s * s; i++) v[i] *= count;
    subtractCovariance(r, v, theta, offset, s);
    if (!cholesky(r, s)) return false;
    let volume = 1;
    for (let i = 0; i < s; i++) {
      const pivot = r[i * s + i] * r[i * s + i];
      if (!(pivot > SMALLEST_PIVOT * v[i * s + i])) return false;
      volume *= count / (work[i * s + i] * work[i * s + i] * pivot);
    }
    this.volume = volume;
    for (let i = 0; i < s; i++) {
      const inverse = 1 / r[i * s + i];
      for (let j = 0; j < s; j++) {
        let sum = v[i * s + j];
        for (let k = 0; k < i; k++) sum -= r[i * s + k] * p[k * s + j];
        p[i * s + j] = sum * inverse;
      }
    }
    return true;
  }

  /** Matches E₀ to Σ_levels eeᵀ. */
  matchSquares(squares: Float64Array): void {
    const { size: s, v, p, product, work } = this;
    if (s === 1) {
      this.explained = v[0] * squares[0];
      product[0] = p[0] * p[0] * squares[0];
      return;
    }
    this.explained = innerProduct(v, squares, s);
    multiply(work, p, squares, s);
    multiplyTransposed(product, work, p, s);
  }

  /** Eigenvalues of R⁻¹E₀R⁻ᵀ; with a proximal weight μ those of R⁻¹(weight·E₀ + μ·m·V)R⁻ᵀ. */
  decompose(weight: number, mu: number): void {
    const { size: s, product, work, vectors, eigenvalues } = this;
    for (let i = 0; i < s * s; i++) work[i] = product[i];
    if (mu > 0) this.addProximal(weight, mu);
    symmetricEigen(work, eigenvalues, vectors, s);
  }

  private addProximal(weight: number, mu: number): void {
    const { size: s, r, p, work, count } = this;
    for (let i = 0; i < s; i++) {
      for (let j = 0; j < s; j++) {
        let sum = p[i * s + j];
        for (let k = 0; k < j; k++) sum -= r[j * s + k] * work[s * s + i * s + k];
        work[s * s + i * s + j] = sum / r[j * s + j];
        work[i * s + j] = weight * work[i * s + j] + mu * count * work[s * s + i * s + j];
      }
    }
  }

  /** |V| at the current point over |V| at the minimiser, 1/Π τ with τ = max(1, scale·d). */
  shrinkage(scale: number): number {
    const { size: s, eigenvalues } = this;
    let ratio = this.volume;
    for (let j = 0; j < s; j++) ratio /= Math.max(1, scale * eigenvalues[j]);
    return ratio;
  }

  /** Σ d/τ, the tr(V⁻¹E₀) of the minimiser. */
  explainedAfter(scale: number): number {
    const { size: s, eigenvalues } = this;
    let sum = 0;
    for (let j = 0; j < s; j++) sum += eigenvalues[j] / Math.max(1, scale * eigenvalues[j]);
    return sum;
  }

  /** Writes the block of θ at the minimiser. */
  solve(scale: number, theta: Float64Array): void {
    const { size: s, offset, eigenvalues, vectors, r, work } = this;
    if (s === 1) {
      theta[offset] = r[0] * Math.sqrt(Math.max(0, scale * eigenvalues[0] - 1));
      return;
    }
    multiply(work, r, vectors, s);
    for (let j = 0; j < s; j++) {
      const root = Math.sqrt(Math.max(0, scale * eigenvalues[j] - 1));
      for (let i = 0; i < s; i++) work[i * s + j] *= root;
    }
    lowerFactor(work, s);
    let k = offset;
    for (let j = 0; j < s; j++) for (let i = j; i < s; i++) theta[k++] = work[i * s + j];
  }
}

/** out = V − λλᵀ for the λ whose column-major lower triangle begins at θ[offset]. */
function subtractCovariance(out: Float64Array, v: Float64Array, theta: Float64Array, offset: number, s: number): void {
  for (let i = 0; i < s; i++) for (let j = 0; j <= i; j++) out[i * s + j] = v[i * s + j];
  let column = offset;
  for (let c = 0; c < s; c++) {
    for (let i = c; i < s; i++) {
      const factor = theta[column + i - c];
      for (let j = c; j <= i; j++) out[i * s + j] -= factor * theta[column + j - c];
    }
    column += s - c;
  }
}
