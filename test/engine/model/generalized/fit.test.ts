import { readFileSync } from "node:fs";
import { join } from "node:path";
import { InverseLink } from "engine/family/inverseLink";
import { ProbitLink } from "engine/family/probitLink";
import { EffectsCoding } from "engine/formula/coding/contrasts";
import { condVar } from "engine/model/diagnostics";
import { fit, refit } from "engine/model/fit";
import type { GeneralizedLinearMixedModel } from "engine/model/generalized/generalizedLinearMixedModel";
import { overdispersion, residuals } from "engine/model/generalized/residuals";
import { glmm } from "engine/model/glmm";
import { predict } from "engine/model/predict";
import { VarCorr } from "engine/model/varCorr";
import { Bernoulli } from "engine/random/bernoulli";
import { Binomial } from "engine/random/binomial";
import { Gamma } from "engine/random/gamma";
import { NegativeBinomial } from "engine/random/negativeBinomial";
import { Normal } from "engine/random/normal";
import { Poisson } from "engine/random/poisson";
import { asTable } from "engine/table/asTable";
import { dataset } from "engine/table/source/dataset";
import { expectClose } from "../../support/expectClose";
import { designSpecs, withColumns } from "../../support/generalizedDesigns";

const reference = JSON.parse(readFileSync(join(__dirname, "../../../reference/generalized.json"), "utf8")) as {
  readonly models: {
    readonly [name: string]: {
      readonly lme4: readonly {
        nAGQ: number;
        deviance: number;
        beta: number[];
        theta: number | number[];
        se: number[];
      }[];
      readonly glmmTMB: { minus2logLik: number; beta: number[]; se: number[]; sigma: number };
    };
  };
  readonly cbpp: {
    readonly residuals: { readonly [type: string]: number[] };
    readonly fitted: number[];
    readonly link: number[];
    readonly population: number[];
    readonly ranef: number[];
    readonly condSD: number[];
    readonly aic: number;
    readonly bic: number;
  };
};

const cbpp = dataset("cbpp");
const contra = dataset("contra");
const infected = "incid / hsz ~ 1 + period + (1 | herd)";

function fitted(name: keyof typeof designSpecs, nAGQ = 1): GeneralizedLinearMixedModel {
  const { data, formula, family, ...more } = designSpecs[name];
  return fit(formula, data, { family, nAGQ, ...("link" in more ? { link: more.link } : {}) });
}

// lme4's optimizer leaves its objectives 1e-10 to 1e-7 above the minimum, its coefficients a thousandth of a standard
// error.
const lme4 = (Object.keys(designSpecs) as (keyof typeof designSpecs)[]).flatMap((name) =>
  (reference.models[name].lme4 ?? []).map((own) => ({ name, nAGQ: own.nAGQ, own })),
);
test.each(lme4)("$name with nAGQ $nAGQ is lme4's fit", ({ name, nAGQ, own }) => {
  const model = fitted(name, nAGQ);
  expect(model.certificate.converged).toBe(true);
  const deviance = model.family === "Poisson" && nAGQ === 1 ? own.deviance + 2e-5 : own.deviance;
  expect(model.objective).toBeLessThan(deviance + 1e-6);
  expectClose([model.objective], [own.deviance], { relative: 1e-7 });
  expectClose(model.θ, [own.theta].flat(), { absolute: 2e-4 });
  expectClose(model.stderror, own.se, { relative: 1e-3 });
  const apart = model.coef.map((value, j) => (value - own.beta[j]) / own.se[j]);
  expectClose(
    apart,
    apart.map(() => 0),
    { absolute: 2e-3 },
  );
});

