import { likelihoodratiotest } from "engine/inference/tests/likelihoodratiotest";
import { ranova } from "engine/inference/tests/ranova";
import { fit } from "engine/model/fit";
import { dataset } from "engine/table/source/dataset";
import { asInR, deletionModel, deletionReference } from "../../support/deletionModels";
import { expectClose } from "../../support/expectClose";
import { fitted } from "../../support/fits";

const sleepstudy = dataset("sleepstudy");
const machines = dataset("machines");
const cases = Object.keys(deletionReference).flatMap(
  (name) =>
    [
      [name, "reduced"],
      [name, "whole"],
    ] as const,
);

test.each(cases)("likelihood-ratio tests of random effects are those of lmerTest: %s, %s", (name, kind) => {
  const expected = deletionReference[name][kind];
  const table = ranova(deletionModel(name), { reduceTerms: kind === "reduced" });
  const [first, ...terms] = table.column("term") as string[];
  expect([first, ...terms.map(asInR)]).toEqual(["<none>", ...expected.term]);
  expect(Array.from(table.numeric("model-dof"))).toEqual(expected.npar);
  expect(Array.from(table.numeric("χ²-dof")).slice(1)).toEqual(expected.Df);
  expectClose(
    table.numeric("deviance"),
    expected.logLik.map((value) => -2 * value),
    { absolute: 1e-8 },
  );
  expectClose(table.numeric("AIC"), expected.AIC, { absolute: 1e-8 });
  expectClose(table.numeric("χ²").subarray(1), expected.LRT, { absolute: 2e-8 });
  expectClose(table.numeric("P(>χ²)").subarray(1), expected.p, { relative: 2e-8 });
});

test("the tests are those of likelihoodratiotest with the smaller models", () => {
  const model = fitted("kb07_m1");
  const { contrasts } = model.data.frame.recipe;
  const smaller = ["(1 + prec | item)", "(1 | subj) + (1 | item)"].map((random) =>
    fit(`rt_trunc ~ 1 + spkr * prec * load + ${random}`, dataset("kb07"), { contrasts }),
  );
  const tests = smaller.map((small) => likelihoodratiotest(small, model));
  const table = ranova(model);
  expectClose(
    table.numeric("χ²").subarray(1),
    tests.map(({ chisq }) => chisq[0]),
    { absolute: 1e-6 },
  );
  expectClose(
    table.numeric("P(>χ²)").subarray(1),
    tests.map(({ pvalues }) => pvalues[0]),
    { relative: 1e-6 },
  );
});

test("σ stays fixed where it is, and the linear model without random effects has it too", () => {
  const table = ranova(fit("reaction ~ 1 + days + (1 | subj)", sleepstudy, { σ: 30 }));
  const [reaction, days] = [sleepstudy.numeric("reaction"), sleepstudy.numeric("days")];
  const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [my, mx] = [mean(reaction), mean(days)];
  const slope =
    days.reduce((sum, x, i) => sum + (x - mx) * (reaction[i] - my), 0) /
    days.reduce((sum, x) => sum + (x - mx) ** 2, 0);
  const rss = reaction.reduce((sum, y, i) => sum + (y - my - slope * (days[i] - mx)) ** 2, 0);
  expect(table.numeric("deviance")[1]).toBeCloseTo(180 * Math.log(2 * Math.PI * 900) + rss / 900, 6);
  expect(Array.from(table.numeric("model-dof"))).toEqual([3, 2]);
});

test("a singular fit gains nothing by a variance of 0", () => {
  const table = ranova(fitted("dyestuff2"));
  expect([table.numeric("χ²")[1], table.numeric("P(>χ²)")[1]]).toEqual([expect.closeTo(0, 8), expect.closeTo(1, 3)]);
});

test("a slope without an intercept is left out; uncorrelated effects are terms of their own", () => {
  const slopes = ranova(fit("reaction ~ 1 + days + (0 + days | subj)", sleepstudy));
  expect(slopes.column("term")).toEqual(["<none>", "days in (0 + days | subj)"]);
  expect(Array.from(slopes.numeric("model-dof"))).toEqual([4, 3]);
  const fulldummies = ranova(fit("score ~ 1 + Machine + zerocorr(0 + Machine | Worker)", machines));
  expect(fulldummies.column("term")).toEqual(["<none>", "Machine in zerocorr(0 + Machine | Worker)"]);
  expect(Array.from(fulldummies.numeric("χ²-dof"))).toEqual([0, 3]);
});

test("a smaller model that is no special case is not tested, and every format says why", () => {
  const table = ranova(fit("score ~ 1 + Machine + zerocorr(1 + Machine | Worker)", machines));
  expect(table.column("term")).toEqual(["<none>", "Machine in zerocorr(0 + Machine | Worker)"]);
  for (const text of [String(table), table.toHTML(), table.toMarkdown(), JSON.stringify(table.view())]) {
    expect(text).toMatch(/\(1 \\*\| Worker\)/);
    expect(text).toMatch(/is not tested: the random effects? /);
    expect(text).toContain("χ² overstates p");
  }
});

test("a model above one of its smaller ones is not tested there, and a note says why", () => {
  const stopped = fit("reaction ~ 1 + days + (1 + days | subj)", sleepstudy, {
    start: [0.1, 0, 20],
    optimizer: { maxfeval: 1 },
  });
  const table = ranova(stopped);
  expect([table.numeric("χ²")[1], table.numeric("P(>χ²)")[1]]).toEqual([NaN, NaN]);
  expect(String(table)).toContain("the fit of the model did not reach it, and nothing is tested there");
});
