import { caterpillar } from "engine/charts/caterpillar";
import { qqcaterpillar } from "engine/charts/qqcaterpillar";
import { normalQuantile } from "engine/distributions/normalQuantile";
import { ranefinfo } from "engine/model/ranefInfo";
import { expectClose } from "../support/expectClose";
import { fitted } from "../support/fits";
import { pictures } from "./reference";
import { numbersOf, rowOf } from "./unrolled";

const sleepstudy = fitted("sleepstudy");
const { levels, modes, stddevs } = pictures.sleepstudy;
const byLevel = (values: number[]): Map<string, number> => new Map(levels.map((level, i) => [`S${level}`, values[i]]));

test("a plot for each effect, with lme4's modes and mode ± 1.96 SD", () => {
  const { concat } = caterpillar(sleepstudy).spec;
  expect(concat).toHaveLength(2);
  concat.forEach((panel, c) => {
    const row = rowOf(panel);
    const drawn = row.level as string[];
    const [own, spread] = [byLevel(modes[c]), byLevel(stddevs[c])];
    // A ten-thousandth of the axis is what a drawing needs.
    const unit = { absolute: 1e-2 };
    expectClose(
      numbersOf(row, "mode"),
      drawn.map((level) => own.get(level)!),
      unit,
    );
    expectClose(
      numbersOf(row, "sd"),
      drawn.map((level) => spread.get(level)!),
      unit,
    );
    expectClose(
      numbersOf(row, "lower"),
      drawn.map((level) => own.get(level)! - 1.959963985 * spread.get(level)!),
      unit,
    );
    expectClose(
      numbersOf(row, "upper"),
      drawn.map((level) => own.get(level)! + 1.959963985 * spread.get(level)!),
      unit,
    );
  });
});

test("levels are sorted by the first effect, by another or as stored from the top", () => {
  const sortedBy = (c: number): string[] =>
    [...levels.keys()].sort((a, b) => modes[c][a] - modes[c][b]).map((i) => `S${levels[i]}`);
  const drawn = (options: object): unknown => rowOf(caterpillar(sleepstudy, "subj", options).spec.concat[0]).level;
  expect(drawn({})).toEqual(sortedBy(0));
  expect(drawn({ orderby: "days" })).toEqual(sortedBy(1));
  expect(drawn({ cols: ["days"] })).toEqual(sortedBy(1));
  expect(drawn({ orderby: null })).toEqual([...levels].reverse().map((level) => `S${level}`));
});

test("the plots of a row share the order of the levels, and the first bears their names", () => {
  const { concat } = caterpillar(sleepstudy).spec;
  expect(rowOf(concat[0]).level).toEqual(rowOf(concat[1]).level);
  const names = concat.map((panel) => panel.layer.find(({ mark }) => mark.type === "text"));
  expect(names[0]!.data!.values.map(({ level }) => level)).toEqual(rowOf(concat[0]).level);
  expect(names[1]).toBeUndefined();
});

test("of hundreds of levels the axis tells the number", () => {
  const names = Array.from({ length: 352 }, (_, i) => `item ${i}`);
  const effects = Float64Array.from({ length: 352 }, (_, i) => Math.sin(i));
  const info = {
    grouping: "item",
    cnames: ["(Intercept)"],
    levels: names,
    ranef: effects,
    stddev: new Float64Array(352).fill(0.2),
  };
  const { spec } = caterpillar(info);
  expect(spec.concat[0].height).toBe(640);
  expect(spec.concat[0].layer.some(({ mark }) => mark.type === "text")).toBe(false);
  expect(JSON.stringify(spec)).toContain("352 levels of item");
});

test("the qq plot sorts each effect by itself against qnorm((i − ½)/n)", () => {
  const { concat } = qqcaterpillar(sleepstudy, "subj").spec;
  const quantiles = levels.map((_, i) => normalQuantile((i + 0.5) / levels.length));
  concat.forEach((panel, c) => {
    const row = rowOf(panel);
    expectClose(numbersOf(row, "y"), quantiles, { absolute: 5e-4 });
    expectClose(
      numbersOf(row, "mode"),
      [...modes[c]].sort((a, b) => a - b),
      { absolute: 1e-2 },
    );
  });
  expect((rowOf(concat[1]).level as string[])[17]).toBe(`S${levels[modes[1].indexOf(Math.max(...modes[1]))]}`);
});

