import { fit } from "engine/model/fit";
import type { MixedModel } from "engine/model/mixedModel";
import { icc, r2 } from "engine/model/r2";
import { modelmatrix, reterms } from "engine/model/summaries";
import { dataset } from "engine/table/source/dataset";
import { expectClose } from "../support/expectClose";
import { designSpecs } from "../support/generalizedDesigns";

/** The three variances from whole matrices: var(Xβ̂), tr(ZΣZᵀ)/n, and what is given for the observations. */
function shares(model: MixedModel, sigma: number, residual: number): { marginal: number; conditional: number } {
  const X = modelmatrix(model);
  const n = model.nobs;
  const eta = Array.from({ length: n }, (_, i) => model.coef.reduce((sum, beta, j) => sum + beta * X.get(i, j), 0));
  const mean = eta.reduce((a, b) => a + b) / n;
  const fixed = eta.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  let random = 0;
  reterms(model).forEach((Z, t) => {
    const lambda = model.λ[t];
    const q = Z.colnames.length;
    const s = lambda.rows;
    for (let i = 0; i < n; i++)
      for (let level = 0; level < q / s; level++)
        for (let c = 0; c < s; c++) {
          let product = 0;
          for (let r = 0; r < s; r++) product += Z.get(i, level * s + r) * lambda.get(r, c) * sigma;
          random += product ** 2 / n;
        }
  });
  const total = fixed + random + residual;
  return { marginal: fixed / total, conditional: (fixed + random) / total };
}

const slopes = fit("reaction ~ 1 + days + (1 + days | subj)", dataset("sleepstudy"), { REML: true });

// R: performance::r2(lmer(Reaction ~ Days + (Days | Subject), sleepstudy)) and icc, as its pages print them.
test("sleepstudy has what the R package performance prints", () => {
  expect(r2(slopes).marginal.toFixed(3)).toBe("0.279");
  expect(r2(slopes).conditional.toFixed(3)).toBe("0.799");
  expect(icc(slopes).adjusted.toFixed(3)).toBe("0.722");
  expect(icc(slopes).unadjusted.toFixed(3)).toBe("0.521");
});

test("linear models have the shares that whole matrices give", () => {
  const expected = shares(slopes, slopes.sigma, slopes.sigma ** 2);
  expectClose(Object.values({ ...r2(slopes) }), Object.values(expected), { relative: 1e-10 });
  const crossed = fit("rt_trunc ~ 1 + prec + (1 | subj) + (1 + prec | item)", dataset("kb07"));
  const own = r2(crossed);
  const whole = shares(crossed, crossed.sigma, crossed.sigma ** 2);
  expectClose([own.marginal, own.conditional], [whole.marginal, whole.conditional], { relative: 1e-10 });
  const { byGroup, adjusted } = icc(crossed);
  expect(byGroup.subj + byGroup.item).toBeCloseTo(adjusted, 12);
});

test("generalized models take the variance of the latent variable", () => {
  const { data, formula } = designSpecs.cbpp;
  const model = fit(formula, data, { family: "Binomial", weights: "hsz" });
  const whole = shares(model, 1, Math.PI ** 2 / 3);
  expectClose([r2(model).marginal, r2(model).conditional], [whole.marginal, whole.conditional], { relative: 1e-9 });
});

test("counts take the variance that the log has at the mean count", () => {
  const { data, formula } = designSpecs.grouseticks;
  const model = fit(formula, data, { family: "Poisson" });
  const X = modelmatrix(model);
  const variance = model.lambda.reduce((sum, lambda) => sum + lambda[0] ** 2, 0);
  const mean = Array.from({ length: model.nobs }, (_, i) =>
    Math.exp(model.coef.reduce((sum, beta, j) => sum + beta * X.get(i, j), 0) + variance / 2),
  ).reduce((sum, value) => sum + value / model.nobs, 0);
  const whole = shares(model, 1, Math.log(1 + 1 / mean));
  expectClose([r2(model).marginal, r2(model).conditional], [whole.marginal, whole.conditional], { relative: 1e-8 });
});

test("units and origins of covariates change nothing", () => {
  const far = dataset("sleepstudy")
    .toRows()
    .map((row) => ({ ...row, days: 2e4 + Number(row.days) / 7 }));
  const moved = fit("reaction ~ 1 + days + (1 + days | subj)", far, { REML: true });
  expectClose([r2(moved).marginal, r2(moved).conditional], [r2(slopes).marginal, r2(slopes).conditional], {
    relative: 1e-6,
  });
});

test("a family without such a variance is named", () => {
  const rows = dataset("sleepstudy");
  const model = fit("reaction ~ 1 + days + (1 | subj)", rows, { family: "Gamma", link: "inverse" });
  expect(() => r2(model)).toThrow("this one is Gamma with the link inverse");
  expect(() => icc(model)).toThrow("icc has a variance of the observations for");
});

test("weights divide the variance of normal and gamma responses, in whatever unit they are", () => {
  const rows = dataset("sleepstudy")
    .toRows()
    .map((row, i) => ({ ...row, w: 1 + (i % 3), w9: 9 * (1 + (i % 3)) }));
  const formula = "reaction ~ 1 + days + (1 | subj)";
  const sharesOf = (model: MixedModel): number[] => [r2(model).marginal, r2(model).conditional, icc(model).adjusted];
  const normal = fit(formula, rows, { family: "Normal", weights: "w" });
  expectClose(sharesOf(normal), sharesOf(fit(formula, rows, { weights: "w" })), { relative: 1e-5 });
  const [gamma, ninefold] = ["w", "w9"].map((weights) =>
    sharesOf(fit(formula, rows, { family: "Gamma", link: "log", weights })),
  );
  expectClose(gamma, ninefold, { relative: 1e-5 });
});
