import type { CurvePoint } from "./curvePoint";
import { hermite } from "./hermite";

/** So near ζ is solved for; minima are known to about 1e-10 of the objective. */
const TOLERANCE = 1e-9;
const MOST_STEPS = 60;

/**
 * The point between two others where ζ is `target`: Newton's method from the cubic between them, within the bracket
 * that shrinks about the place where ζ passes the target. Where ζ jumps over it this is the place of the jump.
 */
export function solveBetween(
  pointAt: (at: number) => { point: CurvePoint; failure?: string },
  from: CurvePoint,
  to: CurvePoint,
  target: number,
): { point: CurvePoint; failure?: string } {
  let [inner, outer] = [from, to];
  let at = cubicRoot(from, to, target);
  for (let step = 1; ; step++) {
    const found = pointAt(at);
    if (found.failure !== undefined) return found;
    const { point } = found;
    if (Math.abs(point.zeta - target) <= TOLERANCE || step === MOST_STEPS) return found;
    if (Math.abs(point.zeta) < Math.abs(target)) inner = point;
    else outer = point;
    const [low, high] = [Math.min(inner.at, outer.at), Math.max(inner.at, outer.at)];
    const newton = point.at - (point.zeta - target) / point.slope;
    const middle = (low + high) / 2;
    at = newton > low && newton < high && step < 8 ? newton : middle;
    if (middle === low || middle === high) return found;
  }
}

/** A root of the cubic less `target` between two points on different sides of it. */
export function cubicRoot(from: CurvePoint, to: CurvePoint, target: number): number {
  const [a, b] = from.at < to.at ? [from, to] : [to, from];
  const rising = b.zeta >= a.zeta;
  let [low, high] = [a.at, b.at];
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (hermite(a, b, middle).zeta < target === rising) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
