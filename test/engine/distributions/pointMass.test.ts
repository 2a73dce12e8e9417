import { densityplot } from "engine/charts/density";
import { kde } from "engine/distributions/kde";
import { pointMasses } from "engine/distributions/pointMass";
import { normals } from "../charts/sample";

const positive = normals(900, 40, 5).map(Math.abs);
const withZeros = Float64Array.of(...positive, ...new Float64Array(100));

test("zeros of a standard deviation and ones of a correlation are masses", () => {
  expect(pointMasses(withZeros)).toEqual({ continuous: positive, masses: [{ at: 0, count: 100, share: 0.1 }] });
  const ρ = Float64Array.of(
    ...normals(960, 0, 0.2),
    ...new Float64Array(32).fill(1 - 1e-16),
    ...new Float64Array(8).fill(-1),
  );
  expect(pointMasses(ρ).masses.map(({ at, count }) => [at, count])).toEqual([
    [-1, 8],
    [1, 32],
  ]);
});

test("a value inside of the range, a rare one, or data with ties have none", () => {
  expect(pointMasses(Float64Array.of(...normals(900, 0, 5), ...new Float64Array(100))).masses).toEqual([]);
  expect(pointMasses(Float64Array.of(...positive, 0)).masses).toEqual([]);
  expect(pointMasses(Float64Array.from({ length: 1000 }, (_, i) => i % 7)).masses).toEqual([]);
  expect(pointMasses(new Float64Array(50)).masses).toEqual([]);
});

test("a density at an edge is reflected there and holds the whole", () => {
  const half = normals(4000, 0, 1).map(Math.abs);
  const { x, density } = kde(half, 400, undefined, [0]);
  expect(x[0]).toBe(0);
  const area = density.reduce((sum, d, i) => sum + (i === 0 ? 0 : ((d + density[i - 1]) / 2) * (x[i] - x[i - 1])), 0);
  expect(area).toBeCloseTo(1, 2);
  expect(density[0]).toBeCloseTo(Math.sqrt(2 / Math.PI), 1);
});

test("a density chart draws the smooth part and a spike with its share", () => {
  const { spec } = densityplot({ σ1: withZeros }, "σ1");
  const spike = spec.layer.find(({ data, mark }) => data !== undefined && mark.type === "point")!;
  expect(spike.data!.values).toMatchObject([{ at: 0, count: 100, label: "10.0 % at 0" }]);
  expect((spec.data.values[0].x as number[])[0]).toBe(0);
});
