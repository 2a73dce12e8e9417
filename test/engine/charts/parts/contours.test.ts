import { contours, regionDensities } from "engine/charts/parts/contours";
import { density2d, densityAt } from "engine/charts/parts/density2d";
import { dataset } from "engine/table/source/dataset";
import { pictures } from "../reference";
import { normals } from "../sample";

test("the density is that of R's kde2d with the same bandwidths", () => {
  const sleepstudy = dataset("sleepstudy");
  const u = sleepstudy.numeric("reaction");
  const v = sleepstudy.numeric("days").map((days, i) => days + u[i] / 100);
  const density = density2d(u, v)!;
  const { x, y, z } = pictures.density;
  const peak = Math.max(...z.flat());
  // Counting in bins and the line between grid points blur a little.
  x.forEach((atX, i) =>
    y.forEach((atY, j) => expect(Math.abs(densityAt(density, atX, atY) - z[i][j])).toBeLessThan(0.02 * peak)),
  );
});

test("its volume is 1, at an edge too", () => {
  const [x, y] = [normals(3000, 0, 1).map(Math.abs), normals(3000, 5, 2)];
  const density = density2d(x, y, { x: [0], y: [] })!;
  expect(density.x.start).toBe(0);
  let volume = 0;
  density.density.forEach(
    (value, k) => (volume += value * (k % 64 === 0 || k % 64 === 63 ? 0.5 : 1) * density.x.step * density.y.step),
  );
  expect(volume).toBeCloseTo(1, 1.5);
  // The half-normal density of x at 0 times that of y at its mean.
  expect(densityAt(density, 0, 5)).toBeCloseTo(2 / Math.sqrt(2 * Math.PI) / (2 * Math.sqrt(2 * Math.PI)), 1);
});

test("equal values have none", () => {
  expect(density2d(new Float64Array(9).fill(2), normals(9, 0, 1))).toBeUndefined();
});

test("the line of a cone is a circle, closed", () => {
  const grid = { start: -2, step: 0.1, size: 41 };
  const cone = Float64Array.from(
    { length: 41 * 41 },
    (_, k) => 3 - Math.hypot(-2 + 0.1 * (k % 41), -2 + 0.1 * Math.floor(k / 41)),
  );
  const lines = contours({ x: grid, y: grid, density: cone }, 2);
  expect(lines).toHaveLength(1);
  const [{ x, y }] = lines;
  expect([x[0], y[0]]).toEqual([x[x.length - 1], y[y.length - 1]]);
  x.forEach((at, i) => expect(Math.hypot(at, y[i])).toBeCloseTo(1, 2));
  // In steps from cell to cell, all around.
  x.slice(1).forEach((at, i) => expect(Math.hypot(at - x[i], y[i + 1] - y[i])).toBeLessThan(0.15));
});

test("two hills have two lines, a slope an open one, a saddle is parted by its middle", () => {
  const grid = { start: 0, step: 1, size: 3 };
  const hills = Float64Array.of(5, 0, 5, 5, 0, 5, 5, 0, 5);
  expect(contours({ x: grid, y: grid, density: hills }, 2.5)).toHaveLength(2);
  expect(contours({ x: grid, y: grid, density: Float64Array.of(0, 0, 0, 1, 1, 1, 2, 2, 2) }, 0.5)).toEqual([
    { x: [0, 1, 2], y: [0.5, 0.5, 0.5] },
  ]);
  const square = { start: 0, step: 1, size: 2 };
  const cornersOf = (density: Float64Array): number[] =>
    contours({ x: square, y: square, density }, 1).map(({ x, y }) => Math.round(Math.min(...x) + Math.min(...y)));
  expect(cornersOf(Float64Array.of(4, 0, 0, 4))).toHaveLength(2);
  expect(cornersOf(Float64Array.of(1.5, 0, 0, 1.5))).toHaveLength(2);
  const ends = (density: Float64Array) =>
    contours({ x: square, y: square, density }, 1).map(({ x, y }) => x.map((at, i) => [at, y[i]].some((v) => v === 0)));
  expect(ends(Float64Array.of(4, 0, 0, 4))).not.toEqual(ends(Float64Array.of(1.5, 0, 0, 1.5)));
});

test("regions hold the shares of the points", () => {
  const [x, y] = [normals(4000, 0, 1), normals(4000, 0, 1)];
  const density = density2d(x, y)!;
  const shares = [0.5, 0.95];
  regionDensities(density, x, y, shares).forEach((level, s) => {
    const inside = x.filter((at, i) => densityAt(density, at, y[i]) >= level).length / x.length;
    expect(inside).toBeCloseTo(shares[s], 2);
  });
  // Of a normal distribution the region of half is a circle of radius √(2·log 2).
  const [{ x: lineX, y: lineY }] = contours(density, regionDensities(density, x, y, [0.5])[0]).sort(
    (a, b) => b.x.length - a.x.length,
  );
  const radius = lineX.reduce((sum, at, i) => sum + Math.hypot(at, lineY[i]), 0) / lineX.length;
  expect(radius).toBeCloseTo(Math.sqrt(2 * Math.LN2), 1);
});