test("gamma and negative binomial models are glmmTMB's", () => {
  for (const name of ["sleepstudy_gamma", "ticks_nb"] as const) {
    const model = fitted(name);
    const { minus2logLik, beta, sigma } = reference.models[name].glmmTMB;
    expectClose([-2 * model.loglikelihood, model.objective], [minus2logLik, minus2logLik], { relative: 1e-8 });
    expectClose(model.coef, beta, { relative: 1e-4, absolute: 1e-4 });
    expectClose([name === "ticks_nb" ? model.size : model.σ], [sigma], { relative: 1e-4 });
    expect(model.certificate.converged).toBe(true);
  }
  expect(fitted("ticks_nb").σ).toBeNaN();
  expect(fitted("sleepstudy_gamma").size).toBeNaN();
});

test("means, linear predictors, residuals and random effects of cbpp are lme4's", () => {
  const model = fit(infected, cbpp, { family: Binomial() });
  const { cbpp: own } = reference;
  expectClose(model.fitted, own.fitted, { relative: 1e-6 });
  expectClose(model.η, own.link, { absolute: 1e-6 });
  for (const type of ["response", "pearson", "deviance", "working"] as const)
    expectClose(residuals(model, { type }), own.residuals[type], { relative: 1e-5, absolute: 1e-7 });
  expectClose(predict(model, undefined, { random: "none" }), own.population, { relative: 1e-6 });
  expectClose(predict(model, cbpp, { type: "link" }), own.link, { absolute: 1e-6 });
  expectClose(predict(model, cbpp, { type: "linpred" }), model.η, { absolute: 1e-12 });
  expectClose(predict(model), model.fitted, { relative: 1e-13 });
  expectClose(model.ranef.herd.numeric("(Intercept)"), own.ranef, { absolute: 1e-6 });
  expectClose(condVar(model).herd.map(Math.sqrt), own.condSD, { relative: 1e-5 });
  expectClose([model.aic, model.bic], [own.aic, own.bic], { relative: 1e-9 });
  expectClose([overdispersion(model)], [1.2368], { relative: 1e-4 });
});

// The parts that the tests of MixedModels.jl 5.8 have for its Laplace fits.
test("the parts of the objective that MixedModels.jl tests", () => {
  const model = fitted("cbpp");
  expectClose([model.objective, model.loglikelihood], [100.09585620707632, -92.02628187247377], { relative: 1e-8 });
  const { penalty, deviance } = model.devianceFunction.modes;
  const unit = residuals(model, { type: "deviance" }).reduce((sum, value) => sum + value * value, 0);
  expectClose([penalty, unit, model.devianceFunction.logDeterminant], [9.72301, 73.47172, 16.90113], {
    relative: 2e-5,
  });
  expect(deviance).toBeGreaterThan(unit);
  const fast = fit(designSpecs.contra.formula, designSpecs.contra.data, { family: "Bernoulli", fast: true });
  expectClose([fast.objective, fast.θ[0]], [2361.657202855648, 0.5720746212924732], { relative: 1e-7 });
  expect(fast.certificate.summary).toContain("the quick estimates of { fast: true }, not those of maximum likelihood");
  const ticks = fit(designSpecs.grouseticks.formula, designSpecs.grouseticks.data, { family: Poisson(), fast: true });
  expectClose([ticks.objective], [851.4046], { absolute: 1e-4 });
});

// The workshop's models with nine nodes (lme4 2372.4588054, 2364.9168002, 2353.8241976).
test("contra as the workshop fits it", () => {
  const age = withColumns(contra, {
    ch: Array.from(contra.factor("livch").refs, (ref) => (contra.factor("livch").levels[ref] === "0" ? "N" : "Y")),
  });
  const contrasts = { urban: EffectsCoding(), ch: EffectsCoding() };
  const deviances = [
    ["use ~ 1 + age + abs2(age) + urban + livch + (1 | dist)", 2372.45880423],
    ["use ~ 1 + age * ch + abs2(age) + urban + (1 | dist)", 2364.9168],
    ["use ~ 1 + age * ch + abs2(age) + urban + (1 | urban & dist)", 2353.82419755],
  ] as const;
  for (const [formula, deviance] of deviances) {
    const model = fit(formula, age, {
      family: Bernoulli(),
      nAGQ: 9,
      contrasts: formula.includes("ch +") ? contrasts : { urban: EffectsCoding() },
    });
    expectClose([model.objective, -2 * model.loglikelihood], [deviance, deviance], { relative: 1e-9 });
    expect(model.certificate.converged).toBe(true);
    expect(String(model)).toContain("Bernoulli family, logit link; use = Y is 1; nAGQ 9");
  }
});

