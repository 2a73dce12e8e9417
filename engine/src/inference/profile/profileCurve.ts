import type { Coordinate, RestMinimizer } from "./coordinate";
import type { CurvePoint } from "./curvePoint";
import { hermite } from "./hermite";
import { cubicRoot, solveBetween } from "./solveBetween";
import type { TracedCurve } from "./tracedCurve";

/** ζ of a point that is an end differs from it by no more than this. */
const AT_THE_END = 1e-8;

/** A traced profile between its points: ζ as a function of the coordinate, cubic with the derivatives of the points. */
export class ProfileCurve {
  /** The values at which ζ was solved for, by ζ. */
  private readonly solved = new Map<number, number>();

  constructor(
    readonly coordinate: Coordinate,
    readonly traced: TracedCurve,
    /** The objective at the estimates. */
    private readonly objective: number,
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
   * The value where ζ is `target` first, going away from the estimate: there the minimum over the other parameters has
   * risen by ζ². A bound of the parameter where ζ does not get there, NaN where the profile stops before.
   */
  valueAt(target: number): number {
    const { points, ends } = this.traced;
    const { value, lower, upper } = this.coordinate;
    if (points.length === 0) return NaN;
    const passed = this.segments(target).find(([, to]) => Math.abs(to.zeta) >= Math.abs(target) - AT_THE_END);
    if (passed !== undefined) return this.solvedBetween(...passed, target);
    const end = target < 0 ? ends.lower : ends.upper;
    return end === "bound" ? value(target < 0 ? lower : upper) : NaN;
  }

  /** The points and those that follow them, from the estimate on. */
  private segments(target: number): [CurvePoint, CurvePoint][] {
    const { points } = this.traced;
    const center = points.findIndex(({ zeta, at }) => zeta === 0 && at === this.coordinate.estimate);
    const side = target < 0 ? points.slice(0, center + 1).reverse() : points.slice(center);
    return side.slice(1).map((to, i) => [side[i], to]);
  }

  private solvedBetween(from: CurvePoint, to: CurvePoint, target: number): number {
    const { value } = this.coordinate;
    const there = [from, to].find(({ zeta }) => Math.abs(zeta - target) <= AT_THE_END);
    if (there !== undefined) return value(there.at);
    const known = this.solved.get(target);
    if (known !== undefined) return known;
    const at = this.coordinate.open((rest) => this.solve(rest, from, to, target));
    this.solved.set(target, value(at));
    return value(at);
  }

  /** Goes from point to point up to the first of the two, so that the minima are those of the trace. */
  private solve(rest: RestMinimizer, from: CurvePoint, to: CurvePoint, target: number): number {
    for (const [, point] of this.segments(target)) {
      if (from.at === this.coordinate.estimate) break;
      rest.at(point.at);
      if (point === from) break;
    }
    const { parameters } = from;
    const pointAt = (at: number) => {
      const { objective, slope, failure } = rest.at(at);
      const zeta = Math.sign(target) * Math.sqrt(Math.max(0, objective - this.objective));
      return { point: { at, zeta, slope: slope / (2 * zeta), objective, parameters }, ...(failure && { failure }) };
    };
    const { point, failure } = solveBetween(pointAt, from, to, target);
    return failure === undefined ? point.at : cubicRoot(from, to, target);
  }
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
