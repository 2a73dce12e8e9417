import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fit, refit } from "engine/model/fit";
import { likelihoodratiotest } from "engine/model/likelihoodRatioTest";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { predict } from "engine/model/predict";
import { restoremodel, savemodel } from "engine/model/savedModel";
import { expectClose } from "../support/expectClose";
import { tables, weightedFit } from "../support/weighted";

const { sleepstudy, penicillin } = tables;
const formula = "reaction ~ 1 + days + (1 + days | subj)";
const w = sleepstudy.numeric("w");
const numbers = (model: LinearMixedModel): number[] => [
  model.objective,
  model.sigma,
  ...model.coef,
  ...model.stderror,
  ...model.theta,
  ...model.fitted,
];

test("weights are a column or numbers", () => {
  const model = weightedFit("slopes");
  for (const weights of [w, Array.from(w), Int8Array.from(w)])
    expect(numbers(fit(formula, sleepstudy, { weights }))).toEqual(numbers(model));
  expect(model.weights).toEqual(w);
  expect(String(model)).toContain("180 observations; levels: subj 18; weights w\n");
  expect(String(fit(formula, sleepstudy, { weights: w }))).toContain("subj 18; weighted\n");
  expect(fit(formula, sleepstudy).weights).toEqual(new Float64Array(180).fill(1));
});

test.each([false, true])("weights that are all alike scale σ alone, REML %s", (REML) => {
  const rows = sleepstudy.toRows().filter((_, i) => (i * 7919) % 101 > 25);
  const [plain, weighted] = [fit(formula, rows, { REML }), fit(formula, rows, { REML, weights: rows.map(() => 4) })];
  expectClose(weighted.coef, plain.coef, { relative: 1e-8 });
  expectClose(weighted.stderror, plain.stderror, { relative: 1e-6 });
  expectClose([weighted.sigma], [2 * plain.sigma], { relative: 1e-6 });
  expectClose(
    weighted.theta,
    plain.theta.map((value) => value / 2),
    { absolute: 1e-6 },
  );
  expectClose([weighted.objective], [plain.objective], { relative: 1e-10 });
  expectClose(weighted.fitted, plain.fitted, { relative: 1e-6 });
});

test.each([false, true])("with σ fixed a weight of 2 is two rows, REML %s", (REML) => {
  const rows = penicillin.toRows().filter((_, i) => (i * 7919) % 101 > 25);
  const twice = (i: number): boolean => i % 3 === 0;
  const own = "diameter ~ 1 + (1 | plate) + (1 | sample)";
  const weighted = fit(own, rows, { REML, σ: 0.8, weights: rows.map((_, i) => (twice(i) ? 2 : 1)) });
  const doubled = fit(
    own,
    rows.flatMap((row, i) => (twice(i) ? [row, row] : [row])),
    { REML, σ: 0.8 },
  );
  expectClose(weighted.coef, doubled.coef, { relative: 1e-9 });
  expectClose(weighted.stderror, doubled.stderror, { relative: 1e-7 });
  expectClose(weighted.theta, doubled.theta, { relative: 1e-6 });
  // Two rows hold the densities of their mean and of their difference, which is 0 here: N(0; 2σ²) in terms of θ and β a
  // constant.
  const pairs = rows.filter((_, i) => twice(i)).length;
  expectClose([doubled.objective], [weighted.objective + pairs * (Math.log(2 * Math.PI * 0.8 ** 2) + Math.log(2))], {
    relative: 1e-9,
  });
});

test("the weights of means are the numbers that they are of", () => {
  // y of two observations with the same design: their mean, of weight 2, has the same coefficients at a known σ.
  const pairs = sleepstudy.toRows().map((row, i) => ({ ...row, reaction: (row.reaction as number) + (i % 5) }));
  const both = pairs.flatMap((row, i) => [
    { ...row, reaction: row.reaction + (i % 3) },
    { ...row, reaction: row.reaction - (i % 3) },
  ]);
  const [means, single] = [fit(formula, pairs, { weights: pairs.map(() => 2), σ: 30 }), fit(formula, both, { σ: 30 })];
  expectClose(means.coef, single.coef, { relative: 1e-9 });
  expectClose(means.stderror, single.stderror, { relative: 1e-7 });
  expectClose(means.theta, single.theta, { absolute: 1e-6 });
});

test("rows without a weight are left out and counted", () => {
  const missing = Array.from(w, (value, i): number | null => (i === 3 ? NaN : i === 50 ? null : value));
  const rows = sleepstudy.toRows().map((row, i) => ({ ...row, w: missing[i] }));
  const model = fit(formula, rows, { weights: "w" });
  const left = sleepstudy.toRows().filter((_, i) => i !== 3 && i !== 50);
  expect([model.nobs, model.nmissing]).toEqual([178, 2]);
  expect(numbers(model)).toEqual(numbers(fit(formula, left, { weights: "w" })));
  expect(numbers(fit(formula, rows, { weights: missing }))).toEqual(numbers(model));
  expect(model.weights.length).toBe(178);
});