test("ways to write one binomial response", () => {
  const objective = fit(infected, cbpp, { family: Binomial() }).objective;
  const share = withColumns(cbpp, {
    share: Array.from(cbpp.numeric("incid"), (value, i) => value / cbpp.numeric("hsz")[i]),
  });
  const same = [
    fit(infected, cbpp, { family: "binomial" }),
    fit(infected, cbpp, { family: "Binomial", weights: "hsz" }),
    fit("share ~ 1 + period + (1 | herd)", share, { family: Binomial(), weights: "hsz" }),
    fit("cbind(incid, hsz - incid) ~ 1 + period + (1 | herd)", cbpp, { family: "binomial" }),
    glmm(infected, cbpp, Binomial()),
  ];
  for (const model of same) expectClose([model.objective], [objective], { relative: 1e-12 });
  // Each animal a row: the same fit, other constants.
  const rows = Array.from(cbpp.numeric("incid"), (ill, i) =>
    Array.from({ length: cbpp.numeric("hsz")[i] }, (_, k) => ({ i, y: k < ill })),
  ).flat();
  const level = (name: string, i: number): string => cbpp.factor(name).levels[cbpp.factor(name).refs[i]];
  const animals = asTable(rows.map(({ i, y }) => ({ y, herd: level("herd", i), period: level("period", i) })));
  const expanded = fit("y ~ 1 + period + (1 | herd)", animals, { family: Bernoulli() });
  const whole = fit(infected, cbpp, { family: Binomial() });
  expectClose(expanded.coef, whole.coef, { absolute: 1e-6 });
  expectClose(expanded.θ, whole.θ, { absolute: 1e-6 });
  expectClose([-2 * expanded.loglikelihood], [555.0039], { absolute: 1e-4 });
});

test("counting the healthy instead of the ill changes the signs only", () => {
  const ill = fit("incid / hsz ~ 1 + period + (1 | herd)", cbpp, { family: Binomial() });
  const healthy = fit("(hsz - incid) / hsz ~ 1 + period + (1 | herd)", cbpp, { family: Binomial() });
  expectClose(
    healthy.coef,
    ill.coef.map((value) => -value),
    { absolute: 1e-7 },
  );
  expectClose(healthy.θ, ill.θ, { absolute: 1e-7 });
  expectClose([healthy.loglikelihood], [ill.loglikelihood], { relative: 1e-12 });
});

test("responses of one kind in other spellings", () => {
  const use = contra.factor("use");
  const table = withColumns(contra, { b: Array.from(use.refs) });
  const booleans = asTable({
    ...Object.fromEntries(["age"].map((name) => [name, Array.from(contra.numeric(name))])),
    dist: Array.from(contra.factor("dist").refs, (ref) => contra.factor("dist").levels[ref]),
    b: Array.from(use.refs, (ref) => ref === 1),
  });
  const right = "~ 1 + age + (1 | dist)";
  const text = fit(`use ${right}`, contra, { family: Bernoulli() });
  for (const other of [
    fit(`b ${right}`, table, { family: Bernoulli() }),
    fit(`b ${right}`, booleans, { family: "binomial" }),
    fit(`b ${right}`, table, { family: "binomial" }),
  ]) {
    expect(other.family).toBe("Bernoulli");
    expectClose([other.objective], [text.objective], { relative: 1e-13 });
  }
});

