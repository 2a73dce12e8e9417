import { Bernoulli } from "engine/random/bernoulli";
import { Binomial } from "engine/random/binomial";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { Normal } from "engine/random/normal";
import { Poisson } from "engine/random/poisson";
import { rand } from "engine/random/rand";

/**
 * The page power_simulation of the workshop SMLP2026 (rendered by Julia 1.12.6) draws all its numbers from one
 * generator: a design, three simulations and 1,000 replicates, then 42 designs of 100 replicates each, a last design,
 * and from there what is compared here.
 */
test("normal, Bernoulli, Poisson and binomial numbers are those of a page, after 30 million others", () => {
  const rng = new MersenneTwister(42);
  const buffer = new Float64Array(140 * 140);
  const replicate = (subjects: number, items: number): void => {
    for (let row = 0; row < subjects * items; row++) rng.randn();
    for (const units of [subjects, items].sort((a, b) => b - a)) rng.randnFill(buffer, 2 * units);
  };
  rng.randnFill(buffer, 400);
  for (let i = 0; i < 1003; i++) replicate(20, 20);
  for (let subjects = 20; subjects <= 140; subjects += 20)
    for (let items = 40; items <= 140; items += 20) {
      rng.randnFill(buffer, subjects * items);
      for (let i = 0; i < 100; i++) replicate(subjects, items);
    }
  rng.randnFill(buffer, 400);
  expect(buffer[0].toPrecision(6)).toBe("-0.882085");

  const ends = (values: Float64Array): number[] => [...values.subarray(0, 10), ...values.subarray(-9)];
  expect([...rand(rng, Normal(5, 2), 20)]).toEqual([
    4.283869606409811, 1.766354546694887, 3.5819077117990936, 4.426082794175044, 3.979161685431401, 4.150057335954468,
    5.209549095470591, 5.3931183588041325, 5.836973833266723, 6.042800312594512, 3.1607596007727814, 6.519844952694776,
    9.286581793894484, 7.995006071550052, 4.189786264631877, 2.4169512074675787, 3.445736901440534, 5.123574599692554,
    4.422113183811228, 1.9739443958799194,
  ]);
  expect(ends(rand(rng, Bernoulli(), 400))).toEqual([0, 1, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 1, 1, 0, 0, 1]);
  expect(ends(rand(rng, Poisson(), 400))).toEqual([2, 1, 2, 0, 0, 1, 0, 2, 0, 1, 0, 2, 0, 1, 1, 3, 0, 1, 1]);
  const trials = rand(rng, Poisson(), 400).map((k) => k + 3);
  expect(ends(trials)).toEqual([5, 3, 3, 7, 4, 3, 5, 3, 3, 4, 4, 3, 3, 4, 4, 3, 6, 4, 3]);
  expect(ends(trials.map((n) => rand(rng, Binomial(n)) / n))).toEqual([
    0.6, 0.3333333333333333, 0.6666666666666666, 0.42857142857142855, 0.5, 0.6666666666666666, 0.2, 0.3333333333333333,
    0.6666666666666666, 0.5, 0.5, 0.6666666666666666, 0.3333333333333333, 0.25, 1, 1, 0.5, 0.75, 1,
  ]);
});
