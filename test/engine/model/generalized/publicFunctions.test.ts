import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as mixedmodels from "engine/index";
import { Shown } from "engine/show/shown";

const { dataset, fit, MersenneTwister, MixedModelsError } = mixedmodels;
type Model = mixedmodels.GeneralizedLinearMixedModel;

const cbpp = dataset("cbpp");
const folder = mkdtempSync(join(tmpdir(), "generalized-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Models that differ in what functions have to mind. */
const models: { readonly [name: string]: () => Model } = {
  binomial: () => fit("incid / hsz ~ 1 + period + (1 | herd)", cbpp, { family: "binomial" }),
  quadrature: () => fit("incid / hsz ~ 1 + period + (1 | herd)", cbpp, { family: "binomial", nAGQ: 5 }),
  fast: () => fit("incid / hsz ~ 1 + period + (1 | herd)", cbpp, { family: "binomial", fast: true }),
  "vector term": () =>
    fit("use ~ 1 + period + (1 + period | herd)", renamedContra(), { family: "Bernoulli", link: "probit" }),
  counts: () => fit("incid ~ 1 + period + offset(log(hsz)) + (1 | herd)", cbpp, { family: "poisson" }),
  dispersion: () => fit("hsz ~ 1 + period + (1 | herd)", cbpp, { family: "gamma", link: "log" }),
  separated: () => fit("y ~ 1 + period + (1 | herd)", separated(), { family: "Bernoulli" }),
};

/** The columns that the calls below name, in other data. */
function renamedContra(): mixedmodels.Table {
  const contra = dataset("contra");
  return mixedmodels.asTable({
    use: [...contra.column("use")] as string[],
    period: [...contra.column("urban")] as string[],
    herd: [...contra.column("dist")] as string[],
    hsz: contra.numeric("age"),
    incid: contra.numeric("age"),
  });
}

function separated(): mixedmodels.Table {
  const herd = Array.from({ length: 60 }, (_, i) => `h${i % 6}`);
  const period = Array.from({ length: 60 }, (_, i) => String(1 + (Math.floor(i / 6) % 3)));
  const y = period.map((value, i) => (value === "3" ? 1 : Number((7 * i) % 5 < 2)));
  return mixedmodels.asTable({ y, herd, period, hsz: y.map(() => 1), incid: y });
}

const smaller = (m: Model): Model =>
  mixedmodels.glmm(m.formula.replace(/ \+ period(?=[^|]*\()/, ""), tableOf(m), m.family as "Poisson", m.link, {
    nAGQ: m.nAGQ,
    fast: m.fast,
  });

function tableOf(m: Model): mixedmodels.Table {
  if (m.formula.startsWith("use")) return renamedContra();
  return m.formula.startsWith("y ") ? separated() : cbpp;
}

const sampleOf = (m: Model): Promise<mixedmodels.MixedModelBootstrap> =>
  mixedmodels.parametricbootstrap(new MersenneTwister(1), 5, m, { progress: false });

/** A call of each function of the package that takes a model. */
const calls: { readonly [name: string]: (m: Model) => unknown } = {
  BlockDescription: (m) => new mixedmodels.BlockDescription(m as never),
  LinkedBootstrap: async (m) => mixedmodels.bootstrapview(await sampleOf(m)),
  VarCorr: (m) => mixedmodels.VarCorr(m),
  anova: (m) => mixedmodels.anova(m),
  bootstrap: (m) => mixedmodels.bootstrap(new MersenneTwister(1), 5, m, { method: "case", progress: false }),
  "bootstrap of residuals": (m) =>
    mixedmodels.bootstrap(new MersenneTwister(1), 5, m, { method: "residual", progress: false }),
  biplot: (m) => mixedmodels.biplot(m, "herd"),
  boxcox: (m) => mixedmodels.boxcox(m as never),
  boxcoxplot: (m) => mixedmodels.boxcoxplot(mixedmodels.boxcox(m as never)),
  caterpillar: (m) => mixedmodels.caterpillar(m),
  coefplot: (m) => mixedmodels.coefplot(m),
  coeftable: (m) => mixedmodels.coeftable(m),
  "coeftable by the Hessian": (m) => mixedmodels.coeftable(m, { se: "hessian" }),
  condVar: (m) => mixedmodels.condVar(m),
  condVartables: (m) => mixedmodels.condVartables(m),
  confint: (m) => mixedmodels.confint(m),
  contestMD: (m) => mixedmodels.contestMD(m, { second: { [m.coefnames[1]]: 1 } }),
  cooksdistance: (m) => mixedmodels.cooksdistance(m as never),
  createθ: (m) => mixedmodels.createθ(m, { herd: mixedmodels.create_re(...m.data.terms[0].names.map(() => 1)) }),
  drop1: (m) => mixedmodels.drop1(m),
  effects: (m) => mixedmodels.effects({ period: periods(m) }, m),
  effectsplot: (m) => mixedmodels.effectsplot(mixedmodels.effects({ period: periods(m) }, m)),
  empairs: (m) => mixedmodels.empairs({ period: periods(m) }, m),
  emtrends: (m) => mixedmodels.emtrends("hsz", {}, m),
  influence: (m) => mixedmodels.influence(m, "herd"),
  issingular: (m) => mixedmodels.issingular(m),
  levelcoef: (m) => mixedmodels.levelcoef(m),
  leverage: (m) => mixedmodels.leverage(m),
  likelihoodratiotest: (m) => mixedmodels.likelihoodratiotest(smaller(m), m),
  "likelihoodratiotest by a bootstrap": (m) =>
    mixedmodels.likelihoodratiotest(smaller(m), m, { method: "bootstrap", n: 5, progress: false }),
  lincom: (m) => mixedmodels.lincom(m, { second: { [m.coefnames[1]]: 1 } }),
  modelmatrix: (m) => mixedmodels.modelmatrix(m),
  modeltable: (m) => mixedmodels.modeltable(smaller(m), m),
  overdispersion: (m) => mixedmodels.overdispersion(m),
  parametricbootstrap: sampleOf,
  powertable: async (m) => mixedmodels.powertable(await sampleOf(m)),
  predict: (m) => mixedmodels.predict(m, tableOf(m)),
  predictionintervals: async (m) => mixedmodels.predictionintervals(await sampleOf(m), m, tableOf(m)),
  profile: (m) => mixedmodels.profile(m),
  qqcaterpillar: (m) => mixedmodels.qqcaterpillar(m),
  qqnorm: (m) => mixedmodels.qqnorm(m as never),
  icc: (m) => mixedmodels.icc(m),
  r2: (m) => mixedmodels.r2(m),
  ranef: (m) => mixedmodels.ranef(m),
  raneftables: (m) => mixedmodels.raneftables(m),
  ranefinfo: (m) => mixedmodels.ranefinfo(m),
  ranefinfotable: (m) => mixedmodels.ranefinfotable(mixedmodels.ranefinfo(m, "herd")),
  ranova: (m) => mixedmodels.ranova(m),
  refit: (m) => mixedmodels.refit(m, m.response),
  rePCA: (m) => mixedmodels.rePCA(m),
  residualplot: (m) => mixedmodels.residualplot(m),
  residuals: (m) => mixedmodels.residuals(m, { type: "deviance" }),
  restoremodel: (m) => {
    const file = join(folder, "model.json");
    mixedmodels.savemodel(file, m);
    return mixedmodels.restoremodel(file, tableOf(m));
  },
  restorereplicates: async (m) => {
    const file = join(folder, "sample.arrow");
    mixedmodels.savereplicates(file, await sampleOf(m));
    return mixedmodels.restorereplicates(file, m);
  },
  reterms: (m) => mixedmodels.reterms(m),
  savemodel: (m) => mixedmodels.savemodel(join(folder, "saved.json"), m) ?? "saved",
  savereplicates: async (m) => mixedmodels.savereplicates(join(folder, "saved.arrow"), await sampleOf(m)) ?? "saved",
  shrinkageplot: (m) => mixedmodels.shrinkageplot(m, "herd"),
  simulate: (m) => mixedmodels.simulate(new MersenneTwister(1), m),
  size: (m) => mixedmodels.size(m),
  sparseL: (m) => mixedmodels.sparseL(m as never),
  summary: (m) => mixedmodels.summary(m),
  yeojohnson: (m) => mixedmodels.yeojohnson(m as never),
  vcov: (m) => mixedmodels.vcov(m),
};

function periods(m: Model): string[] {
  return m.formula.startsWith("use") ? ["N", "Y"] : ["1", "3"];
}

/** What takes no model but tables, streams, samples or values. */
const WITHOUT = new Set(
  (
    "readarrow asTable describe parsecsv readcsv dataset datasets download Table contrastsmatrix DummyCoding " +
    "EffectsCoding FullDummyCoding Grouping HelmertCoding SeqDiffCoding ContrastsCoding HypothesisCoding Center " +
    "Scale ZScore CloglogLink IdentityLink InverseLink LogitLink LogLink ProbitLink SqrtLink Gamma InverseGaussian " +
    "NegativeBinomial fit GeneralizedLinearMixedModel glmm LikelihoodRatioTest LinearMixedModel RandomEffectsMatrix " +
    "RandomEffectsPCA VarianceComponents ModelTable isapprox MixedModelBootstrap combinereplicates shortestcovint " +
    "reportabledigits create_re createtheta simdat_crossed MixedModelProfile ModelSummary " +
    "BootstrapLikelihoodRatioTest bootstrapview Chart densityplot histogram simplelinreg plot profiledensity " +
    "ridgeplot ridge2d splom zetaplot Bernoulli Binomial MersenneTwister Normal Poisson rand range sample shuffle " +
    "StableRNG streamFrom Xoshiro display writearrow writecsv readxlsx count mean median quantile std recode " +
    "withlevels IntraclassCorrelation RSquared overlay OptimizerSummary SparseLowerTriangle restoreoptsum " +
    "VersionInfo versioninfo study ResponseTransformation"
  ).split(" "),
);

test("every function that is exported is called here, or takes no model", () => {
  const called = new Set(Object.keys(calls));
  const exported = Object.entries(mixedmodels)
    .filter(([name, value]) => typeof value === "function" && !/Error$/.test(name))
    .map(([name]) => name);
  expect(exported.filter((name) => !called.has(name) && !WITHOUT.has(name))).toEqual([]);
  expect([...WITHOUT].filter((name) => !exported.includes(name) || called.has(name))).toEqual([]);
});

/** A sentence: no stack, no type error of the engine, one line with words and without "undefined". */
function isSentence(error: unknown): boolean {
  const { message } = error as Error;
  return error instanceof MixedModelsError && /^[^\n]{30,}$/.test(message) && !/undefined|\[object/.test(message);
}

describe.each(Object.keys(models))("a model: %s", (kind) => {
  const model = models[kind]();

  test.each(Object.keys(calls))("%s works or says why not", async (name) => {
    let result: unknown;
    try {
      result = await calls[name](model);
    } catch (error) {
      if (!isSentence(error)) throw error;
      return;
    }
    expect(result).toBeDefined();
    if (result instanceof Shown) expect(String(result)).not.toMatch(/undefined|\[object/);
  });
});