test.each<[string, unknown, string]>([
  [
    "zero",
    w.map((value, i) => (i === 6 ? 0 : value)),
    "weights must be positive and finite; that of row 7 is 0 (to leave a row out, make its weight missing)",
  ],
  ["negative", w.map((value, i) => (i === 2 ? -1 : value)), "weights must be positive and finite; that of row 3 is -1"],
  [
    "infinite",
    w.map((value, i) => (i === 0 ? Infinity : value)),
    "weights must be positive and finite; that of row 1 is Infinity",
  ],
  ["too few", [1, 2, 3], "the option weights has a number for each row of the table; got 3 for 180 rows"],
  [
    "an unknown column",
    "ww",
    "the option weights is a column of the table or numbers: unknown column 'ww' (did you mean 'w'?); columns are",
  ],
  ["a column of text", "subj", "the option weights must be numeric; 'subj' holds strings"],
  ["text", Array.from(w, String), "the option weights must be numeric; these are strings"],
  ["a number", 3, "the option weights is the name of a column or an array of numbers; got 3"],
])("weights that cannot be used are refused: %s", (_, weights, message) => {
  expect(() => fit(formula, sleepstudy, { weights: weights as number[] })).toThrow(message);
});

test("a weight of 0 in a column names the column", () => {
  const rows = sleepstudy.toRows().map((row, i) => ({ ...row, w: i % 10 }));
  expect(() => fit(formula, rows, { weights: "w" })).toThrow("weights must be positive and finite; 'w' of row 1 is 0");
});

test("a refit keeps the weights, and predictions need none", () => {
  const model = weightedFit("slopes");
  expect(numbers(refit(model, model.response))).toEqual(numbers(model));
  const { w: _, ...others } = Object.fromEntries(sleepstudy.columnNames.map((name) => [name, sleepstudy.column(name)]));
  expectClose(predict(model, others), model.fitted, { relative: 1e-12 });
});

test("models of other weights are not compared", () => {
  const small = fit("reaction ~ 1 + days + (1 | subj)", sleepstudy);
  expect(() => likelihoodratiotest(small, weightedFit("slopes"))).toThrow(
    "a likelihood-ratio test needs models of the same weights; theirs differ",
  );
  expect(likelihoodratiotest(weightedFit("intercepts"), weightedFit("slopes")).chisqDof[0]).toBe(2);
});

describe("saved models", () => {
  const folder = mkdtempSync(join(tmpdir(), "weighted-"));
  const path = join(folder, "model.json");
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(["slopes", "crossed_reml", "weights_offset", "fixed_slopes_weights_reml", "meta"])(
    "%s comes back to the last bit",
    (name) => {
      const model = weightedFit(name);
      savemodel(path, model);
      const table = name.includes("slopes") ? sleepstudy : name === "meta" ? tables.studies : tables.kb07;
      const restored = restoremodel(path, table);
      expect(numbers(restored)).toEqual(numbers(model));
      expect([restored.dof, restored.sigmaIsFixed, String(restored)]).toEqual([
        model.dof,
        model.sigmaIsFixed,
        String(model),
      ]);
    },
  );

  test("weights that were given as numbers are given again", () => {
    const model = fit(formula, sleepstudy, { weights: w, offset: w });
    savemodel(path, model);
    expect(() => restoremodel(path, sleepstudy)).toThrow(
      "this fit was given weights as numbers; restore it with the same ones, restoremodel(path, data, { weights })",
    );
    expect(() => restoremodel(path, sleepstudy, { weights: w })).toThrow("this fit was given offset as numbers");
    expect(numbers(restoremodel(path, sleepstudy, { weights: w, offset: "w" }))).toEqual(numbers(model));
    expect(() =>
      restoremodel(path, sleepstudy, { weights: w.map((value, i) => value + Number(i === 9)), offset: w }),
    ).toThrow("the response, effects, levels, weights or offset of");
  });

  test("other weights and weights where there were none are refused", () => {
    savemodel(path, weightedFit("slopes"));
    const rows = sleepstudy.toRows().map((row, i) => ({ ...row, w: 1 + (i % 4) }));
    expect(() => restoremodel(path, rows)).toThrow("the response, effects, levels or weights of");
    savemodel(path, fit(formula, sleepstudy));
    expect(() => restoremodel(path, sleepstudy, { weights: "w" })).toThrow(
      "this fit has no weights beside its formula; got 'w'",
    );
  });
});
