import { simplelinreg } from "engine/charts/parts/simplelinreg";
import { qqnorm } from "engine/charts/qqnorm";
import { normalQuantile } from "engine/distributions/normalQuantile";
import { expectClose } from "../support/expectClose";
import { fitted } from "../support/fits";
import { pictures } from "./reference";
import { numbersOf } from "./unrolled";

const sleepstudy = fitted("sleepstudy");
type Drawn = ReturnType<typeof qqnorm>;
const layer = (chart: Drawn, type: string) =>
  chart.spec.layer.find(({ mark, data }) => mark.type === type && data !== undefined);
const lineOf = (chart: Drawn): { a: number; b: number } => {
  const [from, to] = layer(chart, "line")!.data!.values as unknown as { x: number; y: number }[];
  const b = (to.y - from.y) / (to.x - from.x);
  return { a: from.y - b * from.x, b };
};

test("sorted residuals against R's qnorm(ppoints(n))", () => {
  const [row] = qqnorm(sleepstudy).spec.data.values;
  expectClose(numbersOf(row, "x"), pictures.quantiles, { absolute: 1e-3 });
  expectClose(numbersOf(row, "y"), pictures.residuals, { absolute: 2e-2 });
  const { residuals } = sleepstudy;
  expect(numbersOf(row, "row")[179]).toBe(residuals.indexOf(Math.max(...residuals)) + 1);
});

test("lines: through the quartiles, by least squares, of equal quantiles, none", () => {
  const sorted = [...sleepstudy.residuals].sort((a, b) => a - b);
  const quartile = (values: number[], p: number): number => {
    const at = p * (values.length - 1);
    return values[Math.floor(at)] + (at % 1) * (values[Math.floor(at) + 1] - values[Math.floor(at)]);
  };
  const slope =
    (quartile(sorted, 0.75) - quartile(sorted, 0.25)) /
    (quartile(pictures.quantiles, 0.75) - quartile(pictures.quantiles, 0.25));
  expectClose([lineOf(qqnorm(sleepstudy)).b], [slope], { relative: 1e-6 });
  const { a, b } = simplelinreg(pictures.quantiles, sorted);
  const drawn = lineOf(qqnorm(sleepstudy, { qqline: "fit" }));
  expectClose([drawn.a, drawn.b], [a, b], { relative: 1e-6, absolute: 1e-6 });
  const identity = qqnorm(sleepstudy, { qqline: "identity" });
  expectClose([lineOf(identity).a, lineOf(identity).b], [0, 1], { absolute: 1e-9 });
  expectClose(
    numbersOf(identity.spec.data.values[0], "x"),
    pictures.quantiles.map((z) => sleepstudy.sigma * z),
    { absolute: 1e-2 },
  );
  expect(layer(qqnorm(sleepstudy, { qqline: "none" }), "line")).toBeUndefined();
});

test("the band is ± z·b·√(p(1 − p)/n)/φ about the line", () => {
  const chart = qqnorm(sleepstudy, { level: 0.9 });
  const { a, b } = lineOf(chart);
  const [band] = layer(chart, "area")!.data!.values;
  const x = numbersOf(band, "x");
  const n = 180;
  const cdf = (z: number): number => {
    // The quantiles themselves undo the distribution function.
    let [low, high] = [0, 1];
    for (let step = 0; step < 60; step++)
      [low, high] = normalQuantile((low + high) / 2) < z ? [(low + high) / 2, high] : [low, (low + high) / 2];
    return low;
  };
  const half = x.map(
    (z) =>
      (1.6448536269 * b * Math.sqrt((cdf(z) * (1 - cdf(z))) / n)) / (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)),
  );
  expectClose(
    numbersOf(band, "upper"),
    x.map((z, i) => a + b * z + half[i]),
    { absolute: 0.05 },
  );
  expectClose(
    numbersOf(band, "lower"),
    x.map((z, i) => a + b * z - half[i]),
    { absolute: 0.05 },
  );
  expect(layer(qqnorm(sleepstudy, { level: null }), "area")).toBeUndefined();
});

test("numbers without a model", () => {
  const chart = qqnorm([3, 1, 2]);
  expect(chart.spec.data.values[0]).toMatchObject({ row: [2, 3, 1], y: [1, 2, 3] });
  expect(chart.spec.layer[0].encoding.y).toMatchObject({ title: "Value" });
});

test("a simple regression line", () => {
  expect(simplelinreg([1, 2, 3], [5, 7, 9])).toEqual({ a: 3, b: 2 });
  expect(simplelinreg([2, 2], [1, 3])).toEqual({ a: 2, b: 0 });
  expect(() => simplelinreg([1], [1, 2])).toThrow("got 1 and 2");
  expect(() => simplelinreg([], [])).toThrow("at least one point");
});

test("errors name the rule and the value", () => {
  expect(() => qqnorm(sleepstudy, { qqline: "R" } as object)).toThrow('one of fitrobust, fit, identity, none, not "R"');
  expect(() => qqnorm([])).toThrow("got none");
  expect(() => qqnorm([1, NaN])).toThrow("got NaN");
  expect(() => qqnorm(sleepstudy, { level: 0 })).toThrow("not at 0");
});

test("the band about the line is within the plot, whatever the values", () => {
  for (const values of [[1, 2, 3, 4, 9], sampleOf(7), sampleOf(400).map((value) => value ** 3)])
    for (const qqline of ["fitrobust", "fit"] as const) {
      const { layer } = qqnorm(values, { qqline }).spec;
      const [from, to] = (layer[0].encoding.y!["scale"] as { domain: [number, number] }).domain;
      const [{ lower, upper }] = layer[0].data!.values as unknown as { lower: number[]; upper: number[] }[];
      expect(Math.min(...lower)).toBeGreaterThan(from);
      expect(Math.max(...upper)).toBeLessThan(to);
    }
});

function sampleOf(n: number): number[] {
  return Array.from({ length: n }, (_, i) => Math.sin(37 * i) * Math.exp(Math.cos(11 * i)));
}
