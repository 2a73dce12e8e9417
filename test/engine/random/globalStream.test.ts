import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { confint } from "engine/bootstrap/sample/confint";
import { fit } from "engine/model/fit";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { streamFrom } from "engine/random/streamFrom";
import { Xoshiro } from "engine/random/xoshiro";
import { dataset } from "engine/table/source/dataset";

const filled = (rng: Xoshiro, n: number): number[] => {
  const out = new Float64Array(n);
  rng.randnFill(out);
  return [...out];
};

test.each([6, 7, 8, 40])("before Julia 1.11 %i normals without a generator are as many single ones", (n) => {
  const single = new Xoshiro(11, { julia: "1.10" });
  const expected = Array.from({ length: n }, () => single.randn());
  const global = new Xoshiro(11, { julia: "1.10", global: true });
  expect(filled(global, n)).toEqual(expected);
  expect(global.rand()).toBe(single.rand());
});

test("since Julia 1.11 calls without a generator draw as those with one", () => {
  expect(filled(new Xoshiro(11, { global: true }), 40)).toEqual(filled(new Xoshiro(11), 40));
});

test("a state keeps what kind of stream it is of", () => {
  const rng = new Xoshiro(3, { julia: "1.10", global: true });
  const other = new Xoshiro(1);
  other.restore(structuredClone(rng.state()));
  const continued = streamFrom(rng.state());
  const expected = filled(rng, 20);
  expect(filled(other, 20)).toEqual(expected);
  expect(filled(continued as Xoshiro, 20)).toEqual(expected);
});

test("other generators are no default ones", () => {
  const options = { julia: "1.10", global: true } as const;
  expect(() => new MersenneTwister(1, options)).toThrow(
    "calls without a generator draw from Julia's default generator, new Xoshiro(seed, { global: true }); " +
      "got the option global of MersenneTwister",
  );
  expect(() => new Xoshiro(1, { global: "yes" as unknown as boolean })).toThrow("global is true or false; got 'yes'");
});

/** Embrace Uncertainty (Julia 1.10.11), "multiple": Random.seed!(4567654); parametricbootstrap(10_000, psm01). */
test("a bootstrap without a generator is that of the book", async () => {
  const pastes = dataset("pastes");
  const [batch, cask] = [pastes.column("batch"), pastes.column("cask")] as [string[], string[]];
  const model = fit("strength ~ 1 + (1 | sample) + (1 | batch)", {
    strength: pastes.numeric("strength"),
    sample: batch.map((name, i) => name + cask[i]),
    batch,
  });
  const rng = new Xoshiro(4567654, { julia: "1.10", global: true });
  const intervals = confint(await parametricbootstrap(rng, 10_000, model, { progress: false }));
  const ends = (name: string): number[] => {
    const row = (intervals.column("par") as string[]).indexOf(name);
    return [intervals.numeric("lower")[row], intervals.numeric("upper")[row]];
  };
  const printed = { σ: [0.608902, 1.02399], σ1: [1.93502, 3.61954], σ2: [0, 2.0894] };
  // The book's optimizer leaves the sixth digit open.
  for (const [name, expected] of Object.entries(printed))
    ends(name).forEach((value, i) => expect(Math.abs(value - expected[i])).toBeLessThan(5e-5));
});
