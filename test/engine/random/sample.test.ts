import { MersenneTwister } from "engine/random/mersenneTwister";
import { rand } from "engine/random/rand";
import { range } from "engine/random/range";
import { sample } from "engine/random/sample";
import { StableRNG } from "engine/random/stableRng";
import { Xoshiro } from "engine/random/xoshiro";
import fc from "fast-check";
import { holds } from "../../hard/properties/property";

test("pairs are those of StatsBase.jl's own tests", () => {
  const rng = new StableRNG(1);
  const pair = (values: readonly number[]): number[] => sample(rng, values, 2, { replace: false });
  expect(sample(rng, range(1, 2), 2, { replace: false })).toEqual([2, 1]);
  expect(sample(rng, range(1, 10), 2, { replace: false })).toEqual([5, 6]);
  expect(pair([3, 4, 2, 6, 8])).toEqual([3, 8]);
  expect(pair([1, 2])).toEqual([1, 2]);
});

/** Sizes that reach each way of drawing without replacement. */
const sizes = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.constantFrom(1, 2, 5, 30, 200, 2000))
  .map(([k, factor]) => ({ k, n: k * factor }));

test("with replacement it is rand, ordered its order; without, k different elements, ordered their order", () => {
  holds(
    fc.property(fc.nat(), sizes, fc.constantFrom(MersenneTwister, Xoshiro, StableRNG), (seed, { k, n }, Stream) => {
      const values = Array.from({ length: n }, (_, i) => `v${i}`);
      const place = (value: string): number => Number(value.slice(1));
      const plain = sample(new Stream(seed), values, k);
      expect(plain).toEqual(rand(new Stream(seed), values, k));
      const ascending = (drawn: string[]): string[] => [...drawn].sort((a, b) => place(a) - place(b));
      expect(sample(new Stream(seed), values, k, { ordered: true })).toEqual(ascending(plain));
      for (const ordered of [false, true]) {
        const drawn = sample(new Stream(seed), values, k, { replace: false, ordered });
        expect(new Set(drawn).size).toBe(k);
        expect(drawn.every((value) => values.includes(value))).toBe(true);
        if (ordered) expect(drawn).toEqual(ascending(drawn));
        expect(sample(new Stream(seed), range(0, n - 1), k, { replace: false, ordered })).toEqual(drawn.map(place));
      }
    }),
    { runs: 150, seed: 15 },
  );
});

test.each([
  [7, 1, false],
  [7, 2, false],
  [7, 4, false],
  [100, 3, false],
  [7, 3, true],
  [100, 3, true],
])("of %i elements each is among %i as often as the others (ordered: %s)", (n, k, ordered) => {
  const rng = new Xoshiro(n + k);
  const counts = new Float64Array(n);
  const trials = 20_000;
  for (let i = 0; i < trials; i++)
    for (const at of sample(rng, range(0, n - 1), k, { replace: false, ordered })) counts[at]++;
  const expected = (trials * k) / n;
  const excess = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  expect(excess).toBeLessThan(n + 5 * Math.sqrt(2 * n));
});

test("all elements without replacement are all elements; none are none", () => {
  expect(sample(new StableRNG(4), range(1, 9), 9, { replace: false }).sort()).toEqual([...range(1, 9)]);
  expect(sample(new StableRNG(4), range(1, 9), 9, { replace: false, ordered: true })).toEqual([...range(1, 9)]);
  expect(sample(new StableRNG(4), [], 0)).toEqual([]);
});

test("errors name the rule and the value", () => {
  const rng = new StableRNG(1);
  expect(() => sample(rng, [1, 2], 3, { replace: false })).toThrow(
    "a sample without replacement has at most as many elements as there are; got 3 of 2",
  );
  expect(() => sample(rng, [], 1)).toThrow("sample draws from one element or more; got none");
  expect(() => sample(rng, [1], 1, { replaced: false } as object)).toThrow("unknown option of sample 'replaced'");
  expect(() => sample(rng, [1], 1, { replace: 0 } as never)).toThrow("replace is true or false; got 0");
  expect(() => sample(rng, [1], -1)).toThrow("sample draws a whole number of elements; got -1");
});
