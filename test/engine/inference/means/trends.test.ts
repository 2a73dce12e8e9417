import { influence } from "engine/inference/influence";
import { effects, empairs } from "engine/inference/means/effects";
import { emtrends } from "engine/inference/means/emtrends";
import { lincom } from "engine/inference/means/lincom";
import { fit } from "engine/model/fit";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { Normal } from "engine/random/normal";
import { rand } from "engine/random/rand";
import { expectClose } from "../../support/expectClose";

const rng = new MersenneTwister(15);
const draw = (n: number): number[] => [...rand(rng, Normal(), n)];
const errors = draw(64);
const levels = draw(8);
const x = errors.map((_, i) => 0.5 + ((i * 23) % 64) / 12);
const data = {
  x,
  v: draw(64),
  f: x.map((_, i) => "abc"[(i * 5 + (i >> 3)) % 3]),
  g: x.map((_, i) => `g${i % 8}`),
  y: x.map((value, i) => 1 + value / 2 + levels[i % 8] + errors[i]),
};

/** Functions of x, with their derivatives. */
const SMOOTH: readonly [string, (x: number) => number][] = [
  ["x", () => 1],
  ["x^3", (at) => 3 * at ** 2],
  ["x^12", (at) => 12 * at ** 11],
  ["1/x", (at) => -1 / at ** 2],
  ["log(x)", (at) => 1 / at],
  ["sqrt(x)", (at) => 0.5 / Math.sqrt(at)],
  ["exp(-2*x)", (at) => -2 * Math.exp(-2 * at)],
  ["exp(3*x)", (at) => 3 * Math.exp(3 * at)],
  ["sin(5*x)", (at) => 5 * Math.cos(5 * at)],
  ["abs(x - 9)", () => -1],
  ["I((x - 2)^3)", (at) => 3 * (at - 2) ** 2],
  ["I((x - 2)^4)", (at) => 4 * (at - 2) ** 3],
];

test.each(SMOOTH)("the slope of %s is its derivative at every place", (term, derivative) => {
  const model = fit(`y ~ 1 + ${term} + (1 | g)`, data);
  const places = [0.6, 1, 2, 3.21, 5.5];
  const trends = emtrends("x", { x: places }, model).numeric("trend");
  const wanted = places.map((place) => model.coef[1] * derivative(place));
  const largest = Math.max(...wanted.map(Math.abs));
  expectClose(trends, wanted, { relative: 1e-3, absolute: 1e-7 * largest });
});

test.each(["poly(x, 4)", "ns(x, 4)", "bs(x, 5)", "bs(x, knots = c(2, 4), degree = 2)", "x * f", "x + x^2 + x^3"])(
  "%s has a slope everywhere, knots included",
  (term) => {
    const places = [...Array(40).keys()].map((k) => 0.5 + k / 8);
    const trends = emtrends("x", { x: places }, fit(`y ~ 1 + ${term} + (1 | g)`, data)).numeric("trend");
    expect(trends.every(Number.isFinite)).toBe(true);
  },
);

test.each([
  ["floor(x)", 2],
  ["I(x > 2)", 2],
  ["abs(x - 3)", 3],
  ["round(x)", 2.5],
  ["sign(x - 1)", 1],
  ["floor(x)", 2.007],
])("%s has no slope at %d", (term, place) => {
  const model = fit(`y ~ 1 + ${term} + (1 | g)`, data);
  expect(() => emtrends("x", { x: [place] }, model)).toThrow(
    `a trend is the slope of a mean that has one; it jumps or bends where 'x' is ${place}`,
  );
});

test("what has no value is refused with the value that was given", () => {
  const model = fit("y ~ 1 + sqrt(x) + log(x + 1) + (1 | g)", data);
  expect(() => emtrends("x", { x: [0] }, model)).toThrow("a mean on both sides of a value; that of 'x' about 0");
  expect(() => effects({ x: [-1] }, fit("y ~ 1 + log(x + 1) + (1 | g)", data))).toThrow(
    "must be finite; 'log(x + 1)' is -Infinity in row 1",
  );
  for (const value of [NaN, Infinity, undefined, null, "many"])
    expect(() => effects({ x: [value as number] }, model)).toThrow(
      `finite numbers; 'x' has ${typeof value === "string" ? `'${value}'` : value}`,
    );
});

test("a combination of no coefficients has a note about its tests", () => {
  const model = fit("y ~ 1 + f + (1 | g)", data);
  const note = "a combination of no coefficients is 0";
  expect(String(lincom(model, { nothing: { "f: b": 0 } }))).toContain(note);
  expect(String(empairs({ f: ["a", "a", "b"] }, model))).toContain(note);
  expect(String(empairs({ f: ["a", "b"] }, model))).not.toContain(note);
});

const RESULTS = ["estimate", "trend", "stderror", "df", "z", "t", "p", "lower", "upper", "first", "nobs", "cook", "σ"];
const INHERITED = ["constructor", "toString", "hasOwnProperty"];

test.each([...RESULTS, ...INHERITED])("a variable may be called %s", (name) => {
  const renamed = { ...data, [name]: data.x };
  const model = fit(`y ~ 1 + ${name} + v + (1 | g)`, renamed, { REML: true });
  const plain = fit("y ~ 1 + x + v + (1 | g)", data, { REML: true });
  for (const options of [{}, { dof: "satterthwaite" as const }]) {
    const design = { [name]: [1, 2] };
    const [found, wanted] = [effects(design, model, options), effects({ x: [1, 2] }, plain, options)];
    for (const column of wanted.columnNames.slice(1))
      expectClose(found.numeric(column), wanted.numeric(column), { relative: 1e-12 });
    const trends = [emtrends("v", design, model, options), emtrends("v", { x: [1, 2] }, plain, options)];
    expectClose(trends[0].numeric("trend"), trends[1].numeric("trend"), { relative: 1e-9 });
    expectClose(
      emtrends(name, {}, model, options).numeric("trend"),
      emtrends("x", {}, plain, options).numeric("trend"),
      { relative: 1e-9 },
    );
  }
  expectClose(influence(model).numeric("cook"), influence(plain).numeric("cook"), { relative: 1e-9 });
});

test("influence does not depend on the origin of a covariate and its powers", () => {
  const moves = [0, 2e3, 1e6].map((origin) => {
    const moved = { ...data, x: data.x.map((value) => origin + value) };
    const table = influence(fit("y ~ 1 + x + x^2 + (1 | g)", moved));
    return [...table.numeric("cook"), ...table.numeric("x ^ 2"), ...table.numeric("σ")];
  });
  for (const other of moves.slice(1)) expectClose(other, moves[0], { relative: 1e-6, absolute: 1e-8 });
  expect(String(influence(fit("y ~ 0 + (1 | g)", data)))).toContain("no coefficients that could move");
});
