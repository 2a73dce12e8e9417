import { describe as describeTable } from "engine/table/describe";
import { dataset } from "engine/table/source/dataset";
import { count, mean, median, quantile, std } from "engine/table/statistics";

const rt = dataset("kb07").column("rt_trunc") as Float64Array;

test("they are those of R", () => {
  // x <- c(2.5, -1, 7, 3, 3, 11); mean(x); median(x); sd(x); quantile(x, c(.1, .5, .9))
  const x = [2.5, -1, 7, 3, 3, 11];
  expect(mean(x)).toBeCloseTo(4.25, 14);
  expect(median(x)).toBe(3);
  expect(std(x)).toBeCloseTo(4.168333, 6);
  expect(quantile(x, 0.25)).toBeCloseTo(2.625, 14);
  expect(quantile(x, [0, 0.5, 1])).toEqual([-1, 3, 11]);
  expect(mean([true, false, true, true])).toBe(0.75);
});

test("they agree with describe, and do not depend on the origin or a large offset", () => {
  const [means, medians] = ["mean", "median"].map((name) => describeTable({ rt }).numeric(name)[0]);
  expect(mean(rt)).toBeCloseTo(means, 9);
  expect(median(rt)).toBe(medians);
  expect(std(rt.map((value) => value + 1e9)) / std(rt)).toBeCloseTo(1, 6);
  expect(mean([1e15, 1e15 + 2])).toBe(1e15 + 1);
});

test("a missing value makes them NaN unless it is left out", () => {
  const x = [1, null, 3, NaN, undefined];
  for (const statistic of [mean, median, std]) expect(statistic(x)).toBeNaN();
  expect(quantile(x, 0.5)).toBeNaN();
  const options = { skipmissing: true };
  expect([mean(x, options), median(x, options), quantile(x, 0.5, options)]).toEqual([2, 2, 2]);
  expect(std(x, options)).toBeCloseTo(Math.SQRT2, 14);
  expect([mean([]), median([]), std([1]), quantile([], 0.5)]).toEqual([NaN, NaN, NaN, NaN]);
  expect([std([]), std([null, NaN], options)]).toEqual([NaN, NaN]);
});

test("quantiles that lie on a value or between finite ones do not depend on infinite ones", () => {
  // R: median(c(1, 2, Inf)), quantile(c(-Inf, 1, 2, Inf), c(0, .25, .5, .75, 1)), median(c(Inf, Inf))
  expect(median([1, 2, Infinity])).toBe(2);
  expect(quantile([-Infinity, 1, 2, Infinity], [0, 0.25, 0.5, 0.75, 1])).toEqual([
    -Infinity,
    -Infinity,
    1.5,
    Infinity,
    Infinity,
  ]);
  expect([median([Infinity, Infinity]), median([-Infinity, Infinity])]).toEqual([Infinity, NaN]);
  expect(median([-1.5e308, 1.5e308])).toBe(0);
});

test("what is true is counted, or what passes a test", () => {
  expect(count([true, false, null, true])).toBe(2);
  expect(count(Float64Array.of(1, 2, 3), (value) => value > 1)).toBe(2);
  expect(count(["a", "b"], (_, index) => index === 1)).toBe(1);
});

test.each([
  [() => mean(5 as never), "mean takes a column or an array"],
  [() => mean(["1"] as never), "mean takes numbers; got '1' in place 1"],
  [() => quantile([1], 1.5), "a quantile's share lies between 0 and 1; got 1.5"],
  [() => std([1], { na: true } as never), "unknown option of std 'na'"],
  [() => count([1, 2] as never), "count(values) counts what is true; got 1, so give a test"],
  [
    () => count([5, 7], ((value: number) => (value > 6 ? 1 : 0)) as never),
    "true or false of each value; it gave 0 for 5",
  ],
  [() => count(["a"], "a" as never), "the second argument of count is a test of each value"],
])("%p is refused", (action, sentence) => {
  expect(action).toThrow(sentence);
});
