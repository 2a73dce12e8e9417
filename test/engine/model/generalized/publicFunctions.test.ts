import * as mixedmodels from "engine/index";
import { Shown } from "engine/show/shown";
import { calls, isSentence, removeFiles } from "../../support/generalizedCalls";

const { dataset, fit } = mixedmodels;
type Model = mixedmodels.GeneralizedLinearMixedModel;

const cbpp = dataset("cbpp");
afterAll(removeFiles);

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

function tableOf(m: Model): mixedmodels.Table {
  if (m.formula.startsWith("use")) return renamedContra();
  return m.formula.startsWith("y ") ? separated() : cbpp;
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

describe.each(Object.keys(models))("a model: %s", (kind) => {
  const model = models[kind]();

  test.each(Object.keys(calls))("%s works or says why not", async (name) => {
    let result: unknown;
    try {
      result = await calls[name](model, tableOf(model));
    } catch (error) {
      if (!isSentence(error)) throw error;
      return;
    }
    expect(result).toBeDefined();
    if (result instanceof Shown) expect(String(result)).not.toMatch(/undefined|\[object/);
  });
});
