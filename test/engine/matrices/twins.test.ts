import type { Contrasts } from "engine/formula/coding/contrasts";
import { ZScore } from "engine/formula/coding/standardize";
import { CrossProducts } from "engine/matrices/crossProducts";
import { equalRows } from "engine/matrices/equalRows";
import { twinClasses } from "engine/matrices/twins";
import { BlockDescription } from "engine/model/blockDescription";
import { fit } from "engine/model/fit";
import { MersenneTwister } from "engine/random/mersenneTwister";

const rng = new MersenneTwister(5);

/** Groups with the same values, in an order of their own each. */
function sameGroups(groups: number, values: readonly number[]): { g: string[]; x: number[]; y: number[] } {
  const g: string[] = [];
  const x: number[] = [];
  for (let j = 0; j < groups; j++)
    for (const value of [...values].sort(() => rng.rand() - 0.5)) {
      g.push(`g${j}`);
      x.push(value);
    }
  return { g, x, y: x.map((value, i) => 1e-3 * value * Math.sin(i >> 5) + rng.randn()) };
}

const values = Array.from({ length: 30 }, () => 2000 + 7 * rng.randn());

test.each([
  ["as they are", sameGroups(24, values), undefined],
  ["by ZScore()", sameGroups(24, values), ZScore()],
  [
    "far from 0",
    sameGroups(
      24,
      values.map((value) => 1e9 * value - 2e12),
    ),
    undefined,
  ],
])("24 groups with the same values are twins: %s", (_, data, contrast) => {
  const contrasts: Contrasts = contrast === undefined ? {} : { x: contrast };
  for (const effects of ["(1 + x | g)", "zerocorr(1 + x | g)", "(0 + x | g)"]) {
    const { reduced } = new BlockDescription(fit(`y ~ 1 + x + ${effects}`, data, { contrasts }));
    expect(reduced[0]).toBe(effects.startsWith("(0") ? 1 : 2);
  }
});

test("sums that cancel agree relative to their terms, others do not", () => {
  const ones = new Float64Array(8).fill(1);
  const refs = Int32Array.of(0, 0, 0, 0, 1, 1, 1, 1);
  const classes = (column: Float64Array): number =>
    twinClasses(new CrossProducts([{ refs, levels: 2, columns: [ones, column] }], [ones]), 0).first.length;
  const z = [0.1, 0.7, -0.3, -0.5];
  expect(classes(Float64Array.of(...z, ...[...z].reverse()))).toBe(1);
  expect(classes(Float64Array.of(...z, ...z.map((value) => -value)))).toBe(1);
  expect(classes(Float64Array.of(...z, 0.1, 0.7, -0.3, -0.5 + 1e-9))).toBe(2);
  // Small numbers of both levels are compared with their own size.
  expect(classes(Float64Array.of(...z, ...z).map((value, i) => value * (i === 6 ? 1e-7 : 1e-8)))).toBe(2);
});

test("keys on both sides of a rounding edge belong together", () => {
  const edge = 1 + 2 ** -36;
  for (const key of [edge, 3 * edge, -7 * edge])
    for (const apart of [2 ** -48, -(2 ** -48)]) {
      const { first } = equalRows(Float64Array.of(key, key * (1 + apart)), () => true);
      expect(first.length).toBe(1);
    }
  expect(equalRows(Float64Array.of(1, 1 + 2 ** -30), () => true).first.length).toBe(2);
  expect(equalRows(Float64Array.of(1, 1 + 2 ** -48), () => false).first.length).toBe(2);
});
