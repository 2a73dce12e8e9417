import { readFileSync } from "node:fs";
import { join } from "node:path";
import { simulate } from "engine/bootstrap/drawing/simulate";
import { confint } from "engine/bootstrap/sample/confint";
import { bootstrap } from "engine/inference/bootstrap";
import { contestMD } from "engine/inference/means/contest";
import { effects, empairs } from "engine/inference/means/effects";
import { emtrends } from "engine/inference/means/emtrends";
import { lincom } from "engine/inference/means/lincom";
import { profile } from "engine/inference/profile/profile";
import { coeftable } from "engine/inference/smallSample/coeftable";
import { anova } from "engine/inference/tests/anova";
import { drop1 } from "engine/inference/tests/drop1";
import { likelihoodratiotest } from "engine/inference/tests/likelihoodratiotest";
import { ranova } from "engine/inference/tests/ranova";
import { fit, refit } from "engine/model/fit";
import { Binomial } from "engine/random/binomial";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { dataset } from "engine/table/source/dataset";
import { expectClose } from "../support/expectClose";
import { designSpecs } from "../support/generalizedDesigns";

const reference = JSON.parse(readFileSync(join(__dirname, "../../reference/generalized.json"), "utf8")) as {
  readonly models: { readonly [name: string]: { readonly glmmTMB: { readonly se: number[] } } };
  readonly cbpp: { readonly test: readonly { Chisq: number; Df: number; "Pr(>Chisq)": number }[] };
};
const cbpp = dataset("cbpp");
const family = Binomial();
const model = fit("incid / hsz ~ 1 + period + (1 | herd)", cbpp, { family });
const smaller = fit("incid / hsz ~ 1 + (1 | herd)", cbpp, { family });

test("the likelihood-ratio test is lme4's, and drop1 has the same", () => {
  const [{ Chisq, Df, "Pr(>Chisq)": p }] = reference.cbpp.test;
  const test = likelihoodratiotest(smaller, model);
  expectClose([test.chisq[0], test.chisqDof[0], test.pvalues[0]], [Chisq, Df, p], { relative: 1e-5 });
  expectClose(test.deviance, [-2 * smaller.loglikelihood, -2 * model.loglikelihood], { relative: 1e-14 });
  expect(String(test)).toContain("−2ℓ");
  const dropped = drop1(model);
  expectClose([dropped.numeric("χ²")[1], dropped.numeric("P(>χ²)")[1]], [Chisq, p], { relative: 1e-5 });
  expectClose(dropped.numeric("AIC"), [model.aic, smaller.aic], { relative: 1e-12 });
});

test("likelihoods that are computed otherwise are not compared", () => {
  const formula = "incid / hsz ~ 1 + (1 | herd)";
  const others: [object, string][] = [
    [{ family, nAGQ: 9 }, "nAGQ is 9 in"],
    [{ family, link: "probit" }, "link is probit in"],
    [{ family, fast: true }, "fast is true in"],
  ];
  for (const [options, sentence] of others)
    expect(() => likelihoodratiotest(fit(formula, cbpp, options as { family: typeof family }), model)).toThrow(
      sentence,
    );
  const linear = fit("incid ~ 1 + (1 | herd)", cbpp);
  expect(() => likelihoodratiotest(linear, model)).toThrow("are not both generalized models");
});

test("the bootstrap of a likelihood-ratio test draws from the smaller model and refits both", async () => {
  const rng = new MersenneTwister(3);
  const before = rng.state();
  const options = { method: "bootstrap", n: 30, rng, progress: false, workers: 1 } as const;
  const test = await likelihoodratiotest(smaller, model, options);
  rng.restore(before);
  const y = simulate(rng, smaller);
  const deviances = [smaller, model].map((one) => -2 * refit(one, y).loglikelihood);
  expectClose([test.statistics[0]], [deviances[0] - deviances[1]], { absolute: 1e-7 });
  expect(test.statistics.every((value) => value >= 0)).toBe(true);
  const mean = test.statistics.reduce((a, b) => a + b) / 30;
  expect(Math.abs(mean - 3)).toBeLessThan(4 * Math.sqrt(6 / 30));
  rng.restore(before);
  const other = await likelihoodratiotest(smaller, model, { ...options, workers: 2 });
  expect(other.statistics).toEqual(test.statistics);
});

