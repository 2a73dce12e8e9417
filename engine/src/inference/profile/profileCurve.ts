import type { Coordinate } from "./coordinate";
import type { CurvePoint, TracedCurve } from "./tracedCurve";

/** A traced profile between its points: ζ as a function of the coordinate, cubic with the derivatives of the points. */
export class ProfileCurve {
  constructor(
    readonly coordinate: Pick<Coordinate, "name" | "value" | "derivative" | "lower" | "upper" | "estimate">,
    readonly traced: TracedCurve,
  ) {}

  /** ζ and dζ/du at a coordinate between the first and the last point. */
  zeta(at: number): { zeta: number; slope: number } {
    const { points } = this.traced;
    let i = points.findIndex((point) => point.at >= at);
    if (i <= 0) i = i < 0 ? points.length - 1 : 1;
    return hermite(points[i - 1], points[i], at);
  }

  /** `count` coordinates whose values are evenly spaced from the first point to the last. */
  grid(count: number): number[] {
    const { points } = this.traced;
    const { value } = this.coordinate;
    const [first, last] = [points[0].at, points[points.length - 1].at];
    const [low, high] = [value(first), value(last)];
    return Array.from({ length: count }, (_, i) =>
      i === 0
        ? first
        : i === count - 1
          ? last
          : bisect((at) => value(at) - (low + ((high - low) * i) / (count - 1)), first, last),
    );
  }

  /**
   * The value where ζ is `target` first, going away from the estimate; a bound of the parameter where ζ does not get
   * there, NaN where the profile stops before.
   */
  valueAt(target: number): number {
    const { points, ends } = this.traced;
    const { value, lower, upper } = this.coordinate;
    if (points.length === 0) return NaN;
    const center = points.findIndex(({ zeta, at }) => zeta === 0 && at === this.coordinate.estimate);
    const direction = target < 0 ? -1 : 1;
    for (let i = center; i + direction >= 0 && i + direction < points.length; i += direction) {
      const [from, to] = [points[i], points[i + direction]];
      if (direction * (to.zeta - target) < 0) continue;
      const [a, b] = direction > 0 ? [from, to] : [to, from];
      return value(bisect((at) => hermite(a, b, at).zeta - target, a.at, b.at));
    }
    const end = target < 0 ? ends.lower : ends.upper;
    return end === "bound" ? value(target < 0 ? lower : upper) : NaN;
  }
}

function hermite(a: CurvePoint, b: CurvePoint, at: number): { zeta: number; slope: number } {
  const h = b.at - a.at;
  const t = (at - a.at) / h;
  const [p, q] = [a.slope * h, b.slope * h];
  const d = b.zeta - a.zeta;
  const zeta = a.zeta + t * (p + t * (3 * d - 2 * p - q + t * (p + q - 2 * d)));
  const slope = (p + t * (2 * (3 * d - 2 * p - q) + 3 * t * (p + q - 2 * d))) / h;
  return { zeta, slope };
}

/** A root of f between two points where it has different signs. */
function bisect(f: (at: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  const rising = f(to) >= f(from);
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (f(middle) < 0 === rising) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
