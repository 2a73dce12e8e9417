import { logGamma } from "engine/distributions/logGamma";
import { normalLower } from "engine/distributions/normalLower";
import { Bernoulli } from "engine/random/bernoulli";
import { Binomial } from "engine/random/binomial";
import { type Distribution, isDistribution } from "engine/random/distribution";
import { Gamma } from "engine/random/gamma";
import { InverseGaussian } from "engine/random/inverseGaussian";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { NegativeBinomial } from "engine/random/negativeBinomial";
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

test("log Γ is known from 0 on, and looks for nothing below", () => {
  expect([1, 2, 0].map(logGamma)).toEqual([expect.closeTo(0, 14), expect.closeTo(0, 14), Infinity]);
  expect([-1e-300, -0.5, -1e15, -Infinity, NaN].map(logGamma)).toEqual(Array(5).fill(NaN));
});

/** The distribution function of gamma numbers with scale 1, by its series (DLMF 8.7.1); for x far above the shape 1. */
function lowerRegularizedGamma(shape: number, x: number): number {
  if (x > shape + 40 + 12 * Math.sqrt(shape)) return 1;
  let term = Math.exp(shape * Math.log(x) - x - logGamma(shape + 1));
  let sum = 0;
  for (let k = 1; term > 1e-17 * sum; k++, term *= x / (shape + k - 1)) sum += term;
  return sum;
}

/** √n times the largest distance between the empirical distribution and F, which exceeds 2 in 1 of 1,500 samples. */
function kolmogorov(from: Distribution, seed: number, F: (value: number) => number): number {
  const n = 4000;
  const drawn = rand(new Xoshiro(seed), from, n).sort();
  return Math.sqrt(n) * Math.max(...Array.from(drawn, (value, i) => Math.abs(F(value) - (i + 0.5) / n)));
}

test("gamma numbers have their distribution, with shapes below 1, at 1 and above", () => {
  const shape = fc.oneof(
    fc.constant(1),
    fc.double({ min: 0.05, max: 0.99, noNaN: true }),
    fc.double({ min: 1.01, max: 300, noNaN: true }),
  );
  holds(
    fc.property(fc.nat(), shape, fc.double({ min: 0.01, max: 100, noNaN: true }), (seed, α, θ) => {
      expect(kolmogorov(Gamma(α, θ), seed, (x) => lowerRegularizedGamma(α, x / θ))).toBeLessThan(2.2);
    }),
    { runs: 12, seed: 18 },
  );
});

test("gamma numbers take a normal and a uniform, an exponential more below shape 1, and only that at 1", () => {
  for (const seed of [1, 2, 3]) {
    const [rng, plain] = [new MersenneTwister(seed), new MersenneTwister(seed)];
    const [x, u] = [plain.randn(), plain.rand()];
    // At first sight accepted: nearly all are.
    expect(u).toBeLessThan(1 - 0.0331 * x ** 4);
    const d = 2.5 - 1 / 3;
    expect(rand(rng, Gamma(2.5, 3))).toBeCloseTo(3 * d * (1 + x / (3 * Math.sqrt(d))) ** 3, 12);
    expect(rand(rng, Gamma(1, 3))).toBe(3 * plain.randexp());
    const larger = rand(plain, Gamma(1.25, 3));
    expect(rand(rng, Gamma(0.25, 3))).toBeCloseTo(larger * Math.exp(-4 * plain.randexp()), 12);
    expect(rng.rand()).toBe(plain.rand());
  }
});

test("inverse Gaussian numbers have their distribution, also where the mean is far above the median", () => {
  holds(
    fc.property(fc.nat(), fc.double({ min: -3, max: 8, noNaN: true }), (seed, logRatio) => {
      const [μ, λ] = [2, 2 / Math.exp(logRatio)];
      const F = (x: number): number => {
        const root = Math.sqrt(λ / x);
        return normalLower(root * (x / μ - 1)) + Math.exp((2 * λ) / μ) * normalLower(-root * (x / μ + 1));
      };
      expect(kolmogorov(InverseGaussian(μ, λ), seed, F)).toBeLessThan(2.2);
    }),
    { runs: 12, seed: 18 },
  );
  // (x − μ)²λ/(μ²x) is the square of the normal number that was drawn, for the smaller root as for the larger.
  for (const λ of [1e-12, 1e-3, 1, 1e6]) {
    const [rng, plain] = [new StableRNG(5), new StableRNG(5)];
    for (let i = 0; i < 20; i++) {
      const x = rand(rng, InverseGaussian(3, λ));
      const z = plain.randn();
      plain.rand();
      expect(((x - 3) ** 2 * λ) / (9 * x) / z ** 2).toBeCloseTo(1, λ === 1e6 ? 6 : 9);
    }
  }
});

test("negative binomial numbers are as frequent as their probabilities say", () => {
  holds(
    fc.property(
      fc.nat(),
      fc.double({ min: 0.1, max: 40, noNaN: true }),
      fc.double({ min: 0.05, max: 0.95, noNaN: true }),
      (seed, r, p) => {
        const logs: number[] = [r * Math.log(p)];
        expectDistributed(NegativeBinomial(r, p), seed, (k) => {
          for (let i = logs.length; i <= k; i++) logs.push(logs[i - 1] + Math.log(((r + i - 1) / i) * (1 - p)));
          return Math.exp(logs[k]);
        });
      },
    ),
    { runs: 12, seed: 18 },
  );
  const [rng, plain] = [new StableRNG(5), new StableRNG(5)];
  expect(rand(rng, NegativeBinomial(3, 0.25))).toBe(rand(plain, Poisson(rand(plain, Gamma(3, 3)))));
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
  expect(rand(rng, NegativeBinomial(4, 1), 9).every((k) => k === 0)).toBe(true);
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
  expect(() => Gamma(0)).toThrow("α of Gamma is a positive number; got 0");
  expect(() => Gamma(2, Infinity)).toThrow("θ of Gamma is a positive number; got Infinity");
  expect(() => InverseGaussian(-1)).toThrow("μ of InverseGaussian is a positive number; got -1");
  expect(() => NegativeBinomial(2, 0)).toThrow("p of NegativeBinomial lies above 0 and up to 1; got 0");
  expect([Gamma(), InverseGaussian(), NegativeBinomial()].map(String)).toEqual([
    "Gamma(α = 1, θ = 1)",
    "InverseGaussian(μ = 1, λ = 1)",
    "NegativeBinomial(r = 1, p = 0.5)",
  ]);
  expect(() => Binomial(3, -0.1)).toThrow("p of Binomial lies between 0 and 1; got -0.1");
});
