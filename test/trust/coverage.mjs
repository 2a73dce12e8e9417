import { createRequire } from "node:module";

const { confint, fit, lincom, MersenneTwister, parametricbootstrap, profile, refit, simulate, StableRNG } =
  createRequire(import.meta.url)("../../engine");

const OBSERVATIONS = 6;
const REPLICATES = 1999;
const TRUTH = { β1: 0, β2: 0.5, β3: 0.3, σ: 1, σ1: 1 };
const FORMULA = "y ~ 1 + between + within + (1 | g)";

/** A covariate of the groups, 0 and 1 in turns, and one within them, evenly from −1 to 1. */
function design(groups) {
  const rows = Array.from({ length: groups * OBSERVATIONS }, (_, i) => [
    Math.floor(i / OBSERVATIONS),
    i % OBSERVATIONS,
  ]);
  const data = {
    g: rows.map(([group]) => `g${group}`),
    between: rows.map(([group]) => group % 2),
    within: rows.map(([, place]) => (2 * place) / (OBSERVATIONS - 1) - 1),
  };
  return { ...data, y: rows.map(([group, place]) => Math.sin(1 + group * 7.3 + place * 3.1)) };
}

/** Ends by the parameters' names. */
function ends(table) {
  const [names, lower, upper] = ["par", "lower", "upper"].map((name) => table.column(name));
  return new Map(Array.from(names, (name, i) => [name, [lower[i], upper[i]]]));
}

/** Student's intervals of the coefficients. */
function tIntervals(model, dof) {
  const p = model.coef.length;
  const unit = Object.fromEntries(
    Array.from({ length: p }, (_, j) => [`β${j + 1}`, Array.from({ length: p }, (_, i) => Number(i === j))]),
  );
  const table = lincom(model, unit, { dof });
  const [lower, upper] = ["lower", "upper"].map((name) => table.numeric(name));
  return new Map(Object.keys(unit).map((name, j) => [name, [lower[j], upper[j]]]));
}

/** Intervals of every kind of a model fitted by maximum likelihood and by REML to one response. */
async function kinds(ml, reml, seed) {
  const sample = await parametricbootstrap(new MersenneTwister(seed), REPLICATES, ml, { progress: false, workers: 1 });
  const wald = confint(ml);
  const [lower, upper] = ["lower", "upper"].map((name) => wald.numeric(name));
  return {
    Wald: new Map(Array.from(lower, (_, j) => [`β${j + 1}`, [lower[j], upper[j]]])),
    "Satterthwaite (REML)": tIntervals(reml, "satterthwaite"),
    "Kenward–Roger (REML)": tIntervals(reml, "kenward-roger"),
    profile: ends(confint(profile(ml, { parameters: ["β", "σ", "σs"], threshold: 2.5 }))),
    "bootstrap, shortest": ends(confint(sample, { method: "shortest" })),
    "bootstrap, equal tails": ends(confint(sample, { method: "equaltail" })),
    "bootstrap, BCa": ends(confint(sample, { method: "bca" })),
    "bootstrap-t": ends(confint(sample, { method: "bootstrap-t" })),
  };
}

/**
 * How often intervals cover the truth with a number of groups; an end that a method does not give claims nothing and
 * is counted as one that covers, and `open` counts such intervals.
 */
export async function coverage(groups, datasets) {
  const data = design(groups);
  const [ml, reml] = [false, true].map((REML) => fit(FORMULA, data, { REML }));
  const rng = new StableRNG(20_261 + groups);
  const counts = {};
  for (let r = 0; r < datasets; r++) {
    const y = simulate(rng, ml, { β: [TRUTH.β1, TRUTH.β2, TRUTH.β3], σ: TRUTH.σ, θ: Float64Array.of(TRUTH.σ1) });
    const intervals = await kinds(refit(ml, y), refit(reml, y), r);
    for (const [kind, own] of Object.entries(intervals)) {
      counts[kind] ??= {};
      for (const [parameter, truth] of Object.entries(TRUTH)) {
        const found = own.get(parameter);
        if (found === undefined) continue;
        const count = (counts[kind][parameter] ??= { covered: 0, open: 0 });
        const [low, high] = found;
        if (!(low > truth) && !(high < truth)) count.covered++;
        if (Number.isNaN(low) || Number.isNaN(high)) count.open++;
      }
    }
  }
  return counts;
}

export const SIZES = [6, 12, 18, 30, 60];
export { FORMULA, OBSERVATIONS, REPLICATES, TRUTH };