test("another level, no line at 0, another factor", () => {
  const { concat } = caterpillar(sleepstudy, "subj", { level: 0.5, vlineAtZero: false, cols: ["days"] }).spec;
  const row = rowOf(concat[0]);
  expectClose(
    numbersOf(row, "upper"),
    numbersOf(row, "mode").map((mode, i) => mode + 0.67448975 * numbersOf(row, "sd")[i]),
    { absolute: 1e-2 },
  );
  expect(concat[0].layer.some(({ mark }) => mark.type === "rule")).toBe(false);
  expect(String(caterpillar(fitted("penicillin"), "sample"))).toContain("Random effects of sample");
});

test("a variance of 0 is drawn as dots at 0", () => {
  const row = rowOf(caterpillar(fitted("dyestuff2")).spec.concat[0]);
  expect(numbersOf(row, "lower")).toEqual([0, 0, 0, 0, 0, 0]);
});

test("errors name the rule and the value", () => {
  const { subj } = ranefinfo(sleepstudy);
  for (const plot of [caterpillar, qqcaterpillar]) {
    expect(() => plot(sleepstudy, "item")).toThrow("unknown grouping factor 'item'; those of the model are subj");
    expect(() => plot(subj, "item")).toThrow("these are the random effects of subj, not of item");
    expect(() => plot(sleepstudy, "subj", { cols: ["day"] })).toThrow(
      "unknown random effect 'day' (did you mean 'days'?)",
    );
    expect(() => plot(sleepstudy, "subj", { cols: [] })).toThrow("needs at least one of (Intercept), days");
    expect(() => plot(sleepstudy, "subj", { cols: ["days", "days"] })).toThrow("'days' twice");
    expect(() => plot(sleepstudy, "subj", { cols: "days" } as object)).toThrow(
      'an array of names such as ["(Intercept)"], not days',
    );
    expect(() => plot(sleepstudy, "subj", { levl: 0.9 } as object)).toThrow("levl");
    expect(() => plot(sleepstudy, "subj", { level: 95 })).toThrow("lies between 0 and 1, not at 95");
    expect(() =>
      plot({ ...subj, ranef: subj.ranef.map(() => NaN), stddev: subj.ranef }, "subj", { vlineAtZero: false }),
    ).toThrow("has no numbers to draw");
  }
  expect(() => caterpillar(sleepstudy, "subj", { orderby: "day" })).toThrow(
    "unknown random effect 'day' (did you mean 'days'?); those drawn are (Intercept), days",
  );
});

test("of very many levels the farthest and some others are drawn, which is said", () => {
  const n = 20_000;
  const names = Array.from({ length: n }, (_, l) => `level ${l}`);
  const modes = Float64Array.from(names, (_, l) => Math.sin(l) + (l === 777 ? 9 : 0));
  const info = {
    grouping: "subj",
    cnames: ["(Intercept)", "x"],
    levels: names,
    ranef: Float64Array.from({ length: 2 * n }, (_, i) => (i % 2 === 0 ? 1 : -1) * modes[Math.floor(i / 2)]),
    stddev: new Float64Array(2 * n).fill(0.3),
  };
  for (const draw of [caterpillar, qqcaterpillar]) {
    const { spec } = draw(info);
    const rows = spec.concat.map(rowOf);
    for (const row of rows) {
      expect(row.level).toHaveLength(1500);
      expect(row.level).toContain("level 777");
    }
    expect(JSON.stringify(spec.concat[0].layer)).toContain("20000 levels");
    expect(spec.description).toContain("of 20000 levels, 1500 of them drawn");
    expect(JSON.stringify(spec).length).toBeLessThan(400_000);
  }
});