test("means and differences on both scales", () => {
  const design = { period: ["1", "2"] };
  const onLinear = effects(design, model);
  const onResponse = effects(design, model, { type: "response" });
  const [first, second] = model.coef;
  expectClose(onLinear.numeric("estimate"), [first, first + second], { relative: 1e-10 });
  const logistic = (eta: number): number => 1 / (1 + Math.exp(-eta));
  for (const column of ["estimate", "lower", "upper"])
    expectClose(onResponse.numeric(column), [...onLinear.numeric(column)].map(logistic), { relative: 1e-12 });
  const mu = logistic(first);
  expectClose([onResponse.numeric("stderror")[0]], [mu * (1 - mu) * model.stderror[0]], { relative: 1e-9 });
  const ratio = empairs(design, model, { type: "response" });
  expectClose([ratio.numeric("estimate")[0], ratio.numeric("z")[0]], [Math.exp(-second), -second / model.stderror[1]], {
    relative: 1e-9,
  });
  expect(String(ratio)).toContain("Odds ratios");
  const own = lincom(model, { a: { "period: 2": 1 } }, { type: "response" });
  expectClose([own.numeric("estimate")[0]], [Math.exp(second)], { relative: 1e-12 });
  const table = coeftable(model, { ratios: true });
  expectClose(table.numeric("Ratio"), model.coef.map(Math.exp), { relative: 1e-12 });
  const probit = fit("incid / hsz ~ 1 + period + (1 | herd)", cbpp, { family, link: "probit" });
  expect(() => empairs(design, probit, { type: "response" })).toThrow("is a ratio where the link is logit, log or");
  expect(effects(design, probit, { type: "response" }).numeric("estimate")[0]).toBeCloseTo(0.2, 1);
  const joint = contestMD(model, { a: { "period: 2": 1 }, b: { "period: 3": 1 }, c: { "period: 4": 1 } });
  expectClose([joint.numeric("χ²")[0]], [anova(model).numeric("χ²")[0]], { relative: 1e-9 });
});

test("profile intervals are lme4's", () => {
  // confint(glmer(…)) of R to three digits, for cbpp and for contra.
  const table = profile(model).confint();
  expectClose(table.numeric("lower"), [-1.901, -1.617, -1.801, -2.501, 0.346], { absolute: 1e-3 });
  expectClose(table.numeric("upper"), [-0.948, -0.408, -0.512, -0.801, 1.1], { absolute: 1e-3 });
  const { data, formula, family: own } = designSpecs.contra;
  const contra = profile(fit(formula, data, { family: own }), { parameters: ["σ1"] }).confint();
  expectClose([contra.numeric("lower")[0], contra.numeric("upper")[0]], [0.42511, 0.75171], { absolute: 1e-5 });
});

test("a profile at the boundary follows the other variances, and others are refused", () => {
  const data = designSpecs.grouseticks.data;
  const crossed = fit("ticks ~ 1 + year + (1 | index) + (1 | brood) + (1 | location)", data, { family: "poisson" });
  const own = profile(crossed, { parameters: ["σ2"], threshold: 2 });
  expect(own.notes).toEqual([]);
  const [lower, upper] = ["lower", "upper"].map((name) => own.confint().numeric(name)[0]);
  expect(lower).toBeLessThan(crossed.theta[1]);
  expect(upper).toBeGreaterThan(crossed.theta[1]);
  expect(() => profile(fit(model.formula, cbpp, { family, fast: true }))).toThrow("those of a fast fit");
});

test("a case bootstrap resamples levels", async () => {
  const options = { method: "case", progress: false, workers: 1 } as const;
  const sample = await bootstrap(new MersenneTwister(2), 60, model, options);
  expect(sample.tbl.columnNames).toEqual(["obj", "β1", "β2", "β3", "β4", "σ1", "θ1"]);
  const own = sample.tbl.numeric("β2").filter((value) => !Number.isNaN(value));
  const mean = own.reduce((a, b) => a + b) / own.length;
  const deviation = Math.sqrt(own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (own.length - 1));
  expect(Math.abs(mean - model.coef[1])).toBeLessThan(0.2);
  expect(deviation / model.stderror[1]).toBeGreaterThan(0.6);
  expect(deviation / model.stderror[1]).toBeLessThan(1.6);
  const again = await bootstrap(new MersenneTwister(2), 60, model, { ...options, workers: 2 });
  expect(again.tbl.numeric("β2")).toEqual(sample.tbl.numeric("β2"));
  await expect(bootstrap(new MersenneTwister(2), 5, model, { method: "wild" })).rejects.toThrow(
    'has the method "case"',
  );
});

test("without random effects a model is the generalized linear one of R", () => {
  // logLik(glm(…)) of R: cbind(incidence, size - incidence) ~ period, and glm.nb(TICKS ~ YEAR).
  expectClose([ranova(model).numeric("deviance")[1]], [198.058398979], { relative: 1e-10 });
  const counts = fit("ticks ~ 1 + year + (1 | brood)", dataset("grouseticks"), { family: "NegativeBinomial" });
  expectClose([ranova(counts).numeric("deviance")[1]], [2063.65534059], { relative: 1e-10 });
  const [tested] = [...ranova(model).numeric("χ²")].slice(1);
  expectClose([tested], [198.058398979 + 2 * model.loglikelihood], { relative: 1e-6 });
});

