import { expectClose } from "../support/expectClose";
import { type FitName, fitted, specs } from "../support/fits";
import { list, lme4 } from "../support/reference";

describe.each(Object.keys(specs) as FitName[])("%s as lme4 fits it", (name) => {
  const reference = lme4[name];
  const model = fitted(name);

  test("objective, never above lme4's", () => {
    expect(model.REML).toBe(reference.REML);
    expect(model.objective).toBeLessThan(reference.objective + 1e-6);
    expect(model.objective).toBeGreaterThan(reference.objective - 1e-6);
  });

  test("coefficients and standard errors", () => {
    expectClose(model.coef, list(reference.beta), { relative: 1e-5 });
    expectClose(model.stderror, list(reference.se), { relative: 1e-5 });
    expectClose([model.sigma], [reference.sigma], { relative: 1e-5 });
  });

  test("conditional modes and fitted values", () => {
    for (const [grouping, rows] of Object.entries(reference.ranefHead)) {
      const own = grouping === "cask:batch" ? "batch & cask" : grouping;
      const table = model.ranef[own];
      const names = table.column(own) as string[];
      // lme4 counts the levels of cask:batch with batch running fastest.
      const levels = own === "batch & cask" ? ["A, a", "B, a", "C, a"].map((level) => names.indexOf(level)) : [0, 1, 2];
      const scale = Math.max(...rows.flat().map(Math.abs));
      table.columnNames.slice(1).forEach((column, c) => {
        const values = table.numeric(column);
        expectClose(levels.map((level) => values[level]), rows.map((row) => row[c]), { relative: 1e-5, absolute: 1e-5 * scale });
      });
    }
    expectClose(model.fitted.slice(0, 5), reference.fittedHead, { relative: 1e-5 });
  });
});
