import { modeltable } from "engine/bootstrap/modelTable";
import { fit, refit } from "engine/model/fit";
import { likelihoodratiotest } from "engine/model/likelihoodRatioTest";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { VarCorr } from "engine/model/varCorr";
import { dataset } from "engine/table/source/dataset";
import { expectClose } from "../support/expectClose";
import { fitted } from "../support/fits";
import { weightedFit } from "../support/weighted";

const sleepstudy = dataset("sleepstudy");
const formula = "reaction ~ 1 + days + (1 + days | subj)";
const model = fit(formula, sleepstudy, { σ: 20 });

test("a fixed σ is no parameter", () => {
  expect([model.sigma, model.σ, model.sigmaIsFixed, model.dof]).toEqual([20, 20, true, 5]);
  expect([fitted("sleepstudy").sigmaIsFixed, fitted("sleepstudy").dof]).toEqual([false, 6]);
  expectClose([model.aic], [model.objective + 10], { relative: 1e-12 });
  expect(fit(formula, sleepstudy, { sigma: 20 }).objective).toBe(model.objective);
});

test("tables name it", () => {
  expect(VarCorr(model).report().rows.at(-1)!.cells.slice(0, 4)).toEqual([
    "Residual (fixed)",
    "",
    "400.0000",
    "20.0000",
  ]);
  expect(String(model)).toContain("Residual (fixed)   20.0000");
  expect(model.view().columns[0].cells.at(-1)).toBe("Residual (fixed)");
  expect(VarCorr(model).view().columns[0].cells.at(-1)).toBe("Residual (fixed)");
});

test.each(["sleepstudy", "sleepstudy_reml", "penicillin", "pastes", "kb07_m1"] as const)(
  "fixed where it is estimated it changes nothing: %s",
  (name) => {
    const free = fitted(name);
    const held = fit(
      free.formula,
      { sleepstudy, penicillin: dataset("penicillin"), pastes: dataset("pastes"), kb07: dataset("kb07") }[
        name.split("_")[0]
      ]!,
      {
        σ: free.sigma,
        REML: free.REML,
        ...(name === "kb07_m1" ? { contrasts: free.data.frame.recipe.contrasts } : {}),
      },
    );
    expectClose([held.objective], [free.objective], { relative: 1e-10 });
    expectClose(held.coef, free.coef, { relative: 1e-6 });
    expectClose(held.stderror, free.stderror, { relative: 1e-6 });
    expectClose(held.theta, free.theta, { absolute: 1e-5 });
    expect(held.dof).toBe(free.dof - 1);
  },
);

test("a meta-analysis has an effect for each row and no doubt about its σ", () => {
  const { certificate, nobs, data } = weightedFit("meta");
  expect(data.terms[0].levels).toBe(nobs);
  expect([certificate.warnings, certificate.summary]).toEqual([[], "converged"]);
});

/** Those of the descent, without the search for other minima. */
function evaluationsOf({ minimum: { evaluations, explored = 0 } }: LinearMixedModel): number {
  return evaluations - explored;
}

test("balanced designs are fitted in two evaluations", () => {
  for (const name of ["fixed_slopes", "fixed_slopes_reml", "meta"])
    expect(evaluationsOf(weightedFit(name))).toBeLessThanOrEqual(name === "meta" ? 8 : 2);
});

test("a σ that explains all leaves no random effects", () => {
  const all = fit(formula, sleepstudy, { σ: 200 });
  expect(all.issingular).toBe(true);
  expect([...all.theta]).toEqual([0, 0, 0]);
  expect(all.certificate).toMatchObject({ converged: true });
});

test("a response without residuals can be fitted beside a fixed σ", () => {
  const rows = sleepstudy.toRows().map((row) => ({ ...row, reaction: 3 + 2 * (row.days as number) }));
  const exact = fit(formula, rows, { σ: 1 });
  expectClose(exact.coef, [3, 2], { relative: 1e-10 });
  expect([...exact.theta]).toEqual([0, 0, 0]);
});

test("it is the smaller model in a likelihood-ratio test", () => {
  const test = likelihoodratiotest(fitted("sleepstudy"), model);
  expect([...test.dof]).toEqual([5, 6]);
  expectClose(test.chisq, [model.objective - fitted("sleepstudy").objective], { relative: 1e-9 });
  expect(
    String(test)
      .split("\n")
      .slice(3, 5)
      .map((line) => line.split("  ")[0]),
  ).toEqual([`${formula} (σ fixed)`, formula]);
  const intercepts = fit("reaction ~ 1 + days + (1 | subj)", sleepstudy);
  expect(() => likelihoodratiotest(intercepts, model)).toThrow(
    "σ is estimated in the smaller model but fixed at 20 in the larger one",
  );
  expect(() => likelihoodratiotest(fit("reaction ~ 1 + days + (1 | subj)", sleepstudy, { σ: 21 }), model)).toThrow(
    "σ is fixed at 21 in the smaller model and at 20 in the larger one",
  );
});

test("a table of models tells how each was fitted", () => {
  const notes = modeltable(
    weightedFit("slopes_reml"),
    model,
    fit(formula, sleepstudy, { offset: new Float64Array(180), σ: 25 }),
  )
    .report()
    .notes!.slice(1);
  expect(notes).toEqual([
    `(1): ${formula} (REML; weights w)`,
    `(2): ${formula} (σ fixed)`,
    `(3): ${formula} (with an offset; σ fixed)`,
  ]);
});

test("a refit keeps it", () => {
  const again = refit(model, model.response);
  expect([again.sigma, again.objective, ...again.theta]).toEqual([20, model.objective, ...model.theta]);
});

test.each([0, -1, NaN, Infinity, "20"])("σ = %p is refused", (σ) => {
  expect(() => fit(formula, sleepstudy, { σ: σ as number })).toThrow(`σ must be a positive number; got ${σ}`);
});

test("σ and its twin must not differ", () => {
  expect(() => fit(formula, sleepstudy, { σ: 1, sigma: 2 })).toThrow("σ and sigma are the same option; got 1 and 2");
});
