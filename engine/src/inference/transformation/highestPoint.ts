/** A point of a curve. */
export interface CurvePoint {
  readonly x: number;
  readonly y: number;
}

const FROM = -2;
const TO = 2;
const STEP = 0.5;
/** How far the grid is continued where its highest point is at an end. */
const FURTHEST = 12;
/** Width of the bracket at which the search ends: what rounding of a deviance leaves open. */
const TOLERANCE = 1e-7;
const GOLDEN = (3 - Math.sqrt(5)) / 2;

/**
 * The highest point of a curve: the highest of a grid from −2 to 2, continued where that is at its end, then by
 * parabolas and golden sections between its neighbours (Brent 1973, Algorithms for Minimization without Derivatives,
 * ch. 5). Undefined where the curve still rises 12 from 0, or has no numbers.
 */
export function highestPoint(curve: (x: number) => number): CurvePoint | undefined {
  const grid = new Map<number, number>();
  const at = (x: number): number => {
    const y = grid.get(x) ?? curve(x);
    grid.set(x, y);
    return y;
  };
  let best = FROM;
  for (let x = FROM; x <= TO; x += STEP) if (!(at(x) <= at(best))) best = x;
  for (const direction of [-STEP, STEP]) {
    while (Math.abs(best) < FURTHEST && !grid.has(best + direction) && at(best + direction) > at(best))
      best += direction;
  }
  if (!Number.isFinite(at(best)) || Math.abs(best) >= FURTHEST) return undefined;
  return brent(at, best - STEP, best, best + STEP);
}

/** Where a curve comes down to a height on one side of its highest point; ±∞ where it does not within `reach`. */
export function descendsTo(height: number, curve: (x: number) => number, from: number, direction: 1 | -1): number {
  let inside = from;
  let step = 0.125;
  let outside = from + direction * step;
  while (curve(outside) > height) {
    inside = outside;
    step *= 2;
    outside += direction * step;
    if (Math.abs(outside - from) > 2 * FURTHEST) return direction * Infinity;
  }
  let [above, below] = [curve(inside) - height, curve(outside) - height];
  // Regula falsi with halved ends (the Illinois algorithm): superlinear, and the root stays between the ends.
  for (let side = 0; Math.abs(outside - inside) > TOLERANCE; ) {
    const middle = Number.isFinite(below)
      ? (inside * below - outside * above) / (below - above)
      : (inside + outside) / 2;
    const y = curve(middle) - height;
    if (Math.abs(y) < TOLERANCE) return middle;
    if (y > 0) {
      [inside, above] = [middle, y];
      if (side === 1) below /= 2;
      side = 1;
    } else {
      [outside, below] = [middle, y];
      if (side === -1) above /= 2;
      side = -1;
    }
  }
  return (inside + outside) / 2;
}

function brent(curve: (x: number) => number, from: number, start: number, to: number): CurvePoint {
  let [low, high] = [from, to];
  let [x, second, third] = [start, start, start];
  let [y, ySecond, yThird] = [curve(x), curve(x), curve(x)];
  let [step, before] = [0, 0];
  while (Math.max(x - low, high - x) > 2 * TOLERANCE) {
    const middle = (low + high) / 2;
    const previous = before;
    before = step;
    const parabola = parabolaStep([x, y], [second, ySecond], [third, yThird]);
    const isUseful =
      Math.abs(parabola) < Math.abs(previous) / 2 && x + parabola > low + TOLERANCE && x + parabola < high - TOLERANCE;
    if (isUseful) step = parabola;
    else {
      before = (x < middle ? high : low) - x;
      step = GOLDEN * before;
    }
    const tried = x + (Math.abs(step) >= TOLERANCE ? step : step > 0 ? TOLERANCE : -TOLERANCE);
    const value = curve(tried);
    if (value >= y) {
      if (tried < x) high = x;
      else low = x;
      [third, yThird, second, ySecond, x, y] = [second, ySecond, x, y, tried, value];
      continue;
    }
    if (tried < x) low = tried;
    else high = tried;
    if (value >= ySecond || second === x) [third, yThird, second, ySecond] = [second, ySecond, tried, value];
    else if (value >= yThird || third === x || third === second) [third, yThird] = [tried, value];
  }
  return { x, y };
}

/** The step from the first point to the vertex of the parabola through three; NaN where there is none. */
function parabolaStep([x, y]: [number, number], [v, yv]: [number, number], [w, yw]: [number, number]): number {
  const r = (x - v) * (y - yw);
  const q = (x - w) * (y - yv);
  return ((x - w) * q - (x - v) * r) / (2 * (r - q));
}
