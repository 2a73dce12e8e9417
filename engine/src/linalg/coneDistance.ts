import { leastSquares } from "./leastSquares";
import { sumOfProducts } from "./orthogonalize";

/** Parts of the target below this share of its length are rounding. */
const ROUNDING = 1e-11;

/** A generator of a cone and its weight. */
interface Weighted {
  readonly index: number;
  readonly weight: number;
}

/**
 * What is left of a vector when its projection on a cone is taken away: target − Σ λᵢ·generatorᵢ of the λ ≥ 0 that make
 * it shortest (Lawson & Hanson, Solving Least Squares Problems, 1974, chapter 23). Its product with no generator is
 * above 0; it is 0, but for rounding, where the vector lies in the cone.
 * @param generators of unit length, each as long as the target
 */
export function coneDistance(generators: readonly Float64Array[], target: Float64Array): Float64Array {
  const tolerance = ROUNDING * Math.sqrt(sumOfProducts(target, target));
  const mostSteps = 100 + 20 * target.length;
  let active: readonly Weighted[] = [];
  let rest = target.slice();
  const refused = new Set<number>();
  for (let step = 0; step < mostSteps; step++) {
    const entering = mostAlike(generators, rest, tolerance, refused);
    if (entering < 0) break;
    active = balanced(generators, target, [...active, { index: entering, weight: 0 }]);
    // What enters and leaves at once, by rounding, is not tried again before something else has changed.
    if (active.some(({ index }) => index === entering)) refused.clear();
    else refused.add(entering);
    rest = target.slice();
    for (const { index, weight } of active)
      for (let j = 0; j < rest.length; j++) rest[j] -= weight * generators[index][j];
  }
  return rest;
}

/** The generator whose product with a vector is the largest above a tolerance; −1 without one. */
function mostAlike(
  generators: readonly Float64Array[],
  vector: Float64Array,
  tolerance: number,
  refused: ReadonlySet<number>,
): number {
  let [best, most] = [-1, tolerance];
  generators.forEach((generator, i) => {
    const part = sumOfProducts(generator, vector);
    if (!(part > most) || refused.has(i)) return;
    best = i;
    most = part;
  });
  return best;
}

/** The least-squares weights of some generators, of which those leave whose weights would not be positive. */
function balanced(
  generators: readonly Float64Array[],
  target: Float64Array,
  active: readonly Weighted[],
): readonly Weighted[] {
  let own = active;
  while (own.length > 0) {
    const columns = own.map(({ index }) => generators[index]);
    const [wanted] = leastSquares(columns, [target]);
    const steps = own.map(({ weight }, k) => (wanted[k] > 0 ? 1 : weight > 0 ? weight / (weight - wanted[k]) : 0));
    const step = Math.min(...steps);
    const moved = own.map(({ index, weight }, k) => ({ index, weight: weight + step * (wanted[k] - weight) }));
    if (step === 1) return moved;
    own = moved.filter((_, k) => steps[k] > step);
  }
  return own;
}