test("a normal response with the identity link is the linear mixed model", () => {
  const sleepstudy = dataset("sleepstudy");
  const formula = "reaction ~ 1 + days + (1 + days | subj)";
  const linear = fit(formula, sleepstudy);
  const model = fit(formula, sleepstudy, { family: Normal() });
  expectClose([model.objective, -2 * model.loglikelihood], [linear.objective, linear.objective], { relative: 1e-11 });
  expectClose(model.coef, linear.coef, { relative: 1e-7 });
  expectClose(model.stderror, linear.stderror, { relative: 1e-5 });
  expectClose([model.σ], [linear.σ], { relative: 1e-5 });
  expectClose(
    model.θ,
    linear.θ.map((value) => value * linear.σ),
    { relative: 1e-4 },
  );
});

test("units and origins of predictors, order of rows and names of levels change nothing", () => {
  const model = fit("use ~ 1 + age + urban + (1 + age | dist)", contra, { family: Bernoulli() });
  const dist = contra.factor("dist");
  const order = Array.from({ length: contra.numRows }, (_, i) => (i * 1009) % contra.numRows);
  const pick = (name: string): string[] => order.map((i) => contra.factor(name).levels[contra.factor(name).refs[i]]);
  const other = asTable({
    use: pick("use"),
    urban: pick("urban"),
    dist: order.map((i) => `z${60 - dist.refs[i]}`),
    months: order.map((i) => 12 * contra.numeric("age")[i] + 300),
  });
  const shifted = fit("use ~ 1 + months + urban + (1 + months | dist)", other, { family: Bernoulli() });
  expectClose([shifted.objective], [model.objective], { relative: 1e-10 });
  expectClose([12 * shifted.coef[1], shifted.coef[2]], [model.coef[1], model.coef[2]], { absolute: 1e-5 });
});

test("offsets, weights, missing rows and a column too many", () => {
  const ticks = dataset("grouseticks");
  const logs = withColumns(ticks, { effort: Array.from({ length: ticks.numRows }, (_, i) => 1 + (i % 4)) });
  const right = "1 + year + (1 | brood)";
  const inFormula = fit(`ticks ~ ${right} + offset(log(effort))`, logs, { family: Poisson() });
  const asOption = fit(`ticks ~ ${right}`, logs, {
    family: Poisson(),
    offset: Array.from(logs.numeric("effort"), Math.log),
  });
  expectClose([asOption.objective], [inFormula.objective], { relative: 1e-12 });
  expectClose(predict(inFormula, logs), inFormula.fitted, { relative: 1e-12 });
  // A row that counts twice is two rows.
  const [brood, year, count] = [
    ["a", "b", "c", "d", "e", "f", "g", "h"],
    ["x", "y"],
    [0, 3, 1, 5, 2, 0, 7, 1, 4, 2, 3, 0, 9, 6, 1, 2],
  ];
  const rows = count.map((y, i) => ({ y, g: brood[i % 8], x: year[i % 3 === 0 ? 1 : 0], w: 1 + (i % 2) }));
  const weighted = fit("y ~ 1 + x + (1 | g)", asTable(rows), { family: Poisson(), weights: "w" });
  const doubled = fit("y ~ 1 + x + (1 | g)", asTable(rows.flatMap((row) => (row.w === 2 ? [row, row] : [row]))), {
    family: Poisson(),
  });
  expectClose([weighted.loglikelihood], [doubled.loglikelihood], { relative: 1e-10 });
  expectClose(weighted.coef, doubled.coef, { absolute: 1e-6 });
  const holes = withColumns(logs, { h: Array.from(ticks.numeric("height"), (v, i) => (i % 50 === 7 ? NaN : v)) });
  const less = fit("ticks ~ 1 + h + year + (1 | brood)", holes, { family: Poisson() });
  expect([less.nmissing, less.nobs]).toEqual([8, 395]);
  const twice = withColumns(logs, {
    h: Array.from(ticks.numeric("height")),
    h2: Array.from(ticks.numeric("height"), (v) => 2 * v),
  });
  const deficient = fit("ticks ~ 1 + h + h2 + year + (1 | brood)", twice, { family: Poisson() });
  const full = fit("ticks ~ 1 + h + year + (1 | brood)", twice, { family: Poisson() });
  expectClose([deficient.objective], [full.objective], { relative: 1e-12 });
  expect(Object.is(deficient.coef[2], -0)).toBe(true);
  expect(deficient.stderror[2]).toBeNaN();
  expect(deficient.rank).toBe(4);
});

