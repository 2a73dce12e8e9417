import { readFileSync } from "node:fs";
import { join } from "node:path";
import { EffectsCoding } from "engine/formula/coding/contrasts";
import { type FitOptions, fit } from "engine/model/fit";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { asTable } from "engine/table/asTable";
import { dataset } from "engine/table/source/dataset";
import type { Table } from "engine/table/table";

/** A fit of test/reference/weighted.R. */
export interface WeightedReference {
  readonly REML: boolean;
  readonly objective: number;
  readonly coef: number[];
  readonly se: number[];
  readonly sigma: number;
  /** Of lme4: sorted. */
  readonly variances: number[];
  readonly fitted: number[];
  readonly residuals: number[];
  readonly leverage: number[];
  readonly cooks: number[];
  readonly condVar: number[];
  /** Of the direct computation. */
  readonly theta: number[];
}

export const references = JSON.parse(
  readFileSync(join(__dirname, "..", "..", "reference", "weighted.json"), "utf8"),
) as { readonly [name: string]: WeightedReference };

const withColumns = (name: string, add: (row: { [column: string]: unknown }, i: number) => object): Table =>
  asTable(
    dataset(name)
      .toRows()
      .map((row, i) => ({ ...row, ...add(row, i) })),
  );

/** The tables of weighted.R. */
export const tables = {
  sleepstudy: withColumns("sleepstudy", ({ days }) => ({
    w: 1 + ((days as number) % 3),
    known: Math.log(200 + 10 * (days as number)),
  })),
  kb07: withColumns("kb07", (_, i) => ({ w: (1 + ((37 * i) % 11)) / 6 })),
  penicillin: withColumns("penicillin", (_, i) => ({ w: [0.5, 1, 4][i % 3] })),
  studies: asTable({
    study: Array.from({ length: 12 }, (_, i) => `s${String(i + 1).padStart(2, "0")}`),
    x: Array.from({ length: 12 }, (_, i) => (i + 1) % 4),
    effect: [0.31, -0.42, -0.68, 1.15, 0.42, 1.4, -0.9, 0.35, 0.81, -0.35, 0.68, 0.17],
    w: [0.04, 0.02, 0.09, 0.05, 0.03, 0.11, 0.06, 0.01, 0.08, 0.05, 0.02, 0.07].map((v) => 1 / v),
  }),
};

const contrasts = { spkr: EffectsCoding(), prec: EffectsCoding(), load: EffectsCoding() };

/** Our side of the models of weighted.R, without REML: table, formula, options. */
export const weightedSpecs: { readonly [name: string]: readonly [keyof typeof tables, string, FitOptions] } = {
  slopes: ["sleepstudy", "reaction ~ 1 + days + (1 + days | subj)", { weights: "w" }],
  intercepts: ["sleepstudy", "reaction ~ 1 + days + (1 | subj)", { weights: "w" }],
  crossed: ["kb07", "rt_trunc ~ 1 + spkr * prec * load + (1 | subj) + (1 + prec | item)", { weights: "w", contrasts }],
  penicillin: ["penicillin", "diameter ~ 1 + (1 | plate) + (1 | sample)", { weights: "w" }],
  offset: ["sleepstudy", "reaction ~ 1 + days + offset(40 * known) + (1 + days | subj)", {}],
  weights_offset: [
    "kb07",
    "rt_trunc ~ 1 + prec + offset(0.1 * rt_raw) + (1 | subj) + (1 | item)",
    { weights: "w", contrasts },
  ],
  fixed_slopes: ["sleepstudy", "reaction ~ 1 + days + (1 + days | subj)", { σ: 20 }],
  fixed_slopes_weights: [
    "sleepstudy",
    "reaction ~ 1 + days + offset(40 * known) + (1 + days | subj)",
    { σ: 35, weights: "w" },
  ],
  fixed_crossed: ["penicillin", "diameter ~ 1 + (1 | plate) + (1 | sample)", { σ: 0.7 }],
  meta: ["studies", "effect ~ 1 + x + (1 | study)", { σ: 1, weights: "w" }],
};

const cache = new Map<string, LinearMixedModel>();

/** A model of {@link weightedSpecs}, by REML where the name ends so, fitted once per test file. */
export function weightedFit(name: string): LinearMixedModel {
  const known = cache.get(name);
  if (known) return known;
  const [data, formula, options] = weightedSpecs[name.replace(/_reml$/, "")];
  const model = fit(formula, tables[data], { ...options, REML: name.endsWith("_reml") });
  cache.set(name, model);
  return model;
}
