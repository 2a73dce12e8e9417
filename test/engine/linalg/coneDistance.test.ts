import { coneDistance } from "engine/linalg/coneDistance";
import { sumOfProducts } from "engine/linalg/orthogonalize";
import { Xoshiro } from "engine/random/xoshiro";

const rng = new Xoshiro(3);
const unit = (size: number): Float64Array => {
  const vector = Float64Array.from({ length: size }, () => rng.randn());
  const length = Math.sqrt(sumOfProducts(vector, vector));
  return vector.map((value) => value / length);
};

/** The shortest of a target less the projections on the spans of all subsets, with weights that are not negative. */
function byAllSubsets(generators: readonly Float64Array[], target: Float64Array): number {
  let least = sumOfProducts(target, target);
  for (let i = 0; i < generators.length; i++) {
    const a = sumOfProducts(generators[i], target);
    if (a > 0) least = Math.min(least, sumOfProducts(target, target) - a * a);
    for (let j = 0; j < i; j++) {
      const b = sumOfProducts(generators[j], target);
      const c = sumOfProducts(generators[i], generators[j]);
      if (1 - c * c < 1e-9) continue;
      const [u, v] = [(a - c * b) / (1 - c * c), (b - c * a) / (1 - c * c)];
      if (u > 0 && v > 0) least = Math.min(least, sumOfProducts(target, target) - u * a - v * b);
    }
  }
  return least;
}

test("what is left is the least that combinations without negative weights leave", () => {
  for (let round = 0; round < 100; round++) {
    const generators = Array.from({ length: 1 + (round % 7) }, () => unit(2));
    // A pair of opposite generators, and one that comes twice.
    if (round % 3 === 0)
      generators.push(
        generators[0].map((value) => -value),
        generators[0],
      );
    const target = unit(2).map((value) => 1000 * value);
    const rest = coneDistance(generators, target);
    expect(sumOfProducts(rest, rest)).toBeCloseTo(byAllSubsets(generators, target), 5);
  }
});

test("the rest rises along no generator and stands at right angles to the projection", () => {
  for (let round = 0; round < 60; round++) {
    const size = 2 + (round % 6);
    const generators = Array.from({ length: 4 * size }, () => unit(size).map((value, j) => (j === 0 ? 2 : value)));
    const lengths = generators.map((own) => Math.sqrt(sumOfProducts(own, own)));
    const units = generators.map((own, i) => own.map((value) => value / lengths[i]));
    const target = unit(size);
    const rest = coneDistance(units, target);
    for (const own of units) expect(sumOfProducts(own, rest)).toBeLessThan(1e-10);
    expect(
      sumOfProducts(
        rest,
        target.map((value, j) => value - rest[j]),
      ),
    ).toBeCloseTo(0, 10);
  }
});

test("a combination of the generators has nothing left", () => {
  for (let round = 0; round < 30; round++) {
    const generators = Array.from({ length: 12 }, () => unit(5));
    const target = new Float64Array(5);
    for (const own of generators.slice(0, 1 + (round % 12))) {
      const weight = rng.rand();
      for (let j = 0; j < 5; j++) target[j] += weight * own[j];
    }
    const rest = coneDistance(generators, target);
    expect(Math.sqrt(sumOfProducts(rest, rest))).toBeLessThan(1e-9);
  }
});
