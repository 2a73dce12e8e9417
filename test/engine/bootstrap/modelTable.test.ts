import { modeltable } from "engine/bootstrap/modelTable";
import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { confint } from "engine/bootstrap/sample/confint";
import { fit } from "engine/model/fit";
import { r2 } from "engine/model/r2";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { columnTexts } from "engine/show/columnTexts";
import { dataset } from "engine/table/source/dataset";
import { fitted } from "../support/fits";

const small = fit("reaction ~ 1 + (1 | subj)", dataset("sleepstudy"));
const large = fitted("sleepstudy");

test("models stand side by side with standard errors", () => {
  expect(modeltable(small, large, { names: ["null", "slopes"] }).toString()).toBe(
    [
      "                            null       slopes",
      "---------------------------------------------",
      "(Intercept)          298.5 (8.8)  251.4 (6.6)",
      "days                               10.5 (1.5)",
      "---------------------------------------------",
      "σ subj: (Intercept)         34.6         23.8",
      "σ subj: days                             5.72",
      "σ Residual                  44.3         25.6",
      "---------------------------------------------",
      "observations                 180          180",
      "−2ℓ                      1910.54      1751.94",
      "AIC                      1916.54      1763.94",
      "BIC                      1926.12      1783.10",
      "estimate (standard error)",
      "null: reaction ~ 1 + (1 | subj)",
      "slopes: reaction ~ 1 + days + (1 + days | subj)",
      "The formulas differ in: null (1 | subj); slopes days + (1 + days | subj).",
    ].join("\n"),
  );
});

test("every format holds the same cells", () => {
  const table = modeltable(small, large);
  for (const text of [table.toString(), table.toHTML(), table.toMarkdown().replaceAll("\\", ""), table.toLaTeX()]) {
    expect(text).toContain("10.5 (1.5)");
    expect(text).toContain("(2)");
  }
});

test("Wald and bootstrap intervals stand behind the estimates", async () => {
  expect(modeltable(large, { show: "wald", digits: 3 }).toString()).toContain("10.47 [7.52, 13.41]");
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

test("rows are rounded by their standard errors, which a table of log times needs", () => {
  const seconds = dataset("sleepstudy")
    .toRows()
    .map(({ reaction, days, subj }) => ({
      rt: Math.log(Number(reaction)),
      ms: 1000 * Number(days),
      subj: String(subj),
    }));
  const log = fit("rt ~ 1 + ms + (1 | subj)", seconds);
  const digits = (text: string): string[] =>
    text
      .replace(/-?0\.0*|[.-]/g, " ")
      .trim()
      .split(/\D+/);
  const [estimate, error] = modeltable(log)
    .toString()
    .match(/ms +(\S+) \((\S+)\)/)!
    .slice(1);
  expect(digits(error)[0]).toHaveLength(2);
  expect(Number(error)).toBeCloseTo(log.stderror[1], 7);
  expect(estimate.length).toBe(error.length);
  expect(modeltable(log, { decimals: 2 }).toString()).toMatch(/ms +0\.00 \(0\.00\)/);
  expect(() => modeltable(log, { decimals: 2, digits: 2 })).toThrow(
    "rounded by standard errors (digits) or by decimals",
  );
});

test("in a notebook other digits can be chosen; units change no digit", () => {
  const view = modeltable(small, large).view();
  const at = (digits: number): string => columnTexts(view.columns, 2, { digits })[1];
  expect([1, 2, 3, 5].map(at)).toEqual(["10 (2)", "10.5 (1.5)", "10.47 (1.50)", "10.4673 (1.5022)"]);
  expect(view.columns[2].cells[1]).toBe(at(2));
});

test("models may be named, and have R² and ICC", () => {
  const table = modeltable({ small, large }, { r2: true });
  expect(table.toString().split("\n")[0]).toMatch(/small +large/);
  expect(table.toString()).toContain("R² marginal");
  expect(table.toString()).toContain(r2(large).conditional.toFixed(3));
  expect(() => modeltable({ small }, large)).toThrow("takes models, or one list of them, or one object");
});

test("standard errors of generalized models may be those of R", () => {
  const infected = fit("incid / hsz ~ 1 + period + (1 | herd)", dataset("cbpp"), { family: "binomial" });
  const cell = (table: ReturnType<typeof modeltable>): string =>
    /\(Intercept\) +(.*)/.exec(table.toString())![1].trim();
  // lme4 has 0.2279 at the θ of the fit and 0.2325 by the Hessian.
  expect(cell(modeltable(infected, { digits: 3 }))).toBe("-1.399 (0.228)");
  expect(cell(modeltable(infected, { digits: 3, se: "hessian" }))).toBe("-1.399 (0.232)");
  const table = modeltable(infected, small, { se: "hessian", show: "wald", decimals: 4 });
  const wald = confint(infected, { se: "hessian" });
  const [lower, upper] = ["lower", "upper"].map((name) => wald.numeric(name)[0].toFixed(4));
  expect(cell(table)).toContain(`[${lower}, ${upper}]`);
  expect(table.toString()).toContain("standard errors of generalized models by the Hessian in all parameters");
  expect(modeltable(infected, small, { se: "hessian", decimals: 3 }).toString()).toContain(
    `${small.coef[0].toFixed(3)} (${small.stderror[0].toFixed(3)})`,
  );
  expect(() => modeltable(small, { se: "hessian" })).toThrow("are for generalized models; this is a linear one");
  expect(() => modeltable(infected, { se: "wald" as "hessian" })).toThrow("se is \"hessian\" or absent; got 'wald'");
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
  expect(() => modeltable(small, { names: "small" as never })).toThrow("are an array of texts");
  expect(() => modeltable(small, { show: "p" as "se" })).toThrow('a model table shows "se" or "wald"; got "p"');
  expect(() => modeltable({ digits: 1 }, small)).toThrow("modeltable takes models and then options");
});

test("models may be a list, and what is no model among them is named", () => {
  expect(String(modeltable([small, large]))).toBe(String(modeltable(small, large)));
  expect(String(modeltable([small, large], { digits: 3 }))).toBe(String(modeltable(small, large, { digits: 3 })));
  expect(() => modeltable({ small, data: dataset("sleepstudy") } as never)).toThrow("'data' is none");
  expect(() => modeltable([small, 3] as never)).toThrow("'1' is none");
});

test("models of other units have the digits that they have alone", () => {
  const rows = dataset("sleepstudy").toRows();
  for (const unit of [1e-6, 1e-2, 1e3]) {
    const other = fit(
      "y ~ 1 + (1 | subj)",
      rows.map(({ reaction, subj }) => ({ y: unit * reaction, subj })),
    );
    const [both, alone] = [modeltable(small, other), modeltable(other)].map(
      (table) => table.view().columns.at(-1)!.cells,
    );
    expect(both).toEqual(alone);
  }
});
