import type { CovarianceLayout } from "../deviance/covarianceLayout";
import { denseCholesky } from "../linalg/denseCholesky";
import type { CoreSystem } from "../matrices/coreSystem";
import { coreLength, type ResponseStatistics } from "../matrices/responseStatistics";

/** Bounds of a variance relative to σ²: an estimate outside says only that it is small, or large. */
const SMALLEST = 1e-3;
const LARGEST = 1e4;
/** σ² is taken to be at least this part of the mean square of the residuals on X. */
const LEAST_RESIDUAL = 0.05;

/**
 * θ from moments (Henderson's method I, Biometrics 9, 1953, with the exact expectations under X): the sums
 * Σ_levels (zᵀr)²/zᵀz of every column of every term and rᵀr, r = y on the complement of X, are equated with their
 * expectations, which are linear in the variances; covariances are left at 0. It costs as much as a few products with
 * the cross-product matrix and lies near the optimum of a large model.
 * @param statistics those of r
 * @param sigma σ where it is held fixed
 * @returns undefined when the moments do not determine the variances
 */
export function momentStart(
  system: CoreSystem,
  layout: CovarianceLayout,
  statistics: ResponseStatistics,
  n: number,
  sigma?: number,
): Float64Array | undefined {
  const moments = new Moments(system, statistics, n);
  const variances = solve(moments.expectations, moments.observed);
  if (variances === undefined) return undefined;
  const residual =
    sigma === undefined
      ? Math.max(variances[variances.length - 1], (LEAST_RESIDUAL * statistics[statistics.length - 1]) / n)
      : sigma * sigma;
  return Float64Array.from(layout.position, ({ block, row, column }) => {
    if (row !== column) return 0;
    const { term, columns } = layout.blocks[block];
    const ratio = variances[moments.firstOf[term] + columns[row]] / residual;
    return Math.sqrt(Math.min(LARGEST, Math.max(SMALLEST, ratio)));
  });
}

/** The quadratic forms and their expectations; one unknown for every column of every term, then σ². */
class Moments {
  readonly observed: Float64Array;
  /** One row per form, its last element for σ². */
  readonly expectations: Float64Array[];
  /** First unknown of each term. */
  readonly firstOf: readonly number[];
  /** Per core column: its unknown and zᵀz. */
  private readonly unknown: Int32Array;
  private readonly length: Float64Array;
  /** Xᵀz of every core column, in an orthonormal basis of X: q × p. */
  private readonly fixed: Float64Array;
  private readonly count: number;

  constructor(
    private readonly system: CoreSystem,
    private readonly statistics: ResponseStatistics,
    n: number,
  ) {
    const { terms, q1, d2, p } = system;
    let count = 0;
    this.firstOf = terms.map((term) => (count += term.size) - term.size);
    this.count = count;
    this.unknown = new Int32Array(q1 + d2);
    this.length = new Float64Array(q1 + d2);
    this.observed = new Float64Array(count + 1);
    this.expectations = Array.from({ length: count + 1 }, () => new Float64Array(count + 1));
    this.labelColumns();
    this.fixed = this.projections();
    this.addContrasts();
    this.addCore();
    const total = this.expectations[count];
    this.observed[count] = statistics[statistics.length - 1];
    total[count] = n - p;
  }

  private labelColumns(): void {
    this.system.terms.forEach(({ size, classes, coreOffset, groupOf, blocks }, t) => {
      for (let c = 0; c < classes; c++) {
        for (let i = 0; i < size; i++) {
          this.unknown[coreOffset + c * size + i] = this.firstOf[t] + i;
          this.length[coreOffset + c * size + i] = blocks[groupOf[c] * size * size + i * size + i];
        }
      }
    });
  }

  /** Rows of ZᵀX·L⁻ᵀ with XᵀX = LLᵀ. */
  private projections(): Float64Array {
    const { terms, lead, q1, d2, p, leadStart, leadValues, restFixed, fixedProducts } = this.system;
    const { size: s, classes } = terms[lead];
    const rows = new Float64Array((q1 + d2) * p);
    for (let c = 0; c < classes; c++) {
      for (let i = 0; i < s; i++)
        for (let j = 0; j < p; j++) rows[(c * s + i) * p + j] = leadValues[(leadStart[c + 1] - p + j) * s + i];
    }
    rows.set(restFixed, q1 * p);
    const factor = fixedProducts.slice();
    if (!denseCholesky(factor, p)) return new Float64Array(rows.length);
    for (let at = 0; at < rows.length; at += p) {
      for (let j = 0; j < p; j++) {
        let sum = rows[at + j];
        for (let k = 0; k < j; k++) sum -= rows[at + k] * factor[j * p + k];
        rows[at + j] = sum / factor[j * p + j];
      }
    }
    return rows;
  }

