import { modeltable } from "engine/bootstrap/modelTable";
import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { confint } from "engine/bootstrap/sample/confint";
import { fit } from "engine/model/fit";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { dataset } from "engine/table/source/dataset";
import { fitted } from "../support/fits";

const small = fit("reaction ~ 1 + (1 | subj)", dataset("sleepstudy"));
const large = fitted("sleepstudy");

test("models stand side by side with standard errors", () => {
  expect(modeltable(small, large, { names: ["null", "slopes"] }).toString()).toBe(
    [
      "                              null         slopes",
      "-------------------------------------------------",
      "(Intercept)          298.51 (8.79)  251.41 (6.63)",
      "days                                 10.47 (1.50)",
      "-------------------------------------------------",
      "σ subj: (Intercept)          34.59          23.78",
      "σ subj: days                                 5.72",
      "σ Residual                   44.26          25.59",
      "-------------------------------------------------",
      "observations                   180            180",
      "−2ℓ                        1910.54        1751.94",
      "AIC                        1916.54        1763.94",
      "BIC                        1926.12        1783.10",
      "estimate (standard error)",
      "null: reaction ~ 1 + (1 | subj)",
      "slopes: reaction ~ 1 + days + (1 + days | subj)",
    ].join("\n"),
  );
});

test("every format holds the same cells", () => {
  const table = modeltable(small, large);
  for (const text of [table.toString(), table.toHTML(), table.toMarkdown().replaceAll("\\", ""), table.toLaTeX()]) {
    expect(text).toContain("10.47 (1.50)");
    expect(text).toContain("(2)");
  }
});

test("Wald and bootstrap intervals stand behind the estimates", async () => {
  expect(modeltable(large, { show: "wald", digits: 1 }).toString()).toContain("10.5 [7.5, 13.4]");
  const sample = await parametricbootstrap(new MersenneTwister(1), 200, large, { progress: false });
  const interval = confint(sample, { level: 0.9 });
  const row = (interval.column("par") as string[]).indexOf("σ2");
  const text = modeltable(large, { samples: [sample], level: 0.9 }).toString();
  expect(text).toContain(
    `5.72 [${interval.numeric("lower")[row].toFixed(2)}, ${interval.numeric("upper")[row].toFixed(2)}]`,
  );
  expect(text).toContain("90 % shortest coverage interval");
  expect(() => modeltable(small, { samples: [sample] })).toThrow(
    `a sample must be drawn from its model; sample 1 is of '${large.formula}', the model is '${small.formula}'`,
  );
  expect(() => modeltable(small, large, { samples: [sample] })).toThrow(
    "a model table has a sample for each model; got 1 for 2",
  );
});

test("a dependent column and wrong options are named", () => {
  const twice = dataset("sleepstudy")
    .toRows()
    .map((row) => ({ ...row, twice: 2 * (row.days as number) }));
  expect(modeltable(fit("reaction ~ 1 + days + twice + (1 | subj)", twice)).toString()).toMatch(/twice +dependent/);
  expect(() => modeltable()).toThrow("a model table needs a model or more; got none");
  expect(() => modeltable(small, { name: ["a"] } as object)).toThrow(
    "unknown option of modeltable 'name' (did you mean 'names'?)",
  );
  expect(() => modeltable(small, { names: ["a", "b"] })).toThrow(
    "a model table has a name for each model; got 2 for 1",
  );
  expect(() => modeltable(small, { show: "p" as "se" })).toThrow('a model table shows "se" or "wald"; got "p"');
  expect(() => modeltable({ digits: 1 }, small)).toThrow("modeltable takes models and then options");
});
