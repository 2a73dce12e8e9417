import type { Density } from "engine/distributions/kde";
import { kde, silverman } from "engine/distributions/kde";
import { quantileOfSorted } from "engine/distributions/quantileOfSorted";
import { normals } from "../charts/sample";

function area({ x, density }: Density): number {
  let sum = 0;
  for (let i = 1; i < x.length; i++) sum += ((x[i] - x[i - 1]) * (density[i] + density[i - 1])) / 2;
  return sum;
}

function directly(values: Float64Array, at: number, h: number): number {
  return (
    values.reduce((sum, v) => sum + Math.exp(-0.5 * ((at - v) / h) ** 2), 0) /
    (values.length * h * Math.sqrt(2 * Math.PI))
  );
}

test("Silverman's rule takes the smaller of sd and IQR / 1.34", () => {
  const even = Float64Array.from({ length: 32 }, (_, i) => i);
  expect(silverman(even)).toBeCloseTo((0.9 * Math.sqrt((32 * 33) / 12)) / 2, 12);
  const outlying = Float64Array.of(0, 1, 2, 3, 1000);
  expect(silverman(outlying)).toBeCloseTo((0.9 * 2) / 1.34 / 5 ** 0.2, 12);
});

test("where more than half of the values are equal, the sd counts", () => {
  const values = Float64Array.of(0, 0, 0, 0, 0, 0, 0, 0, 1, 2);
  expect(silverman(values)).toBeCloseTo(0.9 * Math.sqrt((5 - 9 / 10) / 9) * 10 ** -0.2, 12);
});

test("binning changes the estimate by less than 0.1 % of its peak", () => {
  const values = normals(500, 10, 3);
  const { x, density, bandwidth } = kde(values, 120);
  const peak = Math.max(...density);
  x.forEach((at, i) => expect(Math.abs(density[i] - directly(values, at, bandwidth))).toBeLessThan(1e-3 * peak));
});

test("the area is 1, for a given bandwidth too", () => {
  const values = normals(2000, -5, 0.01);
  expect(area(kde(values, 200))).toBeCloseTo(1, 2);
  const wide = kde(values, 200, 3);
  expect(wide.bandwidth).toBe(3);
  expect(area(wide)).toBeCloseTo(1, 2);
});

test.each([0, 7, -1e-9, 1e12])("equal values of %d give a spike of area 1, not NaN", (value) => {
  const density = kde(new Float64Array(50).fill(value), 200);
  expect(density.bandwidth).toBe(0);
  expect([...density.x, ...density.density].every(Number.isFinite)).toBe(true);
  expect(area(density)).toBeCloseTo(1, 6);
  expect(density.x[density.density.indexOf(Math.max(...density.density))]).toBe(value);
});

test("a single value gives a spike", () => {
  expect(kde(Float64Array.of(4), 100).bandwidth).toBe(0);
});

test("one far outlier neither breaks the estimate nor takes long", () => {
  const values = normals(1000, 0, 1);
  values[0] = 1e9;
  const { density } = kde(values, 200);
  expect(density.every(Number.isFinite)).toBe(true);
});

test("quantiles interpolate linearly", () => {
  const sorted = Float64Array.of(1, 2, 4, 8);
  expect([0, 0.25, 0.5, 1].map((p) => quantileOfSorted(sorted, p))).toEqual([1, 1.75, 3, 8]);
});
