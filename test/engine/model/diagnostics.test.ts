import { confint } from "engine/bootstrap/sample/confint";
import { coeftable } from "engine/inference/smallSample/coeftable";
import { condVar, condVartables, cooksdistance, leverage, raneftables } from "engine/model/diagnostics";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { modelmatrix, rePCA } from "engine/model/summaries";
import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { expectClose } from "../support/expectClose";
import { type FitName, fitted } from "../support/fits";

const sleepstudy = fitted("sleepstudy");
const penicillin = fitted("penicillin");

// Values of lme4 1.1-31: hatvalues, cooks.distance, ranef(condVar = TRUE), confint(method = "Wald"), rePCA.
test("leverages, Cook's distances and conditional variances are lme4's", () => {
  expectClose(leverage(sleepstudy).slice(0, 4), [0.222470567591, 0.165096578347, 0.123944732708, 0.0990150306741], {
    relative: 1e-6,
  });
  expectClose(
    cooksdistance(sleepstudy).slice(0, 4),
    [0.0061027448566, 0.0410034408596, 0.222756205337, 0.00687188759635],
    { relative: 1e-5 },
  );
  expectClose(condVar(sleepstudy).subj.slice(0, 4), [140.967030601, -20.6044486976, -20.6044486976, 5.15777934345], {
    relative: 1e-6,
  });
  expectClose(leverage(penicillin).slice(0, 2), [0.190731583068, 0.190731583068], { relative: 1e-6 });
  expectClose(
    cooksdistance(penicillin).slice(0, 4),
    [1.03699041852, 0.0523711261236, 0.0791617645157, 0.445012693989],
    { relative: 1e-5 },
  );
  expectClose(condVar(penicillin).plate.slice(0, 2), [0.073313595981, 0.073313595981], { relative: 1e-6 });
  expectClose(condVar(penicillin).sample.slice(0, 2), [0.0405159051592, 0.0405159051592], { relative: 1e-6 });
});

/** The hat matrix I − V⁻¹ + V⁻¹X(XᵀV⁻¹X)⁻¹XᵀV⁻¹ from dense n × n matrices. */
function denseLeverages(model: LinearMixedModel): number[] {
  const { terms, fixed } = model.data;
  const n = model.nobs;
  const v = Matrix.eye(n, n);
  terms.forEach(({ refs, columns }, t) => {
    const s = columns.length;
    const rows = new Matrix(columns.map((column) => [...column]))
      .transpose()
      .mmul(Matrix.from1DArray(s, s, [...model.lambda[t]]));
    const product = rows.mmul(rows.transpose());
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) if (refs[i] === refs[j]) v.set(i, j, v.get(i, j) + product.get(i, j));
  });
  const inverse = new CholeskyDecomposition(v).solve(Matrix.eye(n, n));
  const x = new Matrix(fixed.map((column) => [...column])).transpose();
  const vx = inverse.mmul(x);
  const gram = x.transpose().mmul(vx);
  const projected = vx.mmul(new CholeskyDecomposition(gram.add(gram.transpose()).div(2)).solve(vx.transpose()));
  return Array.from({ length: n }, (_, i) => 1 - inverse.get(i, i) + projected.get(i, i));
}

test.each(["sleepstudy_zerocorr", "pastes", "machines", "dyestuff2"] as FitName[])(
  "leverages are the diagonal of the dense hat matrix: %s",
  (name) => {
    expectClose(leverage(fitted(name)), denseLeverages(fitted(name)), { absolute: 1e-10 });
  },
);

test("conditional variances as tables", () => {
  const { subj } = condVartables(sleepstudy);
  expect(subj.columnNames).toEqual(["subj", "σ (Intercept)", "σ days", "ρ (Intercept), days"]);
  expectClose(
    [subj.numeric("σ (Intercept)")[0], subj.numeric("ρ (Intercept), days")[0]],
    [Math.sqrt(140.967030601), -20.6044486976 / Math.sqrt(140.967030601 * 5.15777934345)],
    { relative: 1e-6 },
  );
  expect(condVartables(fitted("dyestuff2")).batch.numeric("σ (Intercept)")).toEqual(new Float64Array(6));
  expect(raneftables(sleepstudy).subj.columnNames).toEqual(["subj", "(Intercept)", "days"]);
});

test("Wald intervals are lme4's, at any level", () => {
  const table = confint(sleepstudy);
  expect(table.column("par")).toEqual(["(Intercept)", "days"]);
  expectClose(
    [...table.numeric("lower"), ...table.numeric("upper")],
    [238.406081928, 7.5229559499, 264.404127769, 13.4116159693],
    { relative: 1e-6 },
  );
  const z = (confint(sleepstudy, { level: 0.9999 }).numeric("upper")[0] - sleepstudy.coef[0]) / sleepstudy.stderror[0];
  expectClose([z], [3.89059188641312], { relative: 1e-10 }); // qnorm(0.99995)
  expect(() => confint(sleepstudy, { level: 1 })).toThrow("the level of an interval must lie between 0 and 1; got 1");
  expect(() => confint(sleepstudy, { method: "shortest" } as object)).toThrow(
    "unknown option of confint of a model 'method'",
  );
});

test("principal components of the random effects", () => {
  expectClose(rePCA(sleepstudy, { corr: false }).numeric("cumulative"), [0.94575, 1], { absolute: 1e-5 });
  expectClose(rePCA(sleepstudy).numeric("share"), [(1 + 0.0813199745871) / 2, (1 - 0.0813199745871) / 2], {
    absolute: 1e-5,
  });
  expect(rePCA(fitted("kb07_m0")).column("group")).toEqual([
    "subj",
    "subj",
    "subj",
    "subj",
    "item",
    "item",
    "item",
    "item",
  ]);
  expect(rePCA(fitted("dyestuff2")).numeric("share")).toEqual(Float64Array.of(NaN));
});

test("coefficients and design as tables, in every format", () => {
  const table = coeftable(sleepstudy);
  expect(table.columnNames).toEqual(["coefname", "Coef.", "Std. Error", "z", "Pr(>|z|)"]);
  expect(table.numeric("Coef.")).toEqual(sleepstudy.coef);
  expectClose(
    table.numeric("z"),
    [...sleepstudy.coef].map((value, j) => value / sleepstudy.stderror[j]),
    {},
  );
  for (const text of [String(table), table.toHTML(), table.toMarkdown(), table.toLaTeX()])
    expect(text).toContain("251.4");
  expect(modelmatrix(sleepstudy).columnNames).toEqual(["(Intercept)", "days"]);
  expect(modelmatrix(sleepstudy).numeric("days").slice(0, 3)).toEqual(Float64Array.of(0, 1, 2));
  expectClose([sleepstudy.aicc], [1764.4248936], { relative: 1e-9 });
});
