import { Bernoulli } from "engine/random/bernoulli";
import { Binomial } from "engine/random/binomial";
import { type Distribution, isDistribution } from "engine/random/distribution";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { Normal } from "engine/random/normal";
import { Poisson } from "engine/random/poisson";
import { rand } from "engine/random/rand";
import { StableRNG } from "engine/random/stableRng";
import { Xoshiro } from "engine/random/xoshiro";
import fc from "fast-check";
import { holds } from "../../hard/properties/property";

/** χ² of counts against probabilities, of cells that are expected five times or more, and their number. */
function excess(drawn: Float64Array, probability: (value: number) => number): { chisq: number; cells: number } {
  const counts = new Map<number, number>();
  for (const value of drawn) counts.set(value, (counts.get(value) ?? 0) + 1);
  const [from, to] = [Math.min(...counts.keys()), Math.max(...counts.keys())];
  let [chisq, cells, rest, restExpected] = [0, 0, drawn.length, drawn.length];
  for (let value = from; value <= to; value++) {
    const expected = drawn.length * probability(value);
    if (expected < 5) continue;
    const count = counts.get(value) ?? 0;
    chisq += (count - expected) ** 2 / expected;
    cells++;
    rest -= count;
    restExpected -= expected;
  }
  if (restExpected > 1) chisq += (rest - restExpected) ** 2 / restExpected;
  return { chisq, cells };
}

function logFactorial(n: number): number {
  let sum = 0;
  for (let i = 2; i <= n; i++) sum += Math.log(i);
  return sum;
}

function expectDistributed(from: Distribution, seed: number, probability: (value: number) => number): void {
  const { chisq, cells } = excess(rand(new Xoshiro(seed), from, 20_000), probability);
  expect(chisq).toBeLessThan(cells + 6 * Math.sqrt(2 * cells) + 6);
}

test("Poisson numbers are as frequent as their probabilities say, in both ways of drawing", () => {
  const mean = fc.oneof(
    fc.double({ min: 0.01, max: 9.99, noNaN: true }),
    fc.double({ min: 10, max: 400, noNaN: true }),
  );
  holds(
    fc.property(fc.nat(), mean, (seed, λ) =>
      expectDistributed(Poisson(λ), seed, (k) => Math.exp(k * Math.log(λ) - λ - logFactorial(k))),
    ),
    { runs: 25, seed: 15 },
  );
});

test("binomial numbers are as frequent as their probabilities say, waited for or accepted, rare or frequent", () => {
  const p = fc.double({ min: 0.002, max: 0.998, noNaN: true });
  holds(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 900 }), p, (seed, n, p) => {
      const whole = logFactorial(n);
      expectDistributed(Binomial(n, p), seed, (k) =>
        k < 0 || k > n
          ? 0
          : Math.exp(whole - logFactorial(k) - logFactorial(n - k) + k * Math.log(p) + (n - k) * Math.log1p(-p)),
      );
    }),
    { runs: 30, seed: 15 },
  );
});

test("successes and failures are counted by the same draws", () => {
  holds(
    fc.property(fc.nat(), fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 64 }), (seed, n, parts) => {
      const p = parts / 128;
      const successes = rand(new StableRNG(seed), Binomial(n, p), 20);
      expect(rand(new StableRNG(seed), Binomial(n, 1 - p), 20)).toEqual(
        p === 0.5 ? successes : successes.map((k) => n - k),
      );
    }),
    { runs: 60, seed: 15 },
  );
});

test("normal numbers are μ + σ·randn, several of them those of an array", () => {
  const [rng, plain] = [new MersenneTwister(3), new MersenneTwister(3)];
  expect(rand(rng, Normal(10, 4))).toBe(10 + 4 * plain.randn());
  const drawn = rand(rng, Normal(-2, 0.25), 40);
  const normals = new Float64Array(40);
  plain.randnFill(normals);
  expect(drawn).toEqual(normals.map((z) => -2 + 0.25 * z));
  expect(rand(new MersenneTwister(3), Normal())).toBe(new MersenneTwister(3).randn());
});

test("Bernoulli is 1 where a uniform is p or less", () => {
  const [rng, plain] = [new Xoshiro(3), new Xoshiro(3)];
  for (const p of [0, 0.2, 0.5, 1]) {
    const drawn = Array.from({ length: 50 }, () => rand(rng, Bernoulli(p)));
    expect(drawn).toEqual(drawn.map(() => (plain.rand() <= p ? 1 : 0)));
  }
});

test("certain outcomes are certain", () => {
  const rng = new Xoshiro(1);
  expect(rand(rng, Poisson(0), 9).every((k) => k === 0)).toBe(true);
  expect(rand(rng, Binomial(7, 0), 9).every((k) => k === 0)).toBe(true);
  expect(rand(rng, Binomial(7, 1), 9).every((k) => k === 7)).toBe(true);
  expect(rand(rng, Binomial(0, 0.3), 9).every((k) => k === 0)).toBe(true);
  expect(rand(rng, Normal(2, 0), 9).every((x) => x === 2)).toBe(true);
});

test("distributions say what they are, and refuse other parameters", () => {
  expect([Normal(), Bernoulli(), Poisson(), Binomial()].map(String)).toEqual([
    "Normal(μ = 0, σ = 1)",
    "Bernoulli(p = 0.5)",
    "Poisson(λ = 1)",
    "Binomial(n = 1, p = 0.5)",
  ]);
  expect(isDistribution(Poisson(3)) && Object.isFrozen(Poisson(3))).toBe(true);
  expect(Binomial(9, 0.1).parameters).toEqual({ n: 9, p: 0.1 });
  expect(() => Normal(0, -1)).toThrow("σ of Normal is a finite number that is not negative; got -1");
  expect(() => Normal(NaN)).toThrow("μ of Normal is a finite number; got NaN");
  expect(() => Bernoulli(1.5)).toThrow("p of Bernoulli lies between 0 and 1; got 1.5");
  expect(() => Poisson("3" as never)).toThrow("λ of Poisson is a finite number that is not negative; got '3'");
  expect(() => Binomial(2.5)).toThrow("n of Binomial is a whole number that is not negative; got 2.5");
  expect(() => Binomial(3, -0.1)).toThrow("p of Binomial lies between 0 and 1; got -0.1");
});