  /** The directions between twins, which X and the other terms do not see. */
  private addContrasts(): void {
    const { system, statistics, expectations, observed, count } = this;
    const scatters = coreLength(system);
    system.terms.forEach(({ size: s, groups, blocks, contrastsIn, scatterOffset }, t) => {
      for (let g = 0; g < groups; g++) {
        if (contrastsIn[g] === 0) continue;
        for (let i = 0; i < s; i++) {
          const row = expectations[this.firstOf[t] + i];
          const at = g * s * s + i * s;
          const length = blocks[at + i];
          expectations[count][this.firstOf[t] + i] += contrastsIn[g] * length;
          if (!(length > 0)) continue;
          observed[this.firstOf[t] + i] += statistics[scatters + scatterOffset + at + i] / length;
          for (let j = 0; j < s; j++) row[this.firstOf[t] + j] += (contrastsIn[g] * blocks[at + j] ** 2) / length;
          row[count] += contrastsIn[g];
        }
      }
    });
  }

  /** The core columns: Σ (z_iᵀz_m − p_iᵀp_m)²/zᵢᵀzᵢ = Σ aᵢₘ(aᵢₘ − 2pᵢᵀpₘ)/zᵢᵀzᵢ + Σ pᵢᵀGpᵢ/zᵢᵀzᵢ, G = Σ pₘpₘᵀ. */
  private addCore(): void {
    const { system, statistics, expectations, observed, unknown, length, count } = this;
    const { q1, d2, p } = system;
    this.forEachProduct((i, m, value) => this.addProduct(i, m, value));
    const grams = Array.from({ length: count }, () => new Float64Array(p * p));
    for (let i = 0; i < q1 + d2; i++) addSquare(grams[unknown[i]], this.fixed, i * p, p);
    for (let i = 0; i < q1 + d2; i++) {
      const row = expectations[unknown[i]];
      let norm = 0;
      for (let j = 0; j < p; j++) norm += this.fixed[i * p + j] ** 2;
      expectations[count][unknown[i]] += length[i] - norm;
      if (!(length[i] > 0)) continue;
      observed[unknown[i]] += statistics[i] ** 2 / length[i];
      row[count] += 1 - norm / length[i];
      for (let v = 0; v < count; v++) row[v] += quadraticForm(grams[v], this.fixed, i * p, p) / length[i];
    }
  }

  private addProduct(i: number, m: number, value: number): void {
    const { length, unknown, fixed } = this;
    const { p } = this.system;
    if (!(length[i] > 0)) return;
    let shared = 0;
    for (let j = 0; j < p; j++) shared += fixed[i * p + j] * fixed[m * p + j];
    this.expectations[unknown[i]][unknown[m]] += (value * (value - 2 * shared)) / length[i];
  }

  /** Every ordered pair of core columns with a product. */
  private forEachProduct(add: (i: number, m: number, value: number) => void): void {
    const { terms, lead, q1, d2, p, leadStart, leadColumn, leadValues, restStart, restColumn, restValues } =
      this.system;
    const { size: s, classes, groupOf, blocks } = terms[lead];
    for (let c = 0; c < classes; c++) {
      for (let a = 0; a < s; a++) {
        for (let b = 0; b < s; b++) add(c * s + a, c * s + b, blocks[(groupOf[c] * s + a) * s + b]);
        for (let k = leadStart[c]; k < leadStart[c + 1] - p; k++) {
          add(c * s + a, q1 + leadColumn[k], leadValues[k * s + a]);
          add(q1 + leadColumn[k], c * s + a, leadValues[k * s + a]);
        }
      }
    }
    for (let i = 0; i < d2; i++)
      for (let k = restStart[i]; k < restStart[i + 1]; k++) add(q1 + i, q1 + restColumn[k], restValues[k]);
  }
}

function addSquare(gram: Float64Array, rows: Float64Array, at: number, p: number): void {
  for (let i = 0; i < p; i++) for (let j = 0; j < p; j++) gram[i * p + j] += rows[at + i] * rows[at + j];
}

function quadraticForm(gram: Float64Array, rows: Float64Array, at: number, p: number): number {
  let sum = 0;
  for (let i = 0; i < p; i++) for (let j = 0; j < p; j++) sum += rows[at + i] * gram[i * p + j] * rows[at + j];
  return sum;
}

/** The solution of linear equations by elimination with row pivots; undefined when they are (nearly) dependent. */
function solve(matrix: readonly Float64Array[], right: Float64Array): Float64Array | undefined {
  const rows = matrix.map((row, i) => Float64Array.from([...row, right[i]]));
  const n = rows.length;
  for (const row of rows) {
    const largest = row.subarray(0, n).reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    if (!(largest > 0)) return undefined;
    row.forEach((value, j) => (row[j] = value / largest));
  }
  for (let j = 0; j < n; j++) {
    let best = j;
    for (let i = j + 1; i < n; i++) if (Math.abs(rows[i][j]) > Math.abs(rows[best][j])) best = i;
    [rows[j], rows[best]] = [rows[best], rows[j]];
    if (!(Math.abs(rows[j][j]) > 1e-9)) return undefined;
    for (let i = j + 1; i < n; i++) {
      const factor = rows[i][j] / rows[j][j];
      for (let k = j; k <= n; k++) rows[i][k] -= factor * rows[j][k];
    }
  }
  const solution = new Float64Array(n);
  for (let j = n - 1; j >= 0; j--) {
    let sum = rows[j][n];
    for (let k = j + 1; k < n; k++) sum -= rows[j][k] * solution[k];
    solution[j] = sum / rows[j][j];
  }
  return solution.every(Number.isFinite) ? solution : undefined;
}
