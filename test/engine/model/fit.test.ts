import { coeftable } from "engine/inference/smallSample/coeftable";
import { fit } from "engine/model/fit";
import { vcov } from "engine/model/summaries";
import { dataset } from "engine/table/source/dataset";
import { expectClose } from "../support/expectClose";
import { fitted } from "../support/fits";

const small = { y: [1, 3, 2, 5, 4, 6], x: [1, 2, 3, 4, 5, 6], g: ["a", "a", "b", "b", "c", "c"] };

test("a response without variation about the fixed effects is refused", () => {
  expect(() => fit("y ~ 1 + (1 | g)", { ...small, y: [2, 2, 2, 2, 2, 2] })).toThrow(
    "the response must vary about the fixed effects; 'y' is a combination of them in every row",
  );
  expect(() => fit("y ~ 1 + x + (1 | g)", { ...small, y: [3, 5, 7, 9, 11, 13] })).toThrow(
    "must vary about the fixed effects",
  );
});

test("too few rows are refused", () => {
  expect(() => fit("y ~ 1 + x + (1 | g)", { y: [1, 2], x: [1, 3], g: ["a", "b"] })).toThrow(
    "there are 2 complete rows and 2 coefficients",
  );
});

test("unknown options and variables are refused with what was meant", () => {
  expect(() => fit("y ~ 1 + (1 | g)", small, { reml: true } as object)).toThrow(
    "unknown option of fit 'reml' (did you mean 'REML'?)",
  );
  expect(() => fit("y ~ 1 + (1 | gg)", small)).toThrow("unknown variable 'gg' (did you mean 'g'?)");
});

test("a column that is a combination of others gets the coefficient −0 and costs no parameter", () => {
  const table = { ...small, twice: small.x.map((value) => 2 * value) };
  const model = fit("y ~ 1 + x + twice + (1 | g)", table);
  const without = fit("y ~ 1 + x + (1 | g)", table);
  expect(model.coef[2]).toBe(-0);
  expect(model.stderror[2]).toBeNaN();
  expect(model.dof).toBe(without.dof);
  expect([...model.fixef]).toEqual([...without.coef]);
  expect(model.objective).toBe(without.objective);
});

test("the names of MixedModels.jl for coefficients, and what follows from them", () => {
  const model = fit("y ~ 1 + x + twice + (1 | g)", { ...small, twice: small.x.map((value) => 2 * value) });
  const [intercept, x] = model.coef;
  expect(model.βs).toEqual({ "(Intercept)": intercept, x, twice: -0 });
  expect(model.betas).toEqual(model.βs);
  expect([model.rank, model.fixefnames, model.responsename]).toEqual([2, ["(Intercept)", "x"], "y"]);
  expect(model.λ.map((own) => own.to1DArray())).toEqual(model.lambda.map((own) => [...own]));
  const covariance = model.vcov[1] / Math.sqrt(model.vcov[0] * model.vcov[4]);
  expectClose(
    model.corr.filter((_, i) => ![2, 5, 6, 7, 8].includes(i)),
    [1, covariance, covariance, 1],
    { relative: 1e-14 },
  );
  expect([...model.corr.slice(6)]).toEqual([NaN, NaN, NaN]);
  const table = vcov(model, { corr: true });
  expect(table.columnNames).toEqual(["coefname", "(Intercept)", "x", "twice"]);
  expect(["(Intercept)", "x", "twice"].flatMap((name) => [...table.numeric(name)])).toEqual([...model.corr]);
  expect([...vcov(model).numeric("x")]).toEqual([model.vcov[1], model.vcov[4], NaN]);
  expect(() => vcov(model, { cor: true } as object)).toThrow("unknown option of vcov 'cor' (did you mean 'corr'?)");
  expect(model.pvalues).toEqual(coeftable(model).numeric("Pr(>|z|)"));
});

test("what else a model reports follows from its definition", () => {
  const model = fitted("sleepstudy");
  expectClose([model.aic, model.bic], [model.objective + 12, model.objective + 6 * Math.log(180)], { relative: 1e-15 });
  expect([model.dof, model.nobs, model.nmissing]).toEqual([6, 180, 0]);
  expectClose(
    model.residuals,
    model.response.map((value, i) => value - model.fitted[i]),
    { absolute: 1e-12 },
  );
  expectClose(
    Array.from(model.stderror, (value) => value ** 2),
    [model.vcov[0], model.vcov[3]],
    { relative: 1e-14 },
  );
  expectClose(
    Object.values(model.σs.subj),
    [model.sigma * model.theta[0], model.sigma * Math.hypot(model.theta[1], model.theta[2])],
    { relative: 1e-14 },
  );
});

test("the same estimates in other units and with a large mean", () => {
  const table = dataset("sleepstudy");
  const model = fitted("sleepstudy");
  const shifted = fit("y ~ 1 + days + (1 + days | subj)", {
    y: table.numeric("reaction").map((value) => 1e6 + value / 1000),
    days: table.numeric("days"),
    subj: table.column("subj"),
  });
  // 1e6 + 0.25 keeps ten digits of the response.
  expectClose(shifted.theta, model.theta, { relative: 1e-5 });
  expectClose(
    [shifted.coef[0] - 1e6, shifted.coef[1]],
    Array.from(model.coef, (value) => value / 1000),
    { relative: 1e-6 },
  );
});

test("rows with missing values are left out and counted", () => {
  const rows = dataset("sleepstudy").toRows();
  const model = fit(
    "reaction ~ 1 + days + (1 | subj)",
    rows.map((row, i) => (i % 10 === 3 ? { ...row, days: null } : row)),
  );
  const complete = fit(
    "reaction ~ 1 + days + (1 | subj)",
    rows.filter((_, i) => i % 10 !== 3),
  );
  expect([model.nobs, model.nmissing]).toEqual([162, 18]);
  expect(model.objective).toBe(complete.objective);
  expect(model.toString()).toContain("18 with missing values left out");
});
