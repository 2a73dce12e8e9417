import { shortestcovint } from "engine/bootstrap/sample/shortestcovint";

test("the shortest interval is not the central one in a skewed sample", () => {
  expect(shortestcovint([0, 0, 0, 1, 2, 3, 5, 8, 13, 40], 0.8)).toEqual([0, 8]);
});

test("the order of the values does not matter, nor are they changed", () => {
  const values = [9, 1, 5, 2, 4];
  expect(shortestcovint(values, 0.6)).toEqual([1, 4]);
  expect(values).toEqual([9, 1, 5, 2, 4]);
});

test("it holds ⌈n·level⌉ values, both ends included", () => {
  const values = Float64Array.from({ length: 101 }, (_, i) => i);
  const [lower, upper] = shortestcovint(values, 0.95);
  expect(upper - lower + 1).toBe(Math.ceil(101 * 0.95));
});

test("of equally short intervals the first is taken", () => {
  expect(shortestcovint([1, 2, 3, 4], 0.5)).toEqual([1, 2]);
});

test("one value, and a level that covers all", () => {
  expect(shortestcovint([7])).toEqual([7, 7]);
  expect(shortestcovint([3, 1, 2], 0.99)).toEqual([1, 3]);
});

test("what has no interval is refused", () => {
  expect(() => shortestcovint([1, NaN, 2])).toThrow("NaN");
  expect(() => shortestcovint([])).toThrow("at least one value");
  expect(() => shortestcovint([1, 2], 95)).toThrow("the level of an interval must lie between 0 and 1; got 95");
});
