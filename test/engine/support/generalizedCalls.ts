import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as mixedmodels from "engine/index";

const { MersenneTwister, MixedModelsError } = mixedmodels;
type Model = mixedmodels.GeneralizedLinearMixedModel;
type Table = mixedmodels.Table;

/** Where the calls below keep their files; whoever makes them removes it. */
const folder = mkdtempSync(join(tmpdir(), "generalized-"));
export function removeFiles(): void {
  rmSync(folder, { recursive: true });
}

/** The model without the effects of `period`. */
export function smaller(m: Model, table: Table): Model {
  const formula = m.formula.replace(/ \+ period(?=[^|]*\()/, "");
  return mixedmodels.glmm(formula, table, m.family as "Poisson", m.link, { nAGQ: m.nAGQ, fast: m.fast });
}

/** Two levels of `period`. */
function periodsIn(table: Table): string[] {
  const { levels } = table.factor("period");
  return [levels[0], levels[levels.length > 2 ? 2 : 1]];
}

const sampleOf = (m: Model): Promise<mixedmodels.MixedModelBootstrap> =>
  mixedmodels.parametricbootstrap(new MersenneTwister(1), 5, m, { progress: false });

/**
 * A call of each function of the package that takes a model of a table with the columns period (a factor), herd (of
 * levels) and hsz (a number).
 */
export const calls: { readonly [name: string]: (m: Model, table: Table) => unknown } = {
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
  effects: (m, table) => mixedmodels.effects({ period: periodsIn(table) }, m),
  effectsplot: (m, table) => mixedmodels.effectsplot(mixedmodels.effects({ period: periodsIn(table) }, m)),
  empairs: (m, table) => mixedmodels.empairs({ period: periodsIn(table) }, m),
  emtrends: (m) => mixedmodels.emtrends("hsz", {}, m),
  influence: (m) => mixedmodels.influence(m, "herd"),
  issingular: (m) => mixedmodels.issingular(m),
  levelcoef: (m) => mixedmodels.levelcoef(m),
  leverage: (m) => mixedmodels.leverage(m),
  likelihoodratiotest: (m, table) => mixedmodels.likelihoodratiotest(smaller(m, table), m),
  "likelihoodratiotest by a bootstrap": (m, table) =>
    mixedmodels.likelihoodratiotest(smaller(m, table), m, { method: "bootstrap", n: 5, progress: false }),
  lincom: (m) => mixedmodels.lincom(m, { second: { [m.coefnames[1]]: 1 } }),
  modelmatrix: (m) => mixedmodels.modelmatrix(m),
  modeltable: (m, table) => mixedmodels.modeltable(smaller(m, table), m),
  overdispersion: (m) => mixedmodels.overdispersion(m),
  parametricbootstrap: sampleOf,
  powertable: async (m) => mixedmodels.powertable(await sampleOf(m)),
  predict: (m, table) => mixedmodels.predict(m, table),
  predictionintervals: async (m, table) => mixedmodels.predictionintervals(await sampleOf(m), m, table),
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
  restoremodel: (m, table) => {
    const file = join(folder, "model.json");
    mixedmodels.savemodel(file, m);
    return mixedmodels.restoremodel(file, table);
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

/** A sentence: no stack, no type error of the engine, one line with words and without "undefined". */
export function isSentence(error: unknown): boolean {
  const { message } = error as Error;
  return error instanceof MixedModelsError && /^[^\n]{30,}$/.test(message) && !/undefined|\[object/.test(message);
}
