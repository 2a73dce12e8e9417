import { anova } from "engine/inference/tests/anova";
import { drop1 } from "engine/inference/tests/drop1";
import { likelihoodratiotest } from "engine/inference/tests/likelihoodratiotest";
import { fit } from "engine/model/fit";
import { asTable } from "engine/table/asTable";
import { dataset } from "engine/table/source/dataset";
import { asInR, deletionModel, deletionReference } from "../../support/deletionModels";
import { expectClose } from "../../support/expectClose";
import { fitted } from "../../support/fits";

const cases = Object.keys(deletionReference).filter((name) => deletionReference[name].F !== undefined);

test.each(cases)("F tests are those of lmerTest: %s", (name) => {
  const expected = deletionReference[name].F!;
  const table = drop1(deletionModel(name));
  expect((table.column("term") as string[]).map(asInR)).toEqual(expected.term);
  expect(Array.from(table.numeric("numdf"))).toEqual(expected.numdf);
  // lmerTest differentiates numerically: for machines_ragged it has 10.027754, the exact derivatives of dense matrices
  // give 10.027866.
  expectClose(table.numeric("dendf"), expected.dendf, { relative: 2e-5 });
  expectClose(table.numeric("F"), expected.F, { relative: 1e-5 });
  expectClose(table.numeric("Pr(>F)"), expected.p, { relative: 1e-4 });
});

test("degrees of freedom are those of exact derivatives", () => {
  // From R: the REML criterion's second derivatives in the three variances, by dense matrices at the optimum of
  // Newton's method.
  expectClose(drop1(deletionModel("machines_ragged")).numeric("dendf"), [10.027865806329], { relative: 1e-7 });
});

test.each(cases)("likelihood-ratio tests are those of lme4, by maximum likelihood: %s", (name) => {
  const expected = deletionReference[name].LRT!;
  const table = drop1(deletionModel(name), { test: "LRT" });
  expect((table.column("term") as string[]).slice(1).map(asInR)).toEqual(expected.term);
  expect(Array.from(table.numeric("χ²-dof")).slice(1)).toEqual(expected.npar);
  expectClose(table.numeric("AIC"), expected.AIC, { absolute: 1e-7 });
  expectClose(table.numeric("χ²").subarray(1), expected.LRT, { absolute: 1e-7 });
  expectClose(table.numeric("P(>χ²)").subarray(1), expected.p, { relative: 1e-7 });
});

test("main effects of an interaction are not dropped; with Kenward and Roger's degrees of freedom as in anova", () => {
  const model = fit(
    "score ~ 1 + Machine * x + (1 | Worker)",
    asTable(
      dataset("machines")
        .toRows()
        .map((row, i) => ({ ...row, x: (i * 37) % 11 })),
    ),
    { REML: true },
  );
  const [dropped, all] = [drop1(model, { dof: "kenward-roger" }), anova(model, { dof: "kenward-roger" })];
  expect(dropped.column("term")).toEqual(["Machine & x"]);
  expect(dropped.toRows()).toEqual(all.toRows().slice(-1));
});

test("factors that are coded otherwise once another one is dropped are tested for what is lost", () => {
  const kb07 = dataset("kb07");
  const [without, withIntercept] = ["0 +", "1 +"].map((start) =>
    fit(`rt_trunc ~ ${start} spkr + prec + (1 | subj)`, kb07, { REML: true }),
  );
  const [table, expected] = [drop1(without), drop1(withIntercept)];
  expect(Array.from(table.numeric("numdf"))).toEqual([1, 1]);
  expectClose(table.numeric("F"), expected.numeric("F"), { relative: 1e-7 });
  expectClose(table.numeric("dendf"), expected.numeric("dendf"), { relative: 1e-6 });
});

test("a term whose columns follow from others loses nothing", () => {
  const rows = dataset("machines")
    .toRows()
    .map((row, i) => ({ ...row, x: (i * 37) % 11, twice: 2 * ((i * 37) % 11) }));
  const model = fit("score ~ 1 + Machine + twice + x + (1 | Worker)", asTable(rows), { REML: true });
  const table = drop1(model);
  expect(Array.from(table.numeric("numdf"))).toEqual([2, 0, 0]);
  expect(Array.from(table.numeric("Pr(>F)")).map(Number.isNaN)).toEqual([false, true, true]);
  const full = anova(fit("score ~ 1 + Machine + x + (1 | Worker)", asTable(rows), { REML: true }));
  expectClose([table.numeric("F")[0], table.numeric("dendf")[0]], [full.numeric("F")[0], full.numeric("dendf")[0]], {
    relative: 1e-6,
  });
  expect(Array.from(drop1(model, { test: "LRT" }).numeric("χ²-dof"))).toEqual([0, 2, 0, 0]);
});

test("likelihood-ratio tests are those of fits without the terms", () => {
  const model = fitted("kb07_m1");
  const { contrasts } = model.data.frame.recipe;
  const small = fit(
    "rt_trunc ~ 1 + spkr * prec * load - spkr & prec & load + (1 | subj) + (1 + prec | item)",
    dataset("kb07"),
    { contrasts },
  );
  const { chisq, pvalues } = likelihoodratiotest(small, model);
  const table = drop1(model, { test: "LRT" });
  expectClose([table.numeric("χ²")[1], table.numeric("P(>χ²)")[1]], [chisq[0], pvalues[0]], { relative: 1e-6 });
});

test("where σ is known, tests of effects within groups are those of χ²", () => {
  const model = fit("reaction ~ 1 + days + (1 | subj)", dataset("sleepstudy"), { σ: 30 });
  const table = drop1(model);
  expect(table.numeric("dendf")[0]).toBeGreaterThan(1e12);
  expectClose([table.numeric("Pr(>F)")[0]], [model.pvalues[1]], { relative: 1e-10 });
});

test("a model of an intercept has nothing to drop", () => {
  expect(drop1(fitted("dyestuff_reml")).numRows).toBe(0);
  expect(drop1(fitted("dyestuff_reml"), { test: "LRT" }).numRows).toBe(1);
});
