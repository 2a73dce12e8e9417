import type { ModelData } from "../deviance/modelData";
import { mean } from "../distributions/mean";
import { type ColumnBasis, orthogonalize, sumOfProducts } from "../linalg/orthogonalize";

/** A part of a null vector that is smaller than this beside its largest one is rounding. */
const ROUNDING = 1e-9;
/** Of the summands of a product that is taken for 0, and of what they were before their origins were moved. */
const TOLERANCE = 1e-7;
const PRECISION = 1e-13;
/** A column whose deviations from its mean are smaller than this beside it does not vary. */
const CONSTANT = 1e-13;

/**
 * Which combinations wᵀβ of the coefficients the data determine: those with wᵀn = 0 for every n with Xn = 0 (Searle,
 * Linear Models, 1971, §5.4). Computed in columns of unit length, centred where X has an intercept, and judged by the
 * summands of each product, so that neither units nor origins of the columns matter.
 */
export class Estimability {
  /** Number of dependent columns: 0 where everything can be estimated. */
  readonly defect: number;
  private readonly means: Float64Array;
  private readonly lengths: Float64Array;
  private readonly intercept: number;
  private readonly nullVectors: readonly Float64Array[];

  constructor({ frame: { fixed }, kept }: Pick<ModelData, "frame" | "kept">) {
    const { columns } = fixed;
    const isKept = new Set(kept);
    this.defect = columns.length - kept.length;
    this.intercept = columns.findIndex((column) => column.length > 0 && column.every((value) => value === 1));
    const centred = (index: number): boolean => this.defect > 0 && this.intercept >= 0 && index !== this.intercept;
    this.means = Float64Array.from(columns, (column, index) => (centred(index) ? mean(column) : 0));
    const moved = this.defect === 0 ? [] : columns.map((column, j) => column.map((value) => value - this.means[j]));
    this.lengths = Float64Array.from(moved, (column, j) => lengthOf(column, columns[j]));
    const scaled = moved.map((column, j) =>
      column.map((value) => (this.lengths[j] === 0 ? 0 : value / this.lengths[j])),
    );
    const basis = orthogonalize(this.defect === 0 ? [] : kept.map((index) => scaled[index]), 0);
    this.nullVectors = [...columns.keys()]
      .filter((index) => this.defect > 0 && !isKept.has(index))
      .map((index) => nullVector(index, kept, scaled, basis));
  }

  /** Whether the combination with these weights, one for each column of X, can be estimated. */
  holds(weights: ArrayLike<number>): boolean {
    return this.nullVectors.every((vector) => {
      const base = this.intercept < 0 ? 0 : weights[this.intercept];
      let [sum, size, rounding] = [0, 0, 0];
      for (let j = 0; j < vector.length; j++) {
        if (vector[j] === 0) continue;
        // A column that does not vary counts in its own unit.
        const factor = vector[j] / (this.lengths[j] || 1);
        const moved = base * this.means[j];
        sum += factor * (weights[j] - moved);
        size += Math.abs(factor * (weights[j] - moved));
        rounding += Math.abs(factor) * (Math.abs(weights[j]) + Math.abs(moved));
      }
      return Math.abs(sum) <= TOLERANCE * size + PRECISION * rounding;
    });
  }
}

/** The combination of a dependent column and those before it that is 0 in every row. */
function nullVector(
  index: number,
  kept: readonly number[],
  scaled: readonly Float64Array[],
  { kept: places, basis }: ColumnBasis,
): Float64Array {
  const vector = new Float64Array(scaled.length);
  vector[index] = 1;
  const parts = Float64Array.from(basis, (direction) => sumOfProducts(direction, scaled[index]));
  for (let j = basis.length - 1; j >= 0; j--) {
    const column = scaled[kept[places[j]]];
    parts[j] /= sumOfProducts(basis[j], column);
    for (let i = 0; i < j; i++) parts[i] -= sumOfProducts(basis[i], column) * parts[j];
    vector[kept[places[j]]] = -parts[j];
  }
  const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return vector.map((value) => (Math.abs(value) < ROUNDING * largest ? 0 : value));
}

/** The length of a column that has been moved; 0 if only rounding is left of it. */
function lengthOf(moved: Float64Array, column: Float64Array): number {
  const length = Math.sqrt(sumOfProducts(moved, moved));
  return length > CONSTANT * Math.sqrt(sumOfProducts(column, column)) ? length : 0;
}
