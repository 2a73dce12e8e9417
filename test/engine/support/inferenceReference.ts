import { readFileSync } from "node:fs";
import { join } from "node:path";
import { EffectsCoding } from "engine/formula/coding/contrasts";
import { fit } from "engine/model/fit";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { asTable } from "engine/table/asTable";
import { dataset } from "engine/table/source/dataset";

interface ModelSpec {
  data: string;
  /** Leaves out the rows i with (i·7919 mod 101) up to this. */
  ragged?: number;
  formula: string;
  /** The formula as we write it. */
  ours?: string;
  REML: boolean;
  /** Factors with effects coding. */
  effects?: string[];
}

/** What lmerTest, pbkrtest, lme4 and emmeans say of a model; written by test/reference/inference.R. */
export interface InferenceReference {
  estimate: number[];
  satterthwaite: { df: number[]; t: number[]; p: number[] };
  kenward?: { se: number[]; df: number[]; p: number[] };
  /** F tests of type III. */
  anova?: JointTests;
  anova_kenward?: JointTests;
  profile?: { par: string[]; lower: (number | null)[]; upper: (number | null)[] };
  /**
   * Marginal means with equal weights and Satterthwaite's degrees of freedom, 95 %; with the product of the marginal
   * frequencies as weights and normal, 90 %; pairs by Holm.
   */
  margins?: { [formula: string]: MarginalMean[] };
  proportional?: { [formula: string]: MarginalMean[] };
  pairs?: {
    [formula: string]: {
      contrast: string;
      estimate: number;
      SE: number;
      df: number;
      "t.ratio": number;
      "p.value": number;
    }[];
  };
}

interface JointTests {
  term: string[];
  numdf: number[];
  dendf: number[];
  F: number[];
  p: number[];
}

interface MarginalMean {
  [factor: string]: string | number;
  emmean: number;
  SE: number;
  df: number;
}

const read = <T>(name: string): { [model: string]: T } =>
  JSON.parse(readFileSync(join(__dirname, "..", "..", "reference", name), "utf8"));

export const inferenceReference = read<InferenceReference>("inference.json");
const specs = read<ModelSpec>("inferenceModels.json");
const cache = new Map<string, LinearMixedModel>();

/** Our fit of a model of the reference, once per test file. */
export function inferenceModel(name: string): LinearMixedModel {
  const known = cache.get(name);
  if (known) return known;
  const { data, ragged = -1, formula, ours = formula, REML, effects = [] } = specs[name];
  const rows = dataset(data)
    .toRows()
    .filter((_, i) => (i * 7919) % 101 > ragged);
  const model = fit(ours, asTable(rows), {
    REML,
    contrasts: Object.fromEntries(effects.map((factor) => [factor, EffectsCoding()])),
  });
  cache.set(name, model);
  return model;
}
