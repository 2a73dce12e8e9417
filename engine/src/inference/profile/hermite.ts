/** A point of a curve in the coordinate. */
interface Knot {
  readonly at: number;
  readonly zeta: number;
  readonly slope: number;
}

/** ζ and dζ/du of the cubic that has the values and derivatives of two points. */
export function hermite(a: Knot, b: Knot, at: number): { zeta: number; slope: number } {
  const h = b.at - a.at;
  const t = (at - a.at) / h;
  const [p, q] = [a.slope * h, b.slope * h];
  const d = b.zeta - a.zeta;
  const zeta = a.zeta + t * (p + t * (3 * d - 2 * p - q + t * (p + q - 2 * d)));
  const slope = (p + t * (2 * (3 * d - 2 * p - q) + 3 * t * (p + q - 2 * d))) / h;
  return { zeta, slope };
}
