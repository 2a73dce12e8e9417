import { FormulaError } from "engine/errors";
import { DummyCoding } from "engine/formula/coding/contrasts";
import { modelFrame } from "engine/formula/frame/modelFrame";
import { asTable } from "engine/table/asTable";
import { expectClose } from "../../support/expectClose";

const table = asTable({
  y: [1, 2, 4, 3, 5],
  x: [1, 2, 4, 7, 11],
  z: [2, 0.5, 4, 1, 8],
  f: ["a", "b", "a", "b", "c"],
  g: ["u", "v", "u", "v", "u"],
  "two words": [5, 4, 3, 2, 1],
  gap: [1, NaN, 3, 4, 5],
});
const { x, z } = { x: [1, 2, 4, 7, 11], z: [2, 0.5, 4, 1, 8] };
const frame = (text: string) => modelFrame(text, table);
const fixed = (right: string) => frame(`y ~ 0 + ${right} + (1 | g)`).fixed;

test.each<[string, string, number[]]>([
  ["log(x)", "log(x)", x.map(Math.log)],
  ["abs2(x)", "abs2(x)", x.map((v) => v * v)],
  ["x^2", "x ^ 2", x.map((v) => v ** 2)],
  ["x^-1", "x ^ -1", x.map((v) => v ** -1)],
  ["1000 / x", "1000 / x", x.map((v) => 1000 / v)],
  ["2 * (x + z)", "2 * (x + z)", x.map((v, i) => 2 * (v + z[i]))],
  ["I(x + z)", "x + z", x.map((v, i) => v + z[i])],
  ["protect(x - z - 1)", "x - z - 1", x.map((v, i) => v - z[i] - 1)],
  ["I(-x^2)", "-x ^ 2", x.map((v) => -(v ** 2))],
  ["I((-x)^2)", "(-x) ^ 2", x.map((v) => (-v) ** 2)],
  ["I(2^z)", "2 ^ z", z.map((v) => 2 ** v)],
  ["sqrt(abs(x - 1.5e0))", "sqrt(abs(x - 1.5))", x.map((v) => Math.sqrt(Math.abs(v - 1.5)))],
  ["log(`two words`)", "log(`two words`)", [5, 4, 3, 2, 1].map(Math.log)],
  ["x**2", "x ^ 2", x.map((v) => v ** 2)],
  ["round(x / 2)", "round(x / 2)", [0, 1, 2, 4, 6]],
  ["round(-x / 2)", "round(-x / 2)", [-0, -1, -2, -4, -6]],
])("%s is a column named %s", (text, name, values) => {
  const { names, columns } = fixed(text);
  expect(names).toEqual([name]);
  expectClose(columns[0], values, { relative: 1e-15 });
});

test("calculations interact, vary by group and make responses", () => {
  const { names, columns } = fixed("log(x) & z");
  expect(names).toEqual(["log(x) & z"]);
  expectClose(
    columns[0],
    x.map((v, i) => Math.log(v) * z[i]),
    { relative: 1e-15 },
  );
  expect(frame("y ~ 1 + (1 + log(x) | g)").random[0].names).toEqual(["(Intercept)", "log(x)"]);
  const inverse = frame("1000 / x ~ 1 + z + (1 | g)");
  expect(inverse.response).toEqual({ name: "1000 / x", values: Float64Array.from(x, (v) => 1000 / v) });
  expect(inverse.formula).toBe("1000 / x ~ 1 + z + (1 | g)");
});

test("a missing value stays missing", () => {
  expect(frame("y ~ 1 + exp(gap) + (1 | g)")).toMatchObject({ nobs: 4, missing: 1 });
});

// R 4.5: poly(c(1, 2, 4, 7, 11), 3)
const ORTHOGONAL = [
  [-0.492365963917331, -0.369274472937998, -0.123091490979333, 0.246182981958665, 0.738548945875996],
  [0.4759972968131507, 0.0793328828021918, -0.4495530025457534, -0.5817744738827395, 0.4759972968131506],
  [-0.440385506050544, 0.330289129537908, 0.55048188256318, -0.605530070819498, 0.165144564768954],
];

test("poly gives the orthogonal polynomials of R", () => {
  const { names, columns } = fixed("poly(x, 3)");
  expect(names).toEqual(["poly(x, 3)1", "poly(x, 3)2", "poly(x, 3)3"]);
  columns.forEach((column, j) => expectClose(column, ORTHOGONAL[j], { absolute: 1e-14 }));
  expect(fixed("poly(x, 3)2").columns).toEqual([columns[1]]);
});

test("fulldummy has a column for each level whatever else there is", () => {
  expect(frame("y ~ 1 + (1 + fulldummy(f) | g)").random[0].names).toEqual(["(Intercept)", "f: a", "f: b", "f: c"]);
  expect(frame("y ~ 1 + (0 + fulldummy(f) | g)").random[0].columns.map((column) => [...column])).toEqual([
    [1, 0, 1, 0, 0],
    [0, 1, 0, 1, 0],
    [0, 0, 0, 0, 1],
  ]);
});

