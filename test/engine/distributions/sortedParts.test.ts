import { shortestAtLevels } from "engine/bootstrap/sample/shortestInterval";
import { quantileOfSorted } from "engine/distributions/quantileOfSorted";
import { quantilesOf } from "engine/distributions/quantilesOf";
import { sortedParts } from "engine/distributions/sortedParts";
import { Xoshiro } from "engine/random/xoshiro";

const rng = new Xoshiro(3);
const draw = (n: number, of: (u: number, i: number) => number): Float64Array =>
  Float64Array.from({ length: n }, (_, i) => of(rng.rand(), i));

const SAMPLES: { [name: string]: Float64Array } = {
  uniform: draw(12_000, (u) => u),
  skewed: draw(12_000, (u) => Math.exp(12 * u)),
  "half of them 0": draw(12_000, (u) => Math.max(0, u - 0.5)),
  "few distinct": draw(12_000, (u) => Math.floor(5 * u)),
  equal: draw(12_000, () => -3.5),
  "one far away": draw(12_000, (u, i) => (i === 777 ? 1e300 : u)),
  infinite: draw(12_000, (u, i) => (i === 5 ? Infinity : i === 6 ? -Infinity : u)),
  "negative zeros": draw(12_000, (u) => (u < 0.3 ? -0 : u < 0.6 ? 0 : u - 0.8)),
  denormal: draw(12_000, (u) => u * 1e-310),
  few: draw(50, (u) => u),
  one: Float64Array.of(4),
};

test.each(Object.keys(SAMPLES))("parts of a sorted sample are those of the whole: %s", (name) => {
  const values = SAMPLES[name];
  const n = values.length;
  const sorted = values.slice().sort();
  const ranges = [0, 0.001, 0.025, 0.5, 0.97, 1].flatMap((p) =>
    [0, 1, 2, n / 20].map((width): [number, number] => {
      const from = Math.min(n - 1, Math.floor(p * n));
      return [from, Math.min(n, from + Math.ceil(width))];
    }),
  );
  const before = values.slice();
  sortedParts(values, [...ranges, [0, n]]).forEach((part, r) => {
    const [from, to] = [...ranges, [0, n]][r];
    expect([...part]).toEqual([...sorted.subarray(from, to)]);
  });
  expect(values).toEqual(before);
  const probabilities = [0, 0.025, 0.25, 0.5, 0.975, 1];
  expect(quantilesOf(values, probabilities)).toEqual(probabilities.map((p) => quantileOfSorted(sorted, p)));
});

test.each(Object.keys(SAMPLES))("shortest intervals at several levels are those of all windows: %s", (name) => {
  const sorted = SAMPLES[name].slice().sort();
  const levels = [0.5, 0.8, 0.95, 0.99];
  const expected = levels.map((level) => {
    const covered = Math.ceil(sorted.length * level);
    const lengths = Array.from(sorted.subarray(covered - 1), (upper, i) => upper - sorted[i]);
    const least = lengths.reduce((a, b) => Math.min(a, Number.isNaN(b) ? Infinity : b), Infinity);
    const start = Math.max(0, lengths.indexOf(least));
    return [sorted[start], sorted[start + covered - 1]];
  });
  expect(shortestAtLevels(SAMPLES[name], levels)).toEqual(expected);
});
