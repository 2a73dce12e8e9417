import { DataError } from "engine/errors";
import { splineBasis, splineColumns } from "engine/formula/coding/splines";
import type { SplineSettings } from "engine/formula/language/splineSettings";
import { fit } from "engine/model/fit";
import { predict } from "engine/model/predict";

const X = Float64Array.of(0.3, 1.7, 2.2, 3.9, 4.1, 5.5, 6.0, 7.3, 8.8, 9.4, 10.1, 12.7);
const NEW = Float64Array.of(-1, 0.3, 4.4, 12.7, 15);

/** predict(ns(X, …), NEW) and predict(bs(X, …), NEW) of R 4.2's package splines, row by row. */
const REFERENCE: readonly (readonly [string, SplineSettings, readonly (readonly number[])[]])[] = [
  [
    "ns(x, 3)",
    { kind: "ns", degree: 3, df: 3 },
    [
      [0.09593434897696158, -0.26561414988859422, 0.16967980091163268],
      [0, 0, 0],
      [-0.00617454335356246, 0.56527019482584473, -0.3609949575615683],
      [-0.149965863343509, 0.41521160803270851, 0.73475425531080041],
      [-0.69171460185672062, 0.50699212895023948, 1.18472247290648136],
    ],
  ],
  [
    "bs(x, 5)",
    { kind: "bs", degree: 3, df: 5 },
    [
      [-1.66317506871052, 0.218878317698047, -0.006327764976958528, 0, 0],
      [0, 0, 0, 0, 0],
      [0.185505604719763878, 0.616393701369522207, 0.197926451883170429, 0.000174242027543594, 0],
      [0, 0, 0, 0, 1],
      [0, -0.02310540841646834, 0.488339611867200485, -2.637789856282461, 3.172555652831728],
    ],
  ],
  [
    "bs(x, df = 4, degree = 2)",
    { kind: "bs", degree: 2, df: 4 },
    [
      [-0.87803890306122434, 0.06035714285714283, 0, 0],
      [0, 0, 0, 0],
      [0.40920353982300867, 0.58667801225323368, 0.00411844792375767, 0],
      [0, 0, 0, 1],
      [0, 0.12456828885400317, -1.28366866369781851, 2.15910037484381512],
    ],
  ],
  [
    "ns(x, knots = c(2, 5), Boundary.knots = c(0, 10))",
    { kind: "ns", degree: 3, knots: [2, 5], boundary: [0, 10] },
    [
      [0.1282754276720577, -0.3335161119473501, 0.2052406842752924],
      [-0.0380425296879767, 0.0996125771887395, -0.0613000475007628],
      [0.3323895842964937, 0.4865710808291163, -0.25512066512561],
      [-0.8143410852713173, 0.497286821705426, 1.3170542635658913],
      [-1.3759689922480616, 0.5775193798449605, 1.7984496124031013],
    ],
  ],
  [
    "bs(x, knots = 4, Boundary.knots = c(-1, 14))",
    { kind: "bs", degree: 3, knots: [4], boundary: [-1, 14] },
    [
      [0, 0, 0, 0],
      [0.534987555555556, 0.0578355555555556, 0.00195288888888889, 0],
      [0.393216, 0.466944, 0.139776, 0.000064],
      [0.000976444444444446, 0.0303824444444445, 0.310138111111111, 0.658503],
      [-0.000444444444444449, 0.0215555555555556, -0.352111111111111, 1.331],
    ],
  ],
];

test.each(REFERENCE)("%s has R's columns, also beyond the ends", (text, settings, rows) => {
  const columns = splineColumns(splineBasis(settings, X, text), NEW);
  rows.forEach((row, i) => row.forEach((value, j) => expect(columns[j][i]).toBeCloseTo(value, 13)));
  expect(columns).toHaveLength(rows[0].length);
});

test("a missing value stays missing and moves no knot", () => {
  const settings = REFERENCE[0][1];
  const holes = Float64Array.of(NaN, ...X, NaN);
  const columns = splineColumns(splineBasis(settings, holes, "ns"), holes);
  const whole = splineColumns(splineBasis(settings, X, "ns"), X);
  columns.forEach((column, j) => {
    expect([column[0], column[column.length - 1]]).toEqual([NaN, NaN]);
    expect(column.subarray(1, -1)).toEqual(whole[j]);
  });
});

const data = {
  y: Array.from({ length: 60 }, (_, i) => Math.sin(i / 7) + 0.3 * Math.cos(3 * i) + 0.2 * (i % 5)),
  x: Array.from({ length: 60 }, (_, i) => i / 5),
  g: Array.from({ length: 60 }, (_, i) => `g${i % 5}`),
};

test("a spline is fitted and predicted; its columns span what B-splines of the same knots span", () => {
  const natural = fit("y ~ 1 + ns(x, 4) + (1 | g)", data);
  expect(natural.coefnames).toEqual(["(Intercept)", "ns(x, 4)1", "ns(x, 4)2", "ns(x, 4)3", "ns(x, 4)4"]);
  const again = fit(natural.formula, data);
  expect(again.objective).toBe(natural.objective);
  const some = { x: [0, 3.3, 11.8], g: ["g0", "g1", "g2"] };
  const parts = predict(natural, some);
  const rows = [0, 59].map((i) => predict(natural, { x: [data.x[i]], g: [data.g[i]] })[0]);
  expect(rows).toEqual([natural.fitted[0], natural.fitted[59]].map((value) => expect.closeTo(value, 12)));
  expect(parts.every(Number.isFinite)).toBe(true);
  const cubic = fit("y ~ 1 + bs(x, 3) + (1 | g)", data);
  const poly = fit("y ~ 1 + poly(x, 3) + (1 | g)", data);
  expect(cubic.objective).toBeCloseTo(poly.objective, 9);
});

test.each([
  ["ns(x, knots = c(5, 3))", "the inner knots of a spline ascend between its ends 0 and 11.8"],
  ["bs(x, knots = 20)", "the inner knots of a spline ascend between its ends 0 and 11.8"],
])("%s is refused", (term, sentence) => {
  expect(() => fit(`y ~ 1 + ${term} + (1 | g)`, data)).toThrow(DataError);
  expect(() => fit(`y ~ 1 + ${term} + (1 | g)`, data)).toThrow(sentence);
});

test("a spline of equal values is refused", () => {
  const equal = { ...data, x: data.x.map(() => 2) };
  expect(() => fit("y ~ 1 + ns(x, 2) + (1 | g)", equal)).toThrow("a spline needs values between two different ends");
});
