import { MersenneTwister } from "engine/random/mersenneTwister";
import { StableRNG } from "engine/random/stableRng";
import type { RandomStream } from "engine/random/stream";
import { streamFrom } from "engine/random/streamFrom";
import { Xoshiro } from "engine/random/xoshiro";

const generators: [string, () => RandomStream][] = [
  ["MersenneTwister", () => new MersenneTwister(42)],
  ["MersenneTwister of Julia 1.10", () => new MersenneTwister(42, { julia: "1.10" })],
  ["MersenneTwister of a large seed", () => new MersenneTwister(2n ** 100n)],
  ["Xoshiro", () => new Xoshiro(42)],
  ["StableRNG", () => new StableRNG(42)],
];

const sample = (rng: RandomStream): number[] => {
  const vector = new Float64Array(500);
  rng.randnFill(vector);
  return [...vector, rng.rand(), ...Array.from({ length: 1500 }, () => rng.randn())];
};

describe.each(generators)("%s", (_, make) => {
  test.each([0, 1, 700, 1002, 1003])("after %i draws, a cloned state continues the stream exactly", (drawn) => {
    const rng = make();
    for (let i = 0; i < drawn; i++) rng.rand();
    const state = structuredClone(rng.state());
    const continued = streamFrom(state);
    const expected = sample(rng);
    expect(sample(continued)).toEqual(expected);
    rng.restore(state);
    expect(sample(rng)).toEqual(expected);
  });

  test("a state is a snapshot", () => {
    const rng = make();
    const state = rng.state();
    const first = rng.rand();
    sample(rng);
    expect(streamFrom(state).rand()).toBe(first);
  });
});

test("a state of another generator is refused", () => {
  expect(() => new Xoshiro(1).restore(new MersenneTwister(1).state())).toThrow(
    "a Xoshiro cannot continue the stream of a MersenneTwister",
  );
  expect(() => new StableRNG(1).restore(new Xoshiro(1).state())).toThrow(
    "a StableRNG cannot continue the stream of a Xoshiro",
  );
  expect(() => new MersenneTwister(1).restore(new Xoshiro(1).state())).toThrow(
    "a MersenneTwister cannot continue the stream of a Xoshiro",
  );
});
