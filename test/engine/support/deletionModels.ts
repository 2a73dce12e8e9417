import { readFileSync } from "node:fs";
import { join } from "node:path";
import { EffectsCoding } from "engine/formula/coding/contrasts";
import { type FitOptions, fit } from "engine/model/fit";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { asTable } from "engine/table/asTable";
import { dataset } from "engine/table/source/dataset";

interface Deletions {
  term: string[];
  npar: number[];
  logLik: number[];
  AIC: number[];
  LRT: number[];
  Df: number[];
  p: number[];
}

/** What ranova and drop1 of lmerTest and drop1 of lme4 say of a model; written by test/reference/deletions.R. */
interface DeletionReference {
  reduced: Deletions;
  whole: Deletions;
  F?: { term: string[]; numdf: number[]; dendf: number[]; F: number[]; p: number[] };
  LRT?: { term: string[]; npar: number[]; AIC: number[]; LRT: number[]; p: number[] };
}

export const deletionReference = JSON.parse(
  readFileSync(join(__dirname, "..", "..", "reference", "deletions.json"), "utf8"),
) as { readonly [name: string]: DeletionReference };

const REML = { REML: true };
const effects = { contrasts: { spkr: EffectsCoding(), prec: EffectsCoding(), load: EffectsCoding() } };

/**
 * Our side of the models of deletions.R: data set, up to which (i·7919 mod 101) rows are left out, formula, options.
 */
const specs: {
  readonly [name: string]: readonly [data: string, ragged: number, formula: string, options: FitOptions];
} = {
  sleepstudy: ["sleepstudy", -1, "reaction ~ 1 + days + (1 + days | subj)", REML],
  sleepstudy_ml: ["sleepstudy", -1, "reaction ~ 1 + days + (1 + days | subj)", {}],
  sleepstudy_weighted: [
    "sleepstudy",
    -1,
    "reaction ~ 1 + days + (1 + days | subj)",
    {
      ...REML,
      weights: dataset("sleepstudy")
        .numeric("days")
        .map((days) => 1 + (days % 3)),
    },
  ],
  sleepstudy_intercepts: ["sleepstudy", -1, "reaction ~ 1 + days + (1 | subj)", REML],
  sleepstudy_zerocorr: ["sleepstudy", -1, "reaction ~ 1 + days + zerocorr(1 + days | subj)", REML],
  sleepstudy_poly: ["sleepstudy", -1, "reaction ~ 1 + days + I(days^2) + (1 + days + I(days^2) | subj)", REML],
  machines_slopes: ["machines", -1, "score ~ 1 + Machine + (1 + Machine | Worker)", REML],
  machines_indicators: ["machines", -1, "score ~ 1 + Machine + (0 + Machine | Worker)", REML],
  machines_ragged: ["machines", 30, "score ~ 1 + Machine + (1 | Worker) + (1 | Machine & Worker)", REML],
  penicillin: ["penicillin", -1, "diameter ~ 1 + (1 | plate) + (1 | sample)", {}],
  pastes: ["pastes", -1, "strength ~ 1 + (1 | batch & cask) + (1 | batch)", REML],
  kb07: ["kb07", -1, "rt_trunc ~ 1 + spkr * prec * load + (1 | subj) + (1 + prec | item)", { ...REML, ...effects }],
  kb07_main: [
    "kb07",
    40,
    "rt_trunc ~ 1 + spkr * prec + load + (1 + spkr + load | subj) + (1 | item)",
    { ...REML, ...effects },
  ],
};

const cache = new Map<string, LinearMixedModel>();

/** Our fit of a model of the reference, once per test file. */
export function deletionModel(name: string): LinearMixedModel {
  const known = cache.get(name);
  if (known) return known;
  const [data, ragged, formula, options] = specs[name];
  const rows = dataset(data)
    .toRows()
    .filter((_, i) => (i * 7919) % 101 > ragged);
  const model = fit(formula, asTable(rows), options);
  cache.set(name, model);
  return model;
}

/** A term as R writes it. */
export function asInR(term: string): string {
  return term.replaceAll("days ^ 2", "I(days^2)").replaceAll("batch & cask", "cask:batch").replaceAll(" & ", ":");
}
