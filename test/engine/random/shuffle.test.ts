import { MersenneTwister } from "engine/random/mersenneTwister";
import { range } from "engine/random/range";
import { shuffle } from "engine/random/shuffle";
import { StableRNG } from "engine/random/stableRng";
import { Xoshiro } from "engine/random/xoshiro";
import fc from "fast-check";
import { holds } from "../../hard/properties/property";

describe("the orders are Julia's", () => {
  test("of 1.11, by its documentation", () => {
    expect(shuffle(new Xoshiro(123), range(1, 10))).toEqual([5, 4, 2, 3, 6, 10, 8, 1, 9, 7]);
    expect(shuffle(new Xoshiro(123), range(1, 4))).toEqual([1, 4, 2, 3]);
    expect(shuffle(new Xoshiro(1234), range(1, 5))).toEqual([3, 2, 4, 5, 1]);
  });

  test("of releases up to 1.10, by their documentation", () => {
    const rng = new MersenneTwister(1234, { julia: "1.10" });
    expect(shuffle(rng, range(1, 16))).toEqual([2, 15, 5, 14, 1, 9, 10, 6, 11, 3, 16, 7, 4, 12, 8, 13]);
    expect(shuffle(new MersenneTwister(1, { julia: "1.10" }), range(1, 4))).toEqual([1, 2, 4, 3]);
  });

  test("of 1.13, as a package's documentation shows it", () => {
    expect(shuffle(new Xoshiro(1234, { julia: "1.13" }), range(1, 5))).toEqual([4, 3, 1, 2, 5]);
  });

  test("of StableRNGs.jl, by its own tests", () => {
    expect(shuffle(new StableRNG(10), range(1, 10))).toEqual([4, 5, 6, 1, 3, 7, 10, 2, 8, 9]);
    expect(shuffle(new StableRNG(123), [false, true, false, true, false])).toEqual([false, false, false, true, true]);
    expect(shuffle(new StableRNG(31), [false, true, true, false])).toEqual([true, false, true, false]);
  });
});

const streams = [
  () => new MersenneTwister(8),
  () => new MersenneTwister(8, { julia: "1.10" }),
  () => new Xoshiro(8, { julia: "1.13" }),
  () => new StableRNG(8),
];

test("a shuffled array has the same elements, and stays as it was", () => {
  holds(
    fc.property(fc.array(fc.oneof(fc.integer(), fc.boolean())), fc.constantFrom(...streams), (values, make) => {
      const before = [...values];
      const shuffled = shuffle<number | boolean>(make(), values);
      expect(values).toEqual(before);
      expect([...shuffled].map(String).sort()).toEqual(before.map(String).sort());
      const places = shuffle(make(), range(0, values.length - 1));
      if (values.some((value) => typeof value !== "boolean")) expect(shuffled).toEqual(places.map((at) => values[at]));
    }),
    { runs: 200, seed: 15 },
  );
});

test.each(streams.map((make, i) => [i, make] as const))(
  "all orders of four elements are as frequent: stream %i",
  (_, make) => {
    const rng = make();
    const counts = new Map<string, number>();
    for (let i = 0; i < 24_000; i++) {
      const order = shuffle(rng, "abcd").join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    const excess = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(excess).toBeLessThan(24 + 5 * Math.sqrt(48));
  },
);

test("booleans of Julia 1.11: the rarer ones are placed one after the other", () => {
  for (const values of [[true, false, false, false, true, false], [true, true, true, false], [true], [false, false]]) {
    const drawn = shuffle(new Xoshiro(5), values);
    expect([...drawn].sort()).toEqual([...values].sort());
  }
  const [rng, places] = [new Xoshiro(9), new Xoshiro(9)];
  const first = places.randBelow(6);
  let second = places.randBelow(6);
  while (second === first) second = places.randBelow(6);
  expect(
    shuffle(rng, [true, true, false, false, false, false])
      .flatMap((value, i) => (value ? [i] : []))
      .sort(),
  ).toEqual([first, second].sort());
  expect(rng.rand()).toBe(places.rand());
});
