import { DataError } from "../../errors";

/** Polynomials in x that are orthogonal over the values they were made for, by their three-term recurrence. */
export interface PolynomialBasis {
  /** What x is counted from, so that its own origin costs no digits. */
  readonly origin: number;
  /** The centre of the step from each degree to the next, from there. */
  readonly centers: Float64Array;
  /** Sum of squares of every degree from 0 on, of the polynomials with leading coefficient 1. */
  readonly squares: Float64Array;
}

/**
 * The orthogonal polynomials up to `degree` of the values that are not NaN (Forsythe, J. SIAM 5, 1957); the columns are
 * those of R's `poly(x, degree)`.
 * @param text how the polynomials are written, for errors
 */
export function polynomialBasis(x: Float64Array, degree: number, text: string): PolynomialBasis {
  const present = x.filter((value) => Number.isFinite(value));
  const distinct = new Set(present).size;
  if (distinct <= degree)
    throw new DataError(
      `polynomials of degree ${degree} need ${degree + 1} or more different values; ${text} has ${distinct}`,
    );
  const [origin] = present;
  const centers = new Float64Array(degree);
  const squares = new Float64Array(degree + 1);
  for (let k = 0; k <= degree; k++) {
    const values = monic({ origin, centers, squares }, present, k);
    let square = 0;
    let moment = 0;
    for (let i = 0; i < present.length; i++) {
      square += values[i] * values[i];
      moment += (present[i] - origin) * values[i] * values[i];
    }
    squares[k] = square;
    if (k < degree) centers[k] = moment / square;
  }
  return { origin, centers, squares };
}

/** The column of degree index + 1, with sum of squares 1 over the values that the basis was made for. */
export function polynomialValues(basis: PolynomialBasis, x: Float64Array, index: number): Float64Array {
  const scale = 1 / Math.sqrt(basis.squares[index + 1]);
  return monic(basis, x, index + 1).map((value) => scale * value);
}

function monic({ origin, centers, squares }: PolynomialBasis, x: Float64Array, degree: number): Float64Array {
  let before = new Float64Array(x.length);
  let current = new Float64Array(x.length).fill(1);
  for (let k = 0; k < degree; k++) {
    const ratio = k === 0 ? 0 : squares[k] / squares[k - 1];
    const next = x.map((value, i) => (value - origin - centers[k]) * current[i] - ratio * before[i]);
    before = current;
    current = next;
  }
  return current;
}