test.each(["cbpp", "contra_slope", "grouseticks", "sleepstudy_gamma", "ticks_nb"] as const)(
  "standard errors by the Hessian are glmmTMB's: %s",
  (name) => {
    const { data, formula, family: own, ...more } = designSpecs[name];
    const one = fit(formula, data, { family: own, ...("link" in more ? { link: more.link } : {}) });
    expectClose(coeftable(one, { se: "hessian" }).numeric("Std. Error"), reference.models[name].glmmTMB.se, {
      relative: 1e-4,
    });
    expectClose(coeftable(one).numeric("Std. Error"), one.stderror, { relative: 1e-14 });
  },
);

test("with se means, differences and tests have the covariances of emmeans and glmmTMB", () => {
  const se = { se: "hessian" } as const;
  const design = { period: ["1", "2", "3"] };
  expectClose(effects(design, model, se).numeric("stderror"), [0.232, 0.31, 0.33], { absolute: 5e-4 });
  const response = effects({ period: ["1", "2"] }, model, { ...se, type: "response" });
  expectClose(response.numeric("estimate"), [0.198049, 0.083872], { absolute: 1e-5 });
  expectClose(response.numeric("stderror"), [0.0369, 0.0238], { absolute: 5e-5 });
  // pairs(emmeans(m, ~ period)) of a glmmTMB fit: estimates, standard errors and ratios.
  const pairs = empairs({ period: ["1", "2", "3", "4"] }, model, se);
  expectClose(pairs.numeric("stderror"), [0.307, 0.327, 0.427, 0.381, 0.47, 0.484], { absolute: 5e-4 });
  expectClose(pairs.numeric("z"), [3.236, 3.455, 3.697, 0.358, 1.25, 0.933], { absolute: 5e-4 });
  const own = lincom(model, { a: { "period: 2": 1 } }, se);
  expectClose(own.numeric("stderror"), [coeftable(model, se).numeric("Std. Error")[1]], { relative: 1e-12 });
  // bᵀV⁻¹b of R with V of vcov(glmmTMB(…)).
  expectClose(anova(model, se).numeric("χ²"), [24.94854647], { relative: 1e-4 });
  const all = { a: { "period: 2": 1 }, b: { "period: 3": 1 }, c: { "period: 4": 1 } };
  expectClose(contestMD(model, all, se).numeric("χ²"), anova(model, se).numeric("χ²"), { relative: 1e-9 });
  const wald = confint(model, se);
  expectClose(
    [(wald.numeric("upper")[1] - wald.numeric("lower")[1]) / 2],
    [1.959963984540054 * coeftable(model, se).numeric("Std. Error")[1]],
    { relative: 1e-12 },
  );
  const linear = fit("incid ~ 1 + period + (1 | herd)", cbpp, { REML: true });
  for (const call of [
    () => effects(design, linear, se),
    () => anova(linear, se),
    () => confint(linear, se),
    () => emtrends("hsz", {}, fit("incid ~ 1 + hsz + (1 | herd)", cbpp), se),
  ])
    expect(call).toThrow("standard errors by the Hessian (se) are for generalized models; this is a linear one");
  expect(() => lincom(model, all, { se: "fisher" as "hessian" })).toThrow("se is \"hessian\" or absent; got 'fisher'");
});

test("Wald tests of one coefficient are the squares of z, whatever the coding", () => {
  const contra = designSpecs.contra.data;
  const one = fit("use ~ 1 + age + urban + (1 | dist)", contra, { family: "Bernoulli" });
  const table = anova(one);
  const z = one.coef.map((value, j) => value / one.stderror[j]);
  expectClose(table.numeric("χ²"), [z[1] ** 2, z[2] ** 2], { relative: 1e-9 });
  expectClose(table.numeric("P(>χ²)"), [one.pvalues[1], one.pvalues[2]], { relative: 1e-8 });
  expect(Array.from(anova(model).numeric("χ²-dof"))).toEqual([3]);
});

test.each<[string, () => unknown]>([
  ["an F test needs a residual variance", () => drop1(model, { test: "F" })],
  ["anova of a generalized one has Wald's χ²", () => anova(model, { dof: "satterthwaite" })],
  ["a generalized one has tests by z and χ²", () => coeftable(model, { dof: "satterthwaite" })],
  [
    "are those of a fast fit",
    () => coeftable(fit("incid / hsz ~ 1 + (1 | herd)", cbpp, { family, fast: true }), { se: "hessian" }),
  ],
  ["this is a linear one", () => coeftable(fit("incid ~ 1 + (1 | herd)", cbpp), { se: "hessian" })],
])("refused: %s", (sentence, call) => {
  expect(call).toThrow(sentence);
});
