import { quantileOfSorted } from "../../distributions/quantileOfSorted";
import { DataError } from "../../errors";
import type { SplineSettings } from "../language/splineSettings";

/** A spline basis with its knots settled. */
export interface SplineBasis {
  readonly degree: number;
  /** All knots, those of the boundary degree + 1 times. */
  readonly knots: Float64Array;
  /** The two conditions of a natural spline as Householder vectors over the columns; absent for B-splines. */
  readonly natural?: readonly Float64Array[];
}

/**
 * The basis of `bs` or `ns` of R's package splines, without its intercept: the same knots and columns.
 * @param x values, NaN where missing
 * @param text how the spline is written, for errors
 */
export function splineBasis(settings: SplineSettings, x: Float64Array, text: string): SplineBasis {
  const { kind, degree, boundary } = settings;
  const present = x.filter((value) => Number.isFinite(value)).sort();
  const [left, right] = boundary ?? [present[0], present[present.length - 1]];
  if (!(left < right))
    throw new DataError(`a spline needs values between two different ends; ${text} has only ${left}`);
  const inner = innerKnots(
    settings,
    present.filter((value) => value >= left && value <= right),
  );
  const outside = inner.find((knot, i) => !(knot > left && knot < right) || (i > 0 && knot <= inner[i - 1]));
  if (outside !== undefined)
    throw new DataError(
      `the inner knots of a spline ascend between its ends ${left} and ${right}; ` +
        `that of ${text} at ${outside} does not`,
    );
  const ends = Array.from({ length: degree + 1 });
  const knots = Float64Array.of(...ends.map(() => left), ...inner, ...ends.map(() => right));
  if (kind === "bs") return { degree, knots };
  return { degree, knots, natural: householder([left, right].map((end) => curvatures(knots, end))) };
}

/** The columns of a spline at x, continued beyond the boundary: by their pieces, or by straight lines where natural. */
export function splineColumns(basis: SplineBasis, x: Float64Array): Float64Array[] {
  const { knots, degree, natural } = basis;
  const count = knots.length - degree - 1;
  const skipped = natural === undefined ? 1 : 3;
  const columns = Array.from({ length: count - skipped }, () => new Float64Array(x.length));
  for (let row = 0; row < x.length; row++) {
    if (Number.isNaN(x[row])) {
      for (const column of columns) column[row] = NaN;
      continue;
    }
    const values = natural === undefined ? valuesAt(knots, degree, x[row]) : naturalValues(knots, x[row]);
    const free = values.subarray(1);
    for (const vector of natural ?? []) reflect(free, vector);
    columns.forEach((column, j) => (column[row] = values[j + skipped]));
  }
  return columns;
}

function innerKnots({ kind, df, knots, degree }: SplineSettings, sorted: Float64Array): readonly number[] {
  if (knots !== undefined) return knots;
  const count = (df ?? 0) - (kind === "ns" ? 1 : degree);
  return Array.from({ length: Math.max(0, count) }, (_, i) => quantileOfSorted(sorted, (i + 1) / (count + 1)));
}

/** The last knot that is not above x, of those at which a piece begins. */
function pieceAt(knots: Float64Array, degree: number, x: number): number {
  let piece = degree;
  while (piece + 1 < knots.length - degree - 1 && x >= knots[piece + 1]) piece++;
  return piece;
}

/** All B-splines of a degree at x, by their recurrence (de Boor, A Practical Guide to Splines, 2001, ch. X, BSPLVB). */
function valuesAt(knots: Float64Array, degree: number, x: number, piece = pieceAt(knots, degree, x)): Float64Array {
  const values = new Float64Array(knots.length - degree - 1);
  const local = new Float64Array(degree + 1);
  local[0] = 1;
  for (let order = 1; order <= degree; order++) {
    let saved = 0;
    for (let j = 0; j < order; j++) {
      const [from, to] = [knots[piece + 1 + j - order], knots[piece + 1 + j]];
      const part = local[j] / (to - from);
      local[j] = saved + (to - x) * part;
      saved = (x - from) * part;
    }
    local[order] = saved;
  }
  values.set(local, piece - degree);
  return values;
}

/** The first derivatives of all B-splines of a degree at x. */
function slopesAt(knots: Float64Array, degree: number, x: number): Float64Array {
  const lower = valuesAt(knots, degree - 1, x, pieceAt(knots, degree, x));
  return differences(knots, degree, lower);
}

/** The second derivatives of all cubic B-splines at x. */
function curvatures(knots: Float64Array, x: number): Float64Array {
  const lowest = valuesAt(knots, 1, x, pieceAt(knots, 3, x));
  return differences(knots, 3, differences(knots, 2, lowest)).subarray(1);
}

/** From the coefficients of B-splines of one degree less to those of the derivative (de Boor 2001, X (8)). */
function differences(knots: Float64Array, degree: number, lower: Float64Array): Float64Array {
  const part = (i: number): number => {
    const width = knots[i + degree] - knots[i];
    return width > 0 ? lower[i] / width : 0;
  };
  return Float64Array.from({ length: lower.length - 1 }, (_, i) => degree * (part(i) - part(i + 1)));
}

function naturalValues(knots: Float64Array, x: number): Float64Array {
  const [left, right] = [knots[0], knots[knots.length - 1]];
  const end = Math.max(left, Math.min(x, right));
  const values = valuesAt(knots, 3, end);
  if (x === end) return values;
  const slopes = slopesAt(knots, 3, end);
  return values.map((value, i) => value + (x - end) * slopes[i]);
}

/** Householder vectors of the QR decomposition of these columns, scaled as LINPACK does, so that signs are R's. */
function householder(columns: readonly Float64Array[]): Float64Array[] {
  const vectors: Float64Array[] = [];
  columns.forEach((column, k) => {
    const vector = column.slice();
    for (const before of vectors) reflect(vector, before);
    vector.fill(0, 0, k);
    const norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0)) * (vector[k] < 0 ? -1 : 1);
    for (let i = k; i < vector.length; i++) vector[i] /= norm;
    vector[k] += 1;
    vectors.push(vector);
  });
  return vectors;
}

/** Reflects a vector in place: x − v·(vᵀx)/v₁, where v₁ is the first number of v that is not 0. */
function reflect(x: Float64Array, vector: Float64Array): void {
  let product = 0;
  for (let i = 0; i < x.length; i++) product += vector[i] * x[i];
  const factor = product / vector.find((value) => value !== 0)!;
  for (let i = 0; i < x.length; i++) x[i] -= factor * vector[i];
}
