import { powerOfTen } from "engine/math/powerOfTen";
import { powerOfTwo } from "engine/math/scaled";
import { binary, unary, unaryNames } from "./ownMath";

const { atan2, hypot, pow } = binary;
const INF = Infinity;

/** Arguments and results; −0 is not 0. */
const tables: { readonly [name in keyof typeof unary]: readonly (readonly [number, number])[] } = {
  log: [
    [0, -INF],
    [-0, -INF],
    [1, 0],
    [-1, NaN],
    [-INF, NaN],
    [INF, INF],
    [5e-324, -744.4400719213812],
    [Math.E, 1],
  ],
  exp: [
    [0, 1],
    [-0, 1],
    [1, Math.E],
    [-INF, 0],
    [INF, INF],
    [709.782712893384, 1.7976931348622732e308],
    [709.7827128933841, INF],
    [-745.1332191019411, 5e-324],
    [-745.1332191019412, 0],
    [1e-300, 1],
    [1e300, INF],
    [-1e300, 0],
  ],
  log1p: [
    [0, 0],
    [-0, -0],
    [-1, -INF],
    [-1.0000000000000002, NaN],
    [INF, INF],
    [5e-324, 5e-324],
    [1e-20, 1e-20],
    [Number.MAX_VALUE, 709.782712893384],
    [-INF, NaN],
  ],
  expm1: [
    [0, 0],
    [-0, -0],
    [-INF, -1],
    [INF, INF],
    [-50, -1],
    [5e-324, 5e-324],
    [709.7827128933841, INF],
  ],
  cbrt: [
    [0, 0],
    [-0, -0],
    [27, 3],
    [-27, -3],
    [1e-324, 0],
    [INF, INF],
    [-INF, -INF],
    [1e300, 1e100],
    [5e-324, 1.7031839360032603e-108],
  ],
  log2: [
    [0, -INF],
    [1, 0],
    [8, 3],
    [0.5, -1],
    [5e-324, -1074],
    [-1, NaN],
    [INF, INF],
    [Number.MAX_VALUE, 1024],
  ],
  log10: [
    [0, -INF],
    [1, 0],
    [1000, 3],
    [1e22, 22],
    [0.001, -3],
    [-1, NaN],
    [INF, INF],
    [5e-324, -323.3062153431158],
  ],
  sin: [
    [0, 0],
    [-0, -0],
    [INF, NaN],
    [-INF, NaN],
    [5e-324, 5e-324],
    [Math.PI, 1.2246467991473532e-16],
    [1e22, -0.8522008497671888],
  ],
  cos: [
    [0, 1],
    [-0, 1],
    [INF, NaN],
    [Math.PI, -1],
    [Math.PI / 2, 6.123233995736766e-17],
    [1e22, 0.523214785395139],
  ],
  tan: [
    [0, 0],
    [-0, -0],
    [INF, NaN],
    [Math.PI / 4, 0.9999999999999999],
    [Math.PI / 2, 16331239353195370],
    [1e22, -1.628778225606899],
  ],
  atan: [
    [0, 0],
    [-0, -0],
    [1, Math.PI / 4],
    [INF, Math.PI / 2],
    [-INF, -Math.PI / 2],
    [5e-324, 5e-324],
  ],
};

test.each(unaryNames)("special values of %s", (name) => {
  for (const [x, value] of tables[name]) expect([x, unary[name](x)]).toEqual([x, value]);
  expect(unary[name](NaN)).toBeNaN();
});

test("powers of special values are JavaScript's", () => {
  const table = [
    [NaN, 0, 1],
    [NaN, 1, NaN],
    [2, NaN, NaN],
    [1, NaN, NaN],
    [1, INF, NaN],
    [-1, -INF, NaN],
    [0, 0, 1],
    [INF, 0, 1],
    [2, INF, INF],
    [2, -INF, 0],
    [0.5, INF, 0],
    [-0.5, -INF, INF],
    [0, 3, 0],
    [-0, 3, -0],
    [-0, 2, 0],
    [-0, -3, -INF],
    [-0, -2, INF],
    [0, -0.5, INF],
    [-0, 0.5, 0],
    [-INF, 3, -INF],
    [-INF, 2, INF],
    [-INF, -3, -0],
    [-INF, 0.5, INF],
    [-INF, -0.5, 0],
    [INF, -1, 0],
    [-8, 1 / 3, NaN],
    [-2, 3, -8],
    [-2, -3, -0.125],
    [-2, 2, 4],
    [4, 0.5, 2],
    [4, -0.5, 0.5],
    [2, 1024, INF],
    [2, -1074, 5e-324],
    [2, -1076, 0],
    [-2, -1075, -0],
    [1.0000000000000002, 1e300, INF],
    [0.9999999999999999, 1e300, 0],
    [5e-324, 1, 5e-324],
    [5e-324, -1, INF],
    [1e-5, 1, 1e-5],
    [10, -5, 1e-5],
    [3, 5, 243],
    [-1, 2 ** 53, 1],
    [-1, 2 ** 53 - 1, -1],
  ];
  for (const [x, y, value] of table) expect([x, y, pow(x, y)]).toEqual([x, y, value]);
});

test("angles and lengths of special values are JavaScript's", () => {
  const values = [0, -0, 1, -1, 5e-324, -5e-324, 1e300, -1e300, INF, -INF, NaN, 2.5];
  for (const y of values) for (const x of values) expect([y, x, atan2(y, x)]).toEqual([y, x, Math.atan2(y, x)]);
  for (const y of values) for (const x of values) expect([y, x, hypot(y, x)]).toEqual([y, x, Math.hypot(y, x)]);
  expect((hypot as (...values: number[]) => number)()).toBe(0);
});

test("powers of 2 and 10 are the numbers of this name", () => {
  for (let k = -323; k <= 308; k++) expect(powerOfTen(k)).toBe(Number.parseFloat(`1e${k}`));
  for (let k = -1074, power = 5e-324; k <= 1023; k++, power *= 2) expect(powerOfTwo(k)).toBe(power);
});
