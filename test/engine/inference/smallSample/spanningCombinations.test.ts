import { contestMD } from "engine/inference/means/contest";
import { anova } from "engine/inference/tests/anova";
import { drop1 } from "engine/inference/tests/drop1";
import { fit } from "engine/model/fit";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { Normal } from "engine/random/normal";
import { rand } from "engine/random/rand";
import type { Table } from "engine/table/table";
import { expectClose } from "../../support/expectClose";

/** Rows whose covariate is so many standard deviations from 0. */
function rowsOf(seed: number, distance: number): { x: number[]; c: string[]; g: string[]; y: number[]; n: number[] } {
  const rng = new MersenneTwister(seed);
  const draw = (n: number): number[] => [...rand(rng, Normal(), n)];
  const [x, e, b] = [draw(60), draw(60), draw(8)];
  const c = x.map((_, i) => ["low", "mid", "high"][(i * 7 + (i >> 2)) % 3]);
  const y = x.map((value, i) => 2 + 0.3 * value + b[i % 8] + (c[i] === "mid" ? 0.5 : 0) + e[i]);
  return { x: x.map((value) => distance + value), c, g: x.map((_, i) => `g${i % 8}`), y, n: y.map((v) => +(v > 2)) };
}

const DISTANCES = [1e5, 1e6, 1e7];
const part = (table: Table, row: number): number[] => [
  table.numeric("numdf")[row],
  table.numeric("dendf")[row],
  table.numeric("F")[row],
];

describe.each(["satterthwaite", "kenward-roger"] as const)("joint tests by %s far from the origin", (dof) => {
  test.each([1, 2, 3])("of cell means keep all of their directions (seed %i)", (seed) => {
    const tests = DISTANCES.map((distance) => {
      const model = fit("y ~ 0 + c + x + (1 | g)", rowsOf(seed, distance), { REML: true });
      const all = { low: { "c: low": 1 }, mid: { "c: mid": 1 }, high: { "c: high": 1 } };
      return [
        ...[anova(model, { dof, type: "II" }), drop1(model, { dof }), contestMD(model, all, { dof })].map((table) =>
          part(table, 0),
        ),
        part(contestMD(model, all, { dof, rhs: { low: 1, mid: 1, high: 1 } }), 0),
      ];
    });
    // As the origin goes away, the hypothesis becomes that no cell and no slope differs from 0.
    tests.forEach(([first, ...others], i) => {
      expect(first[0]).toBe(3);
      for (const other of others.slice(0, 2))
        expectClose(Float64Array.from(other), Float64Array.from(first), { relative: 1e-6 });
      for (const [k, value] of tests.at(-1)!.entries())
        expectClose(Float64Array.from(tests[i][k]), Float64Array.from(value), { relative: 100 / DISTANCES[i] });
    });
  });

  test.each([1, 2])("of slopes in levels beside one intercept too (seed %i)", (seed) => {
    const near = fit("y ~ 1 + c & x + (1 | g)", rowsOf(seed, 1e4), { REML: true });
    const far = fit("y ~ 1 + c & x + (1 | g)", rowsOf(seed, 1e6), { REML: true });
    const [wanted, found] = [near, far].map((model) => part(anova(model, { dof, type: "I" }), 0));
    expect(found[0]).toBe(3);
    expectClose(Float64Array.from(found), Float64Array.from(wanted), { relative: 5e-3 });
  });
});

test("Wald tests of generalized models keep them too", () => {
  for (const distance of DISTANCES) {
    const model = fit("n ~ 0 + c + x + (1 | g)", rowsOf(5, distance), { family: "bernoulli" });
    expect(anova(model).numeric("χ²-dof")[0]).toBe(3);
  }
});

test("combinations that depend on others count once", () => {
  const model = fit("y ~ 1 + c + x + (1 | g)", rowsOf(1, 3), { REML: true });
  const free = part(contestMD(model, { a: { "c: low": 1 }, b: { "c: mid": 1 } }), 0);
  expect(free[0]).toBe(2);
  expect(() =>
    contestMD(model, { a: { "c: low": 1 }, b: { "c: mid": 1 }, both: { "c: low": 1, "c: mid": 1 } }),
  ).toThrow("one is made up of the others");
});
