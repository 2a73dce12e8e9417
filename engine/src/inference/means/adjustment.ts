import { normalQuantile } from "../../distributions/normalQuantile";
import { studentizedRangeUpper } from "../../distributions/studentizedRange";
import { fisherUpper } from "../../distributions/studentT";
import { orthogonalize, sumOfProducts } from "../../linalg/orthogonalize";

/**
 * How p-values of several comparisons are adjusted for their number: "holm", "bonferroni"; "tukey" by the studentized
 * range of as many independent means, exact for balanced data (Tukey; Kramer, Biometrics 12, 1956); "mvt" by the
 * multivariate t distribution of the comparisons (Hothorn, Bretz & Westfall, Biometrical J. 50, 2008), by a fixed
 * sequence of points, so that it is the same each time.
 */
export type Adjustment = "none" | "holm" | "bonferroni" | "tukey" | "mvt";

export const ADJUSTMENTS: readonly Adjustment[] = ["none", "holm", "bonferroni", "tukey", "mvt"];

/** Comparisons of means with what their p-values are adjusted by. */
export interface Comparisons {
  /** Unadjusted p-values, NaN where a comparison cannot be estimated. */
  readonly p: Float64Array;
  /** Statistics t (or z) and their degrees of freedom. */
  readonly t: Float64Array;
  readonly dof: Float64Array;
  /** How many means are compared. */
  readonly means: number;
  /** For each comparison a vector whose inner products with the others are their correlations, up to length. */
  readonly directions: readonly Float64Array[];
}

/** Directions at which the multivariate t distribution is looked at. */
const POINTS = 8192;
/** Radii of the same probability that stand for them. */
const CLASSES = 512;

export function adjusted(comparisons: Comparisons, adjustment: Adjustment): Float64Array {
  const { p, t, dof, means, directions } = comparisons;
  const tested = [...p.keys()].filter((index) => !Number.isNaN(p[index]));
  switch (adjustment) {
    case "none":
      return p;
    case "bonferroni":
      return p.map((value) => Math.min(1, value * tested.length));
    case "holm":
      return holm(p, tested);
    case "tukey":
      return t.map((value, i) => studentizedRangeUpper(Math.abs(value) * Math.SQRT2, means, dof[i]));
    case "mvt": {
      const largest = new LargestOf(tested.map((index) => directions[index]));
      return t.map((value, i) => (Number.isNaN(p[i]) ? NaN : largest.upper(Math.abs(value), dof[i])));
    }
  }
}

/** Holm's step-down of Bonferroni's p·m for the m comparisons that the data can estimate. */
function holm(p: Float64Array, tested: readonly number[]): Float64Array {
  const result = new Float64Array(p.length).fill(NaN);
  let least = 0;
  [...tested]
    .sort((a, b) => p[a] - p[b])
    .forEach(
      (index, rank) => (result[index] = least = Math.max(least, Math.min(1, p[index] * (tested.length - rank)))),
    );
  return result;
}

/**
 * The largest |tᵢ| of correlated t's. With t = ρ·Au/s on a sphere of r dimensions, ρ²/(r·s²) has the distribution F
 * with r and ν degrees of freedom, so that only the direction u has to be integrated over (Genz & Bretz, J. Comput.
 * Graph. Stat. 11, 2002): max|tᵢ| exceeds c where F exceeds c²/(r·max(aᵢu)²).
 */
class LargestOf {
  private readonly dimension: number;
  /** max|aᵢu| over the directions, sorted and in classes. */
  private readonly largest: Float64Array;

  constructor(directions: readonly Float64Array[]) {
    const { basis } = orthogonalize(directions);
    const r = (this.dimension = basis.length);
    const rows = directions.map((direction) => {
      const row = Float64Array.from(basis, (axis) => sumOfProducts(axis, direction));
      const length = Math.sqrt(sumOfProducts(row, row));
      return row.map((value) => value / length);
    });
    const values = new Float64Array(POINTS);
    const steps = Float64Array.from(primes(r), (prime) => Math.sqrt(prime) % 1);
    for (let point = 0; point < POINTS; point++) {
      const u = steps.map((step) => normalQuantile((0.5 + (point + 1) * step) % 1));
      const length = Math.sqrt(sumOfProducts(u, u));
      values[point] = rows.reduce((most, row) => Math.max(most, Math.abs(sumOfProducts(row, u))), 0) / length;
    }
    values.sort();
    const size = POINTS / CLASSES;
    this.largest = Float64Array.from({ length: CLASSES }, (_, k) => {
      const part = values.subarray(k * size, (k + 1) * size);
      return part.reduce((sum, value) => sum + value, 0) / size;
    });
  }

  /** P(max|tᵢ| > c). */
  upper(c: number, dof: number): number {
    const { dimension: r, largest } = this;
    const sum = largest.reduce((total, m) => total + fisherUpper((c * c) / (r * m * m), r, dof), 0);
    return Math.min(1, sum / largest.length);
  }
}

function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every((prime) => n % prime !== 0)) found.push(n);
  return found;
}