test("population means by quadrature are averages over groups", () => {
  const model = fit("use ~ 1 + age + (1 + age | dist)", contra, { family: Bernoulli(), link: ProbitLink() });
  const at = asTable({ age: [-10, 0, 15], dist: ["1", "2", "new"] });
  const marginal = predict(model, at, { type: "marginal", random: "none" });
  // Of the probit link the average is known: Φ(η/√(1 + zᵀλλᵀz)).
  const [l1, l2, l3] = model.θ;
  const eta = predict(model, at, { type: "linpred", random: "none" });
  const averaged = Array.from(eta, (value, i) => {
    const age = [-10, 0, 15][i];
    return value / Math.sqrt(1 + (l1 + l2 * age) ** 2 + (l3 * age) ** 2);
  });
  expectClose(
    marginal.map((mu) => ProbitLink().link(mu)),
    averaged,
    { absolute: 1e-8 },
  );
  expect(predict(model, at)[2]).toBeNaN();
  // A level that the fit did not have is one of all.
  const known = { newLevels: "population", type: "marginal" } as const;
  const some = asTable({ age: [0, 15], dist: ["D01", "new"] });
  const [own, other] = predict(model, some, known);
  expectClose([own, other], [predict(model, some)[0], marginal[2]], { relative: 1e-12 });
  expectClose([predict(model, at, { newLevels: "population" })[2]], [predict(model, at, { random: "none" })[2]], {
    relative: 1e-13,
  });
});

test("refitting to its own response comes to the same model", () => {
  const model = fitted("contra");
  const again = refit(model, model.response);
  expectClose([again.objective], [model.objective], { relative: 1e-11 });
  expectClose(again.coef, model.coef, { absolute: 1e-5 });
  const ill = fit(infected, cbpp, { family: Binomial() });
  const other = refit(
    ill,
    ill.response.map((value, i) => (i % 2 ? value : 1 - value)),
  );
  expect(other.certificate.converged).toBe(true);
  expect(() =>
    refit(
      ill,
      ill.response.map(() => 0.123),
    ),
  ).toThrow("proportion times trials is a whole number");
});

test("displays have no residual row, but the dispersion where there is one", () => {
  const model = fit(infected, cbpp, { family: Binomial() });
  expect(String(model).split("\n")).toEqual([
    "incid / hsz ~ 1 + period + (1 | herd)",
    "                Est.      SE      z       p  σ_herd",
    "---------------------------------------------------",
    "(Intercept)  -1.3985  0.2279  -6.14  <1e-09  0.6423",
    "period: 2    -0.9923  0.3054  -3.25  0.0012",
    "period: 3    -1.1287  0.3260  -3.46  0.0005",
    "period: 4    -1.5803  0.4288  -3.69  0.0002",
    "Binomial family, logit link; trials hsz; Laplace approximation",
    "56 observations; levels: herd 15",
    "deviance 100.0959, −2ℓ 184.0526, AIC 194.05, BIC 204.18; converged",
  ]);
  expect(String(VarCorr(model))).not.toContain("Residual");
  const view = model.view();
  expect(view.foot).toBeUndefined();
  expect(view.columns[0].cells).toEqual(model.coefnames);
  expect(view.total).toBe(4);
  const gamma = fit("reaction ~ 1 + days + (1 | subj)", dataset("sleepstudy"), {
    family: Gamma(),
    link: InverseLink(),
  });
  expect(String(gamma)).toMatch(/φ \(dispersion\) +0\.0087/);
  expect(gamma.view().foot).toBe(1);
  expect(fit("ticks ~ 1 + year + (1 | brood)", dataset("grouseticks"), { family: NegativeBinomial() }).family).toBe(
    "NegativeBinomial",
  );
});
