import { shortestcovint } from "engine/bootstrap/sample/shortestcovint";
import { ridgeplot } from "engine/charts/ridge";
import { asTable } from "engine/table/asTable";
import { COEFNAMES, coefficientSample } from "./sample";

const sample = coefficientSample(1000);
const names = (chart: ReturnType<typeof ridgeplot>) => chart.spec.data.values.map((row) => row.series);

test("a ridge a coefficient, from top to bottom in the model's order", () => {
  const { data } = ridgeplot(sample).spec;
  expect(data.values.map((row) => row.series)).toEqual(COEFNAMES);
  expect(data.values.map((row) => row.base)).toEqual([7, 6, 5, 4, 3, 2, 1, 0]);
});

test("all ridges have the same height", () => {
  for (const row of ridgeplot(sample).spec.data.values) {
    const heights = (row.ridge as number[]).map((y) => y - (row.base as number));
    expect(Math.max(...heights)).toBeCloseTo(0.82, 3);
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(0);
  }
});

test("the interval is the shortest one of the level asked for", () => {
  const coefnames = sample.β.factor("coefname");
  const own = sample.β.numeric("β").filter((_, row) => coefnames.levels[coefnames.refs[row]] === "spkr: old");
  for (const level of [0.95, 0.8]) {
    const [lower, upper] = shortestcovint(own, level);
    const row = ridgeplot(sample, { level }).spec.data.values[1];
    expect(row.lower).toBeCloseTo(lower, 1);
    expect(row.upper).toBeCloseTo(upper, 1);
  }
  expect(JSON.stringify(ridgeplot(sample, { level: 0.8 }).spec)).toContain(
    "Normalized bootstrap density and 80% coverage interval",
  );
});

test("the intercept can be left out", () => {
  expect(names(ridgeplot(sample, { showIntercept: false }))).toEqual(COEFNAMES.slice(1));
  expect(names(ridgeplot(sample, { showIntercept: true }))).toEqual(COEFNAMES);
  expect(ridgeplot(sample, { showIntercept: false, title: "Fixed effects" }).spec.title).toBe("Fixed effects");
});

test("intervals and the line at 0 can be left out", () => {
  const marks = (options: object): string[] => ridgeplot(sample, options).spec.layer.map(({ mark }) => mark.type);
  expect(marks({})).toEqual(["rule", "area", "rule", "point", "text"]);
  expect(marks({ level: null })).toEqual(["rule", "area", "text"]);
  expect(marks({ level: null, vlineAtZero: false })).toEqual(["area", "text"]);
  expect(JSON.stringify(ridgeplot(sample, { level: null }).spec)).not.toContain("coverage interval");
});

test("a coefficient that never varies is a spike", () => {
  const β = asTable({ coefname: ["a", "b", "a", "b"], β: [1, 0, 2, 0] });
  const [, constant] = ridgeplot({ β, coefnames: ["a", "b"] }).spec.data.values;
  expect((constant.ridge as number[]).every(Number.isFinite)).toBe(true);
  expect(constant).toMatchObject({ lower: 0, upper: 0, mean: 0 });
});

test("errors name the rule and the value", () => {
  const intercept = coefficientSample(10, ["(Intercept)"]);
  expect(() => ridgeplot(intercept, { showIntercept: false })).toThrow("besides the intercept");
  expect(() => ridgeplot(sample, { level: 95 })).toThrow("got 95");
  expect(() => ridgeplot(sample, { show_intercept: false } as object)).toThrow("show_intercept");
  expect(() => ridgeplot(sample.β as never)).toThrow(
    "ridgeplot needs a sample made by parametricbootstrap; got a Table",
  );
  expect(() => ridgeplot({ β: sample.β, coefnames: ["x"] })).toThrow("no replicates of the coefficient 'x'");
});
