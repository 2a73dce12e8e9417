import type { ProfileTables } from "engine/charts/parts/profileCurves";
import { profiledensity } from "engine/charts/profiledensity";
import { zetaplot } from "engine/charts/zetaplot";
import { asTable } from "engine/table/asTable";
import { expectClose } from "../support/expectClose";
import { render } from "./render";
import { numbersOf } from "./unrolled";

const NAMES = ["β1", "σ", "σ1"];

/** ζ of an exactly normal β1 of mean 10 and sd 2, of a σ whose logarithm is normal, and of a σ1 that ends at 0. */
const zetaOf: { [name: string]: (value: number) => number } = {
  β1: (value) => (value - 10) / 2,
  σ: (value) => Math.log(value / 3) / 0.25,
  σ1: (value) => value - 1,
};
const ends: { [name: string]: [number, number] } = { β1: [0, 20], σ: [0.8, 11], σ1: [0, 5] };
const phi = (z: number): number => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);

function long(points: number, column: string, height: (name: string, value: number) => number) {
  const rows = NAMES.flatMap((name) =>
    Array.from({ length: points }, (_, i) => {
      const value = ends[name][0] + ((ends[name][1] - ends[name][0]) * i) / (points - 1);
      return { par: name, value, [column]: height(name, value) };
    }),
  );
  return asTable(rows);
}

const profile: ProfileTables = {
  tbl: long(9, "zeta", (name, value) => zetaOf[name](value)),
  zetatable: ({ points = 100 } = {}) => long(points, "zeta", (name, value) => zetaOf[name](value)),
  densities: ({ points = 200 } = {}) =>
    long(
      points,
      "density",
      (name, value) => phi(zetaOf[name](value)) * ((zetaOf[name](value + 1e-6) - zetaOf[name](value - 1e-6)) / 2e-6),
    ),
};

test("ζ up to the 99 % bound, with the computed points and the tangent at the estimate", () => {
  const { concat } = zetaplot(profile).spec;
  expect(concat).toHaveLength(1);
  const [{ layer, data }] = concat;
  const [row] = data!.values;
  const x = numbersOf(row, "x");
  expectClose(numbersOf(row, "y"), x.map(zetaOf.β1), { absolute: 2e-3 });
  expectClose([x[0], x[x.length - 1]], [10 - 2 * 1.05 * 2.5758, 10 + 2 * 1.05 * 2.5758], { absolute: 2e-3 });
  const [line, , points] = layer;
  expect(points.data!.values.map(({ x: at }) => at)).toEqual([5, 7.5, 10, 12.5, 15]);
  for (const { x: at, y } of line.data!.values)
    expectClose([y as number], [zetaOf.β1(at as number)], { absolute: 1e-6 });
});

test("|ζ| with the intervals at each level; where ζ stops at a bound they end there", () => {
  const { concat } = zetaplot(profile, { ptype: "sigma", absv: true, coverage: [0.5, 0.95] }).spec;
  expect(concat.map(({ layer }) => (layer[1].encoding.x as { title: string }).title)).toEqual(["σ", "σ1"]);
  // The curves come down to the estimate.
  for (const { data } of concat) expect(Math.min(...(data!.values[0].y as number[]))).toBe(0);
  const intervals = concat.map(({ layer }) => layer[0].data!.values);
  const bound = [0.67449, 1.95996];
  // A hundred points of a curve leave 1e-3 between them.
  expectClose(
    intervals[0].flatMap(({ lower, upper }) => [lower as number, upper as number]),
    bound.flatMap((z) => [3 * Math.exp(-0.25 * z), 3 * Math.exp(0.25 * z)]),
    { absolute: 5e-3 },
  );
  expectClose(
    intervals[1].flatMap(({ lower, upper }) => [lower as number, upper as number]),
    [1 - bound[0], 1 + bound[0], 0, 1 + bound[1]],
    { absolute: 2e-2 },
  );
  expect(numbersOf(concat[1].data!.values[0], "y").every((y) => y >= 0)).toBe(true);
});

test("the density of a parameter with normal ζ is normal", () => {
  const { concat } = profiledensity(profile, { ptype: "β" }).spec;
  const [row] = concat[0].data!.values;
  expectClose(
    numbersOf(row, "y"),
    numbersOf(row, "x").map((value) => phi((value - 10) / 2) / 2),
    { absolute: 1e-4 },
  );
  expect(Math.min(...numbersOf(row, "x"))).toBeGreaterThanOrEqual(4);
});

test("densities share their scale or have their own", () => {
  const tops = (shareYScale: boolean): number[] =>
    profiledensity(profile, { shareYScale }).spec.concat.map(
      ({ layer }) => (layer[0].encoding.y as { scale: { domain: number[] } }).scale.domain[1],
    );
  expect(tops(true)[0]).toBe(tops(true)[1]);
  expect(tops(false)[0]).toBeGreaterThan(tops(false)[1]);
});

test("the pictures are drawn without a warning", () => {
  for (const { warnings, bundle } of render([
    zetaplot(profile).spec,
    zetaplot(profile, { ptype: "σ", absv: true }).spec,
    profiledensity(profile).spec,
  ])) {
    expect(warnings).toEqual([]);
    expect(bundle["image/svg+xml"]).not.toContain("NaN");
  }
});

test("errors name the rule and the value", () => {
  for (const plot of [zetaplot, profiledensity]) {
    expect(() => plot(profile, { ptype: "ρ" })).toThrow("has no ρ to draw; the profile is of β1, σ, σ1");
    expect(() => plot(profile, { ptype: "gamma" })).toThrow(
      "unknown type of parameters 'gamma'; types are β, σ, ρ, θ, beta, sigma, rho, theta",
    );
    expect(() => plot(profile, { zbd: 0 })).toThrow("zbd is a positive number, not 0");
    expect(() => plot(profile, { ptyp: "β" } as object)).toThrow("ptyp");
  }
  expect(() => zetaplot(profile, { coverage: [95] })).toThrow("lie between 0 and 1, not at 95");
  const single = asTable({ par: ["β1"], value: [1], zeta: [0] });
  expect(() => zetaplot({ ...profile, zetatable: () => single })).toThrow(
    "the profile of β1 has a single point to draw",
  );
});
