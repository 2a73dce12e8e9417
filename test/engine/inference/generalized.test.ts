import { readFileSync } from "node:fs";
import { join } from "node:path";
import { coeftable } from "engine/inference/smallSample/coeftable";
import { anova } from "engine/inference/tests/anova";
import { drop1 } from "engine/inference/tests/drop1";
import { likelihoodratiotest } from "engine/inference/tests/likelihoodratiotest";
import { fit } from "engine/model/fit";
import { Binomial } from "engine/random/binomial";
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
  expect(() => likelihoodratiotest(smaller as never, model as never, { method: "bootstrap", n: 10 } as never)).toThrow(
    "the bootstrap of likelihoodratiotest is made for linear mixed models so far",
  );
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
  ["the coefficients of a generalized one have z tests", () => coeftable(model, { dof: "satterthwaite" })],
  [
    "are those of a fast fit",
    () => coeftable(fit("incid / hsz ~ 1 + (1 | herd)", cbpp, { family, fast: true }), { se: "hessian" }),
  ],
  ["this is a linear one", () => coeftable(fit("incid ~ 1 + (1 | herd)", cbpp), { se: "hessian" })],
])("refused: %s", (sentence, call) => {
  expect(call).toThrow(sentence);
});
