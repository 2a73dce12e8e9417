import { modeltable } from "engine/bootstrap/modelTable";
import { modelData } from "engine/deviance/modelData";
import { modelFrame } from "engine/formula/frame/modelFrame";
import { coeftable } from "engine/inference/smallSample/coeftable";
import { drop1 } from "engine/inference/tests/drop1";
import { likelihoodratiotest } from "engine/inference/tests/likelihoodratiotest";
import { ranova } from "engine/inference/tests/ranova";
import { failureAdvice } from "engine/model/design/failureAdvice";
import { fit } from "engine/model/fit";
import { VarCorr } from "engine/model/varCorr";
import { MersenneTwister } from "engine/random/mersenneTwister";
import type { Shown } from "engine/show/shown";
import { asTable } from "engine/table/asTable";
import { subset } from "../support/problems";

const ragged = subset("sleepstudy", (_, i) => (i * 7919) % 101 > 25);
const formula = "reaction ~ 1 + days + (1 + days | subj)";
const whole = fit(formula, ragged);
const stopped = fit(formula, ragged, { optimizer: { maxfeval: 2 } });
const mark =
  "is not converged: do not use these estimates, as the search was cut off by maxfeval = 2: allow more evaluations.";

/** What the text and the view say below a table. */
function notesOf(shown: Shown): string[] {
  const below = shown.report().notes ?? [];
  expect(shown.view().notes ?? []).toEqual(expect.arrayContaining(below.filter((note) => note.includes("converged"))));
  return below.filter((note) => note.includes("converged"));
}

describe("what is made of a fit that failed says so", () => {
  const small = fit("reaction ~ 1 + days + (1 | subj)", ragged);
  test.each<[string, (model: typeof whole) => Shown, string]>([
    ["coeftable", (model) => coeftable(model), `The fit of '${formula}' ${mark}`],
    ["coeftable with t", (model) => coeftable(model, { dof: "satterthwaite" }), `The fit of '${formula}' ${mark}`],
    ["VarCorr", VarCorr, `The fit of '${formula}' ${mark}`],
    ["modeltable", (model) => modeltable(small, model), `(2) ${mark}`],
    ["ranova", (model) => ranova(model), `The fit of '${formula}' ${mark}`],
    ["drop1", (model) => drop1(model, { test: "LRT" }), `The fit of '${formula}' ${mark}`],
    ["likelihoodratiotest", (model) => likelihoodratiotest(small, model), `The fit of '${formula}' ${mark}`],
  ])("%s", (_, make, note) => {
    expect(notesOf(make(stopped))).toEqual([note]);
    expect(notesOf(make(whole))).toEqual([]);
  });
});

describe("a fit that cannot end says why and what to do", () => {
  const rng = new MersenneTwister(3);
  const g = Array.from({ length: 30 }, (_, i) => `g${i % 6}`);
  const x = g.map(() => rng.randn());
  const y = x.map((value) => value + rng.randn());

  test("rows are copies of one another, so that nothing is left for σ", () => {
    const pair = g.map((_, i) => `p${i}`);
    const twice = <T>(values: readonly T[]): T[] => [...values, ...values];
    const { certificate } = fit("y ~ 1 + x + (1 | pair)", { y: twice(y), x: twice(x), pair: twice(pair) });
    expect(certificate.converged).toBe(false);
    expect(certificate.summary).toBe(
      "not converged: do not use these estimates, as the model reproduces every row exactly, so that the fit " +
        "gets better without end as the residual σ goes to 0; 30 rows are copies of another (row 31 of row 1, say): " +
        "leave the copies out",
    );
  });

  test("a response without errors leaves nothing to tell σ", () => {
    const exact = y.map((_, i) => 1 + 2 * x[i] + Number(g[i].slice(1)));
    const { certificate } = fit("y ~ 1 + x + (1 | g)", { y: exact, x, g });
    expect(certificate.converged).toBe(false);
    expect(certificate.summary).toContain(
      "leave out random effects, or see whether the response was computed from the other columns",
    );
  });

  test("effects and coefficients are as many as the rows", () => {
    const table = {
      y: y.slice(0, 12),
      x: x.slice(0, 12),
      g: g.slice(0, 12),
      h: g.slice(0, 12).map((_, i) => `h${i % 5}`),
    };
    const { certificate } = fit("y ~ 1 + x + x^2 + (1 | g) + (0 + x | h)", table);
    expect(certificate.summary).toContain(
      "11 random effects and 3 coefficients are too many for 12 rows: leave out random effects",
    );
    expect(certificate.converged).toBe(false);
  });

  test("with a random effect for each row σ may be 0, which is told of an optimum too", () => {
    const { certificate } = fit("y ~ 1 + x + (1 | row)", { y, x, row: y.map((_, i) => `r${i}`) });
    expect(certificate.warnings.join("; ")).toContain("with a residual σ of 0, may fit better");
  });

  test("rows are left over in other models, however exact their response is", () => {
    const exact = y.map((value, i) => 1e4 * Number(g[i].slice(1)) + value);
    const { certificate } = fit("y ~ 1 + x + (1 | g)", { y: exact, x, g });
    expect(certificate).toMatchObject({ converged: true, warnings: [] });
  });

  test("σ is fixed where it is known, with as many effects as rows", () => {
    const { certificate } = fit("y ~ 1 + x + (1 | row)", { y, x, row: y.map((_, i) => `r${i}`) }, { σ: 1 });
    expect(certificate.warnings.join()).not.toContain("σ of 0 may");
  });
});

describe("units and origins that cost the digits of a fit are named", () => {
  const age = Array.from({ length: 30 }, (_, i) => 20 + ((i * 7) % 30));
  const table = { y: age.map((value, i) => value + (i % 4)), age, g: age.map((_, i) => `g${i % 6}`) };
  const advice = (values: number[]): string[] =>
    failureAdvice(modelData(modelFrame("y ~ 1 + age + (1 + age | g)", asTable({ ...table, age: values }))), {
      isSaturated: false,
    });

  test.each<[string, (value: number) => number, string[]]>([
    ["years", (value) => value, []],
    [
      "a tiny unit",
      (value) => 1e9 * value,
      ["'age' varies by about 10000000000: ZScore() among the contrasts, or another unit, brings that to about 1"],
    ],
    [
      "a huge unit",
      (value) => 1e-9 * value,
      ["'age' varies by about 1e-8: ZScore() among the contrasts, or another unit, brings that to about 1"],
    ],
    [
      "day numbers",
      (value) => value + 2460000,
      ["'age' varies little beside a mean of 2460000: Center() among the contrasts takes that away"],
    ],
  ])("%s", (_, of, expected) => {
    expect(advice(age.map(of))).toEqual(expected);
  });
});
