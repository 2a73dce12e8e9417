import { confint } from "engine/bootstrap/sample/confint";
import { coefplot } from "engine/charts/coefplot";
import { fit } from "engine/model/fit";
import { dataset } from "engine/table/source/dataset";
import { expectClose } from "../support/expectClose";
import { fitted } from "../support/fits";
import { samples } from "../support/samples";

const kb07 = fitted("kb07_m1");
const rows = (chart: ReturnType<typeof coefplot>) => chart.spec.data.values;
const field = (chart: ReturnType<typeof coefplot>, name: string): number[] =>
  rows(chart).map((row) => row[name] as number);

// The estimates are written with six digits.
const drawn = { relative: 1e-5 };

test("a model's estimates with Wald intervals, the first coefficient on top", () => {
  const chart = coefplot(kb07, { level: 0.9 });
  expect(rows(chart).map(({ series }) => series)).toEqual(kb07.coefnames);
  expectClose(
    field(chart, "y"),
    kb07.coefnames.map((_, j) => 7 - j),
    {},
  );
  expectClose(field(chart, "estimate"), kb07.coef, drawn);
  expectClose(field(chart, "lower"), confint(kb07, { level: 0.9 }).numeric("lower"), drawn);
  expectClose(field(chart, "upper"), confint(kb07, { level: 0.9 }).numeric("upper"), drawn);
  expect(JSON.stringify(chart.spec.layer)).toContain("Estimate and 90 % Wald interval");
});

test("a sample's means with the shortest intervals", async () => {
  const sample = await samples.kb07();
  const chart = coefplot(sample, { showIntercept: false });
  const intervals = confint(sample)
    .toRows()
    .filter(({ par }) => /^β[2-8]$/.test(String(par)));
  expectClose(
    field(chart, "lower"),
    intervals.map(({ lower }) => lower as number),
    drawn,
  );
  expectClose(
    field(chart, "upper"),
    intervals.map(({ upper }) => upper as number),
    drawn,
  );
  const β2 = sample.tbl.numeric("β2");
  expectClose([field(chart, "estimate")[0]], [β2.reduce((sum, value) => sum + value, 0) / β2.length], drawn);
});

test("several models stand one below the other at each coefficient", () => {
  const smaller = fit("rt_trunc ~ 1 + prec + (1 | subj)", dataset("kb07"));
  const chart = coefplot([kb07, smaller], { labels: ["full", "small"], showIntercept: false });
  expect(rows(chart)).toHaveLength(8);
  const [small] = rows(chart).filter(({ model }) => model === "small");
  const full = rows(chart).find(({ model, series }) => model === "full" && series === "prec: maintain")!;
  expect(small.series).toBe("prec: maintain");
  expectClose([(full.y as number) - (small.y as number)], [0.3], { absolute: 1e-12 });
  expect(chart.spec.layer[1].encoding.color).toMatchObject({ scale: { domain: ["full", "small"] } });
});

test("a column that depends on others is left out", () => {
  const data = {
    y: [1, 2, 4, 3, 5, 7, 6, 9],
    x: [1, 2, 3, 4, 5, 6, 7, 8],
    twice: [2, 4, 6, 8, 10, 12, 14, 16],
    g: ["a", "b", "c", "d", "a", "b", "c", "d"],
  };
  expect(rows(coefplot(fit("y ~ 1 + x + twice + (1 | g)", data))).map(({ series }) => series)).toEqual([
    "(Intercept)",
    "x",
  ]);
});

test("the intercept is left out where the others would not be seen beside it, whatever the unit", () => {
  const data = dataset("kb07");
  for (const [response, isFar] of [
    ["rt_trunc", false],
    ["log(rt_trunc)", true],
    ["rt_trunc / 1000", false],
    ["1000 * log(rt_trunc)", true],
    ["log(rt_trunc) - 7.6", false],
  ] as const) {
    const model = fit(`${response} ~ 1 + spkr * prec * load + (1 | subj)`, data);
    const chart = coefplot([model, model]);
    const drawn = new Set(rows(chart).map(({ series }) => series));
    expect([response, drawn.has("(Intercept)"), drawn.size]).toEqual([response, !isFar, isFar ? 7 : 8]);
    expect(JSON.stringify(chart.spec.layer).includes("Wald interval, without the intercept")).toBe(isFar);
    const [least, greatest] = [Math.min(...field(chart, "lower")), Math.max(...field(chart, "upper"))];
    const others = rows(chart).filter(({ series }) => series !== "(Intercept)");
    const span =
      Math.max(...others.map(({ upper }) => upper as number)) - Math.min(...others.map(({ lower }) => lower as number));
    expect(8 * span).toBeGreaterThan(greatest - least);
    expect(rows(coefplot(model, { showIntercept: true })).length).toBe(8);
  }
  expect(rows(coefplot(fitted("dyestuff")))).toHaveLength(1);
});

test("the line at 0 can be left out", () => {
  const marks = (options: object): string[] => coefplot(kb07, options).spec.layer.map(({ mark }) => mark.type);
  expect(marks({})).toEqual(["rule", "rule", "point", "text"]);
  expect(marks({ vlineAtZero: false })).toEqual(["rule", "point", "text"]);
});

test("errors name the rule and the value", () => {
  expect(() => coefplot([])).toThrow("coefplot needs a model or a bootstrap sample; got none");
  expect(() => coefplot({} as never)).toThrow("coefplot draws models and bootstrap samples; got {}");
  expect(() => coefplot(kb07, { labels: ["a", "b"] })).toThrow("there are 1 models and 2 labels");
  expect(() => coefplot([kb07, kb07], { labels: ["a", "a"] })).toThrow("'a' occurs twice");
  expect(() => coefplot(fitted("dyestuff"), { showIntercept: false })).toThrow(
    "no coefficient to draw besides the intercept",
  );
  expect(() => coefplot(kb07, { show_intercept: false } as object)).toThrow("show_intercept");
});
