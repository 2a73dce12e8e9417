import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const {
  dataset,
  fit,
  EffectsCoding,
  VarCorr,
  likelihoodratiotest,
  parametricbootstrap,
  MersenneTwister,
  confint,
  describe,
  contrastsmatrix,
  HelmertCoding,
  bootstrapview,
  densityplot,
  histogram,
  ridgeplot,
  summary,
  modelmatrix,
  rePCA,
} = require("../../engine/dist/index.js");

const kb07 = dataset("kb07");
const contrasts = { spkr: EffectsCoding(), prec: EffectsCoding(), load: EffectsCoding() };
const m1 = fit("rt_trunc ~ 1 + spkr * prec * load + (1 | subj) + (1 + prec | item)", kb07, { contrasts });
const m0 = fit(
  "rt_trunc ~ 1 + spkr * prec * load + (1 + spkr + prec + load | subj) + (1 + spkr + prec + load | item)",
  kb07,
  { contrasts },
);
const dyestuff = await parametricbootstrap(
  new MersenneTwister(1),
  2000,
  fit("yield ~ 1 + (1 | batch)", dataset("dyestuff")),
  { progress: false },
);
const sleepstudy = await parametricbootstrap(
  new MersenneTwister(666),
  10_000,
  fit("reaction ~ 1 + days + (1 + days | subj)", dataset("sleepstudy")),
  { progress: false },
);
const results = {
  m1,
  m0,
  tests: summary(fit("score ~ 1 + Machine + (1 | Worker)", dataset("machines"), { REML: true }), {
    dof: "kenward-roger",
  }),
  varcorr: VarCorr(m1),
  lrt: likelihoodratiotest(m0, m1),
  describe: describe(kb07),
  sample: dyestuff,
  replicates: dyestuff.tbl,
  confint: confint(dyestuff),
  contrasts: contrastsmatrix(HelmertCoding(), ["a", "b", "c"]),
  linked: bootstrapview(sleepstudy),
  densities: densityplot(sleepstudy.tbl, ["σ1", "σ2"]),
  density: densityplot(dyestuff.tbl, "σ1"),
  histogram: histogram(dyestuff.tbl, "σ1", { bins: 100 }),
  ridge: ridgeplot(dyestuff),
  modelmatrix: modelmatrix(m1),
  rePCA: rePCA(m0),
};
const bundles = {};
for (const [name, result] of Object.entries(results)) bundles[name] = await result[Symbol.for("Jupyter.display")]();
process.stdout.write(JSON.stringify(bundles));
