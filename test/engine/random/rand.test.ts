import { drawBelow } from "engine/random/drawBelow";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { rand } from "engine/random/rand";
import { range } from "engine/random/range";
import { StableRNG } from "engine/random/stableRng";
import { stateFromText, stateText } from "engine/random/stateText";
import type { RandomStream } from "engine/random/stream";
import { streamFrom } from "engine/random/streamFrom";
import { Xoshiro } from "engine/random/xoshiro";
import fc from "fast-check";
import { holds } from "../../hard/properties/property";

const generators: [string, (seed: number) => RandomStream][] = [
  ["MersenneTwister", (seed) => new MersenneTwister(seed)],
  ["Xoshiro", (seed) => new Xoshiro(seed)],
  ["StableRNG", (seed) => new StableRNG(seed)],
];
const effort = { runs: 60, seed: 15 };

test.each([
  [0, [114, 60, 39, 74, 82, 90, 78, 97, 9, 81, 49, 102, 109, 104, 101, 27, 94, 7, 40, 58, 51, 112, 110, 53]],
  [1, [84, 51, 117, 92, 118, 14, 105, 33, 25, 115, 18, 49, 70, 56, 45, 81, 24, 21, 118, 45, 23, 80, 74, 29]],
  [2 ** 32, [115, 35, 25, 19, 16, 68, 81, 108, 110, 123, 76, 18, 25, 62, 22, 110, 6, 38, 5, 122, 19, 109, 110, 24]],
])("1:123 of StableRNG(%i) is what StableRNGs.jl draws, by its own tests", (seed, values) => {
  expect(rand(new StableRNG(seed), range(1, 123), values.length)).toEqual(values);
});

test("exponential numbers of MersenneTwister are those of Julia's documentation", () => {
  const rng = new MersenneTwister(1234, { julia: "1.10" });
  expect(Array.from({ length: 5 }, () => rng.randexp())).toEqual([
    2.4835053723904896, 1.516703605376473, 0.6044364871025417, 0.6958665886385867, 1.3065196315496677,
  ]);
});

test("a word becomes a number below n by its product, or is drawn again if the product's low word is too small", () => {
  const WORD = 2n ** 64n;
  const n = fc.oneof(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 2 ** 31 }), fc.maxSafeInteger());
  const count = n.map((value) => Math.abs(value) || 1);
  holds(
    fc.property(
      count,
      fc.array(fc.bigInt({ min: 0n, max: WORD - 1n }), { minLength: 1, maxLength: 5 }),
      (limit, words) => {
        const accepted = words.findIndex((word) => (word * BigInt(limit)) % WORD >= WORD % BigInt(limit));
        const left = [...words, WORD - 1n];
        const drawn = drawBelow(limit, () => left.shift()!);
        const used = accepted < 0 ? WORD - 1n : words[accepted];
        expect(drawn).toBe(Number((used * BigInt(limit)) / WORD));
        expect(words.length + 1 - left.length).toBe(accepted < 0 ? words.length + 1 : accepted + 1);
      },
    ),
    { runs: 500, seed: 15 },
  );
});

describe.each(generators)("%s", (_, make) => {
  test("every number of a range comes as often as the others", () => {
    for (const n of [1, 2, 3, 6, 7, 64, 100]) {
      const rng = make(n);
      const counts = new Float64Array(n);
      for (const value of rand(rng, range(0, n - 1), 200 * n)) counts[value]++;
      const excess = counts.reduce((sum, count) => sum + (count - 200) ** 2 / 200, 0);
      expect(excess).toBeLessThanOrEqual(n - 1 + 5 * Math.sqrt(2 * n));
    }
  });

  test("an array, a typed array, a text and a range have the same indices", () => {
    holds(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 300 }), fc.integer({ min: -50, max: 50 }), (seed, n, first) => {
        const places = rand(make(seed), range(first, first + n - 1), 20);
        const values = Array.from({ length: n }, (_, i) => first + i);
        expect(rand(make(seed), values, 20)).toEqual(places);
        expect(rand(make(seed), Int32Array.from(values), 20)).toEqual(places);
        const single = make(seed);
        expect(Array.from({ length: 20 }, () => rand(single, values))).toEqual(places);
      }),
      effort,
    );
    expect(rand(make(3), "abc", 8).join("")).toMatch(/^[abc]{8}$/);
  });

  test("after any draws a state, also as text, continues the stream", () => {
    const draws = fc.array(fc.constantFrom("rand", "randn", "randexp", "rand52", "below", "fill"), { maxLength: 12 });
    const take = (rng: RandomStream, what: string): unknown => {
      if (what === "below") return rand(rng, range(1, 2 ** 40), 3);
      if (what === "fill") return rand(rng, 500);
      return rng[what as "rand"]();
    };
    holds(
      fc.property(fc.nat(), draws, draws, (seed, before, after) => {
        const rng = make(seed);
        for (const what of before) take(rng, what);
        const copies = [streamFrom(structuredClone(rng.state())), streamFrom(stateFromText(stateText(rng.state())))];
        const expected = after.map((what) => take(rng, what));
        for (const copy of copies) expect(after.map((what) => take(copy, what))).toEqual(expected);
      }),
      effort,
    );
  });

  test("whole numbers up to 2^53 can be drawn, uniforms without a range", () => {
    const rng = make(1);
    const large = rand(rng, range(1, 2 ** 53 - 1), 200);
    expect(large.every((value) => Number.isSafeInteger(value) && value >= 1)).toBe(true);
    expect(Math.max(...large)).toBeGreaterThan(2 ** 52);
    const uniforms = new Float64Array(9);
    make(2).randFill(uniforms);
    expect(rand(make(2), 9)).toEqual(uniforms);
    expect(rand(make(2))).toBe(make(2).rand());
  });
});

test("MersenneTwister's whole numbers have a cache of their own, beside that of its doubles", () => {
  const [a, b] = [new MersenneTwister(5), new MersenneTwister(5)];
  a.rand();
  b.rand();
  for (let i = 0; i < 10; i++) a.randBelow(100);
  expect([a.rand(), a.rand()]).toEqual([b.rand(), b.rand()]);
});

test("what cannot be drawn from is refused", () => {
  const rng = new StableRNG(1);
  expect(() => rand(5 as never, [1])).toThrow("the first argument of rand is a random stream");
  expect(() => rand(rng, [])).toThrow("rand draws from one element or more; got none");
  expect(() => rand(rng, range(1, 0), 2)).toThrow("rand draws from one element or more; got none");
  expect(() => rand(rng, { a: 1 } as never)).toThrow("rand draws from an array or a range such as range(1, 6)");
  expect(() => rand(rng, [1, 2], 1.5)).toThrow("rand draws a whole number of elements; got 1.5");
  expect(() => rand(rng, -1)).toThrow("or a whole number of uniforms; got -1");
  expect(() => range(1, 2.5)).toThrow("a range is from one whole number to another; got 2.5");
  expect(() => range(-(2 ** 53 - 1), 2 ** 53 - 1)).toThrow("a range has at most 2^53 numbers");
  expect(() => rng.randBelow(0)).toThrow("a whole number is drawn below one from 1 to 2^53; got 0");
  expect([...range(2, 4)]).toEqual([2, 3, 4]);
  expect(`${range(2, 4)} ${range(2, 4).length} ${range(2, 1).length}`).toBe("2:4 3 0");
});
