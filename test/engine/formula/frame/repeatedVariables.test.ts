import { Center, ZScore } from "engine/formula/coding/standardize";
import { formulaTerms } from "engine/formula/language/terms";
import { emtrends } from "engine/inference/means/emtrends";
import { anova } from "engine/inference/tests/anova";
import { drop1 } from "engine/inference/tests/drop1";
import { fit } from "engine/model/fit";
import { predict } from "engine/model/predict";
import { asTable } from "engine/table/asTable";
import { dataset } from "engine/table/source/dataset";

const sleepstudy = dataset("sleepstudy");
const isNumber = (name: string): boolean => name.startsWith("x");

/** As in StatsModels.jl, a number multiplied with itself is its square; a factor is the factor. */
const TERMS: readonly (readonly [text: string, terms: string])[] = [
  ["x * x", "x, x & x"],
  ["x & x", "x & x"],
  ["x * x * f", "x, f, x & x, x & f, x & x & f"],
  ["x:x:x", "x & x & x"],
  ["(x + x2)^2", "x, x2, x & x2"],
  ["x / x", "x"],
  ["f * f", "f"],
  ["f & f & x", "f & x"],
  ["log(x) * log(x)", "log(x), log(x) & log(x)"],
  ["x * x + x & x", "x, x & x"],
];

test.each(TERMS)("%s is %s", (text, expected) => {
  const { fixed } = formulaTerms(`y ~ 0 + ${text} + (1 | g)`, isNumber);
  expect(fixed.map((term) => term.join(" & ")).join(", ")).toBe(expected);
});

test("a grouping factor has each variable once", () => {
  const { random } = formulaTerms("y ~ 1 + (1 | x & x & g)", isNumber);
  expect(random[0].grouping).toEqual(["x", "g"]);
});

test("days * days is the square in fixed and random effects, wherever days has its origin", () => {
  const squared = fit("reaction ~ 1 + days + abs2(days) + (1 + days + abs2(days) | subj)", sleepstudy);
  const m = fit("reaction ~ 1 + days * days + (1 + days * days | subj)", sleepstudy);
  expect(m.coefnames).toEqual(["(Intercept)", "days", "days & days"]);
  expect(m.objective).toBeCloseTo(squared.objective, 7);
  m.coef.forEach((value, j) => expect(value).toBeCloseTo(squared.coef[j], 6));
  for (const days of [Center(4), ZScore(), Center(1000)])
    expect(fit(m.formula, sleepstudy, { contrasts: { days } }).objective).toBeCloseTo(m.objective, 6);
  expect(fit(m.formula, sleepstudy).objective).toBe(m.objective);
});

test("predictions, slopes and tests know the square", () => {
  const m = fit("reaction ~ 1 + days * days + (1 + days | subj)", sleepstudy);
  const beyond = asTable({ subj: ["S308", "S308"], days: [12, 0], reaction: [0, 0] });
  const squared = fit("reaction ~ 1 + days + abs2(days) + (1 + days | subj)", sleepstudy);
  const [own, other] = [m, squared].map((one) => predict(one, beyond) as Float64Array);
  own.forEach((value, i) => expect(value).toBeCloseTo(other[i], 6));
  const { trend } = emtrends("days", { days: [0, 4] }, m).toRows()[1] as { trend: number };
  expect(trend).toBeCloseTo(m.coef[1] + 8 * m.coef[2], 5);
  const p = anova(m).numeric("Pr(>F)");
  anova(squared)
    .numeric("Pr(>F)")
    .forEach((value, i) => expect(p[i]).toBeCloseTo(value, 6));
  expect(drop1(m).column("term")).toEqual(["days & days"]);
});