test.each([
  ["y ~ 1 + log(f) + (1 | g)", 13, "a formula calculates with numbers; 'f' holds strings"],
  ["y ~ 1 + log(xx) + (1 | g)", 13, "unknown variable 'xx' (did you mean 'x'?)"],
  ["log(f) ~ 1 + (1 | g)", 5, "the response must be numeric; 'f' holds strings"],
  ["log(y) ~ 1 + y + (1 | g)", 14, "the response may not stand on the right side too; 'y' does"],
  ["y ~ 1 + (1 + fulldummy(x) | g)", 24, "fulldummy is for factors; 'x' is numeric"],
])("%s is refused at character %i", (text, at, sentence) => {
  expect(() => frame(text)).toThrow(FormulaError);
  expect(() => frame(text)).toThrow(expect.objectContaining({ at, message: expect.stringContaining(sentence) }));
});

test.each([
  [
    "y ~ 1 + log(x - 3) + (1 | g)",
    "the variables of a formula must have a value in every row; log(x - 3) has none in row 1, where x is 1",
  ],
  ["y ~ 1 + inv(x - 4) + (1 | g)", "the variables of a formula must be finite; 'inv(x - 4)' is Infinity in row 3"],
  ["y ~ 1 + poly(x, 5) + (1 | g)", "polynomials of degree 5 need 6 or more different values; poly(x, 5) has 5"],
])("%s is refused", (text, sentence) => {
  expect(() => frame(text)).toThrow(sentence);
});

test("a calculation is not taken for a column of its name", () => {
  const named = asTable({ y: [1, 2, 3], x: [1, 2, 4], "log(x)": [3, 1, 2], g: ["a", "b", "a"] });
  expect(modelFrame("y ~ 0 + `log(x)` + (1 | g)", named).fixed.columns[0]).toEqual(Float64Array.of(3, 1, 2));
  expect(() => modelFrame("y ~ 0 + log(x) + (1 | g)", named)).toThrow(
    "a calculation may not be named like a column; 'log(x)' is one",
  );
});

test("text is never run as code", () => {
  for (const text of [
    "y ~ constructor(x) + (1 | g)",
    "y ~ toString(x) + (1 | g)",
    "y ~ __proto__(x) + (1 | g)",
    "y ~ process.exit(x) + (1 | g)",
  ]) {
    expect(() => modelFrame(text, table, { contrasts: { f: DummyCoding() } })).toThrow("unknown function");
  }
});

test("fulldummy takes a column of numbers that contrasts make a factor", () => {
  const { random, fixed } = modelFrame("y ~ 1 + x + (1 + fulldummy(x) | g)", table, {
    contrasts: { x: DummyCoding() },
  });
  expect(random[0].names).toEqual(["(Intercept)", "x: 1", "x: 2", "x: 4", "x: 7", "x: 11"]);
  expect(fixed.names).toEqual(["(Intercept)", "x: 2", "x: 4", "x: 7", "x: 11"]);
});

test("comparisons are 1 where they hold, 0 where not, missing where a side is", () => {
  const values = { y: [1, 2, 3, 4, 5], x: [1, 2, 3, NaN, 2], g: ["a", "b", "a", "b", "a"] };
  const calculated = (text: string): number[] => [
    ...modelFrame(`y ~ 0 + ${text} + (1 | g)`, asTable(values)).fixed.columns[0],
  ];
  expect(calculated("I(x > 2)")).toEqual([0, 0, 1, 0]);
  expect(calculated("I(x >= 2)")).toEqual([0, 1, 1, 1]);
  expect(calculated("I(x != 2)")).toEqual([1, 0, 1, 0]);
  expect(calculated("I((x > 1) * (x < 3))")).toEqual([0, 1, 0, 1]);
});

test("pi is the number, and a column of its name is written in backticks", () => {
  const named = { y: [1, 2, 3], pi: [1, 2, 4], x: [3, 1, 2], g: ["a", "b", "a"] };
  const first = (text: string, data: object): number[] => [
    ...modelFrame(`y ~ 0 + ${text} + (1 | g)`, asTable(data as never)).fixed.columns[0],
  ];
  expect(first("2*pi*x", { y: named.y, x: named.x, g: named.g })).toEqual([3, 1, 2].map((x) => 2 * Math.PI * x));
  expect(first("2*`pi`", named)).toEqual([2, 4, 8]);
  expect(first("pi", named)).toEqual([1, 2, 4]);
  expect(() => first("2*pi*x", named)).toThrow("in a calculation 'pi' is the number π, and the table has a column");
  expect(() => first("pi*x", { y: named.y, x: named.x, g: named.g })).toThrow("'pi' is a number in arithmetic");
});
