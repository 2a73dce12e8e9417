import { EffectsCoding } from "engine/formula/coding/contrasts";
import { type FitOptions, fit } from "engine/model/fit";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { dataset } from "engine/table/source/dataset";

const effects = { contrasts: { spkr: EffectsCoding(), prec: EffectsCoding(), load: EffectsCoding() } };

/** The models that the tests fit: data set, formula, options. */
export const specs = {
  dyestuff: ["dyestuff", "yield ~ 1 + (1 | batch)", {}],
  dyestuff_reml: ["dyestuff", "yield ~ 1 + (1 | batch)", { REML: true }],
  dyestuff2: ["dyestuff2", "yield ~ 1 + (1 | batch)", {}],
  sleepstudy: ["sleepstudy", "reaction ~ 1 + days + (1 + days | subj)", {}],
  sleepstudy_reml: ["sleepstudy", "reaction ~ 1 + days + (1 + days | subj)", { REML: true }],
  sleepstudy_zerocorr: ["sleepstudy", "reaction ~ 1 + days + zerocorr(1 + days | subj)", {}],
  penicillin: ["penicillin", "diameter ~ 1 + (1 | plate) + (1 | sample)", {}],
  pastes: ["pastes", "strength ~ 1 + (1 | batch / cask)", {}],
  machines: ["machines", "score ~ 1 + Machine + (1 + Machine | Worker)", { REML: true }],
  kb07_m1: ["kb07", "rt_trunc ~ 1 + spkr * prec * load + (1 | subj) + (1 + prec | item)", effects],
  kb07_m0: [
    "kb07",
    "rt_trunc ~ 1 + spkr * prec * load + (1 + spkr + prec + load | subj) + (1 + spkr + prec + load | item)",
    effects,
  ],
} satisfies { [name: string]: [string, string, FitOptions] };

export type FitName = keyof typeof specs;

const cache = new Map<FitName, LinearMixedModel>();

/** A model of {@link specs}, fitted once per test file. */
export function fitted(name: FitName): LinearMixedModel {
  const known = cache.get(name);
  if (known) return known;
  const [data, formula, options] = specs[name];
  const model = fit(formula, dataset(data), options);
  cache.set(name, model);
  return model;
}
