import { simulate } from "engine/bootstrap/drawing/simulate";
import { modeltable } from "engine/bootstrap/modelTable";
import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { predictionintervals } from "engine/bootstrap/predictionIntervals";
import { confint } from "engine/bootstrap/sample/confint";
import { coefplot } from "engine/charts/coefplot";
import { ridgeplot } from "engine/charts/ridge";
import { ridge2d } from "engine/charts/ridge2d";
import { coeftable } from "engine/inference/smallSample/coeftable";
import { cooksdistance, leverage } from "engine/model/diagnostics";
import { fit, refit } from "engine/model/fit";
import { likelihoodratiotest } from "engine/model/likelihoodRatioTest";
import { predict } from "engine/model/predict";
import { modelmatrix } from "engine/model/summaries";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { dataset } from "engine/table/source/dataset";
import { expectClose } from "../support/expectClose";

const rows = dataset("sleepstudy")
  .toRows()
  .map((row, i) => ({ ...row, twice: 2 * (row.days as number) + 1, w: 1 + (i % 3) }));
/** The last column, days, is a combination of the first two. */
const model = fit("reaction ~ 1 + twice + days + (1 + days | subj)", rows);
const without = fit("reaction ~ 1 + twice + (1 + days | subj)", rows);

test("the dependent column keeps its name, gets −0, NaN and no parameter", () => {
  expect(model.coefnames).toEqual(["(Intercept)", "twice", "days"]);
  expect(Object.is(model.coef[2], -0)).toBe(true);
  expectClose(model.coef.subarray(0, 2), without.coef, { relative: 1e-10 });
  expect([...model.fixef]).toEqual([...model.coef.subarray(0, 2)]);
  expectClose(model.stderror.subarray(0, 2), without.stderror, { relative: 1e-10 });
  expect(model.stderror[2]).toBeNaN();
  expect(model.dof).toBe(without.dof);
  expectClose([model.objective, model.aic, model.bic], [without.objective, without.aic, without.bic], {
    relative: 1e-12,
  });
});

test("it is NaN in the covariance matrix, the table of coefficients and the Wald intervals", () => {
  const p = 3;
  for (let i = 0; i < p; i++)
    for (let j = 0; j < p; j++) {
      if (i === 2 || j === 2) expect(model.vcov[i * p + j]).toBeNaN();
      else expectClose([model.vcov[i * p + j]], [without.vcov[i * 2 + j]], { relative: 1e-9 });
    }
  const table = coeftable(model);
  expect(table.column("coefname")).toEqual(model.coefnames);
  expect([table.numeric("Std. Error")[2], table.numeric("z")[2], table.numeric("Pr(>|z|)")[2]]).toEqual([
    NaN,
    NaN,
    NaN,
  ]);
  expect([confint(model).numeric("lower")[2], confint(model).numeric("upper")[2]]).toEqual([NaN, NaN]);
  const note = "'days' adds nothing to the terms before and was left out: the other estimates may be used";
  expect(String(model).split(note)).toHaveLength(2);
  expect(String(without)).not.toContain("left out");
  expect(model.view().certificate!.summary).toBe(`converged; ${note}`);
  expect(modelmatrix(model).columnNames).toEqual(model.coefnames);
});

test("predictions, fitted values and what is computed of the rows do without it", () => {
  expectClose(model.fitted, without.fitted, { relative: 1e-10 });
  expectClose(predict(model, rows.slice(0, 20)), without.fitted.slice(0, 20), { relative: 1e-10 });
  expectClose(leverage(model), leverage(without), { relative: 1e-9 });
  expectClose(cooksdistance(model), cooksdistance(without), { relative: 1e-7 });
});

test("pictures of a bootstrap sample leave it out", async () => {
  const sample = await parametricbootstrap(new MersenneTwister(1), 40, model, { progress: false });
  const whole = { showIntercept: true };
  for (const chart of [ridgeplot(sample), coefplot(sample, whole), coefplot(model, whole), ridge2d(sample)]) {
    expect(String(chart)).toContain(" (Intercept), twice");
    expect(String(chart)).not.toContain("days");
  }
});

test("a test counts the parameters that are estimated", () => {
  const small = fit("reaction ~ 1 + days + (1 | subj)", rows);
  expect([...likelihoodratiotest(small, model).dof]).toEqual([4, 6]);
  expect(() => likelihoodratiotest(model, without)).toThrow(
    "models with different numbers of parameters; theirs are 6 and 6",
  );
});

test("bootstraps keep its column at −0, which has no interval", async () => {
  const [sample, other] = await Promise.all(
    [model, without].map((each) => parametricbootstrap(new MersenneTwister(8), 200, each, { progress: false })),
  );
  expect(sample.coefnames).toEqual(model.coefnames);
  expect(sample.tbl.numeric("β3").every((value) => Object.is(value, -0))).toBe(true);
  for (const name of ["obj", "β1", "β2", "σ", "θ1"])
    expectClose(sample.tbl.numeric(name), other.tbl.numeric(name), { relative: 1e-6, absolute: 1e-6 });
  const intervals = confint(sample);
  const row = (intervals.column("par") as string[]).indexOf("β3");
  expect([intervals.numeric("lower")[row], intervals.numeric("upper")[row]]).toEqual([NaN, NaN]);
  expectClose(
    predictionintervals(sample, model, rows.slice(0, 3)).numeric("lower"),
    predictionintervals(other, without, rows.slice(0, 3)).numeric("lower"),
    { relative: 1e-6 },
  );
  expect(String(modeltable(without, model, { samples: [other, sample] }))).toMatch(/days +dependent/);
  expect(String(modeltable(without, model, { show: "wald" }))).toMatch(/days +dependent/);
});

test("simulated responses are refitted alike", () => {
  const y = simulate(new MersenneTwister(5), model);
  expectClose(y, simulate(new MersenneTwister(5), without), { relative: 1e-9 });
  expectClose(refit(model, y).coef.subarray(0, 2), refit(without, y).coef, { relative: 1e-6 });
});

test("weights change neither which column depends nor the rest", () => {
  const [weighted, other] = ["1 + twice + days", "1 + twice"].map((fixed) =>
    fit(`reaction ~ ${fixed} + (1 | subj)`, rows, { weights: "w", σ: 30, REML: true }),
  );
  expect([Object.is(weighted.coef[2], -0), weighted.stderror[2], weighted.dof]).toEqual([true, NaN, other.dof]);
  expectClose(weighted.coef.subarray(0, 2), other.coef, { relative: 1e-10 });
});

test("a cell that has no rows takes its interaction away", () => {
  const kb07 = dataset("kb07")
    .toRows()
    .filter(({ spkr, prec }) => spkr !== "old" || prec !== "maintain");
  const empty = fit("rt_trunc ~ 1 + spkr * prec + (1 | subj) + (1 | item)", kb07);
  const main = fit("rt_trunc ~ 1 + spkr + prec + (1 | subj) + (1 | item)", kb07);
  expect(empty.coefnames[3]).toBe("spkr: old & prec: maintain");
  expect([Object.is(empty.coef[3], -0), empty.stderror[3], empty.dof]).toEqual([true, NaN, main.dof]);
  expectClose([empty.objective], [main.objective], { relative: 1e-12 });
});
