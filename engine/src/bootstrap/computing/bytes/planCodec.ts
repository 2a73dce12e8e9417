import type { TraceMeasurements } from "../../../minimizer/modelled/traceModel";
import type { Blueprint, Draws } from "../../drawing/blueprint";
import type { CasePlan, CaseTerm } from "../../drawing/casePlan";
import type {
  GeneralizedCasePlan,
  GeneralizedDesignPlan,
  GeneralizedPairPlan,
  GeneralizedPlan,
} from "../../drawing/generalizedPlan";
import type {
  PowerContrast,
  PowerDesign,
  PowerFactor,
  PowerModel,
  PowerPlan,
  PowerTests,
} from "../../drawing/powerPlan";
import type { Resampling, WildWeights } from "../../drawing/resampling";
import type { PairPlan } from "../pairPlan";
import type { Plan } from "../replicator";
import { checkPlan } from "./checkPlan";
import {
  type Codec,
  constant,
  type Fields,
  finite,
  flag,
  floats,
  integers,
  list,
  oneOf,
  optional,
  record,
  size,
  text,
  variants,
} from "./codec";
import { blocks, change, columns, indices, strata, system, terms, working } from "./designCodecs";
import { family, link } from "./familyCodecs";

/** Bytes of a formula or a name. */
const LONGEST_TEXT = 10_000;

const resampling = variants<Resampling>({
  residual: record({ kind: constant("residual"), residuals: floats, effects: list(floats) }),
  conditional: record({ kind: constant("conditional"), effects: list(floats) }),
  wild: record({
    kind: constant("wild"),
    residuals: floats,
    refs: integers,
    levels: size,
    weights: oneOf<WildWeights>("mammen", "rademacher"),
  }),
});

const traces = record<TraceMeasurements>({
  own: floats,
  whole: floats,
  counts: floats,
  logs: record<TraceMeasurements["logs"]>({ nodes: list(floats), indices: list(indices), coefficients: list(floats) }),
  levelShares: floats,
});

const linear = record<Blueprint>({
  n: size,
  reml: flag,
  fixedSigma: optional(finite),
  logScale: optional(finite),
  system,
  strata,
  terms,
  coefficients: size,
  kept: indices,
  fixed: columns,
  change: optional(change),
  blocks,
  beta: floats,
  sigma: finite,
  theta: floats,
  draws: oneOf<Draws>("responses", "statistics"),
  resampling: optional(resampling),
  traces: optional(traces),
});

const generalized: Fields<GeneralizedDesignPlan> = {
  n: size,
  family,
  link,
  terms,
  blocks,
  fixed: columns,
  w: floats,
  offset: floats,
  beta: floats,
  theta: floats,
  dispersion: finite,
  coefficients: size,
  kept: indices,
  curvature: oneOf("expected", "observed"),
  nAGQ: size,
  fast: flag,
  system,
  working,
  change,
  basis: columns,
  y: floats,
};
const generalizedDesign = record<GeneralizedDesignPlan>(generalized);

const caseTerm = record<CaseTerm>({ refs: integers, levels: size, columns, nested: flag });

const texts = list(text(LONGEST_TEXT));
const factor = { name: text(LONGEST_TEXT), levels: texts };
const factors = list(record<PowerFactor>(factor));
const power = record<PowerPlan>({
  kind: constant("power"),
  seed: text(LONGEST_TEXT),
  n: size,
  designs: list(
    record<PowerDesign>({
      name: text(LONGEST_TEXT),
      subjects: size,
      items: size,
      subjBtwn: factors,
      itemBtwn: factors,
      bothWin: factors,
      contrasts: list(record<PowerContrast>({ ...factor, names: texts, matrix: floats })),
      beta: floats,
      sigma: finite,
      theta: floats,
      dispersion: finite,
    }),
  ),
  models: list(record<PowerModel>({ formula: text(LONGEST_TEXT), REML: flag, family, link: optional(link) })),
  tests: oneOf<PowerTests>("z", "satterthwaite", "kenward-roger"),
  coefficients: size,
});

type Named = Exclude<Plan, Blueprint>;
const named = variants<Named>({
  power,
  pair: record<PairPlan>({ kind: constant("pair"), small: linear, large: linear }),
  case: record<CasePlan>({
    kind: constant("case"),
    reml: flag,
    fixedSigma: optional(finite),
    y: floats,
    weights: optional(floats),
    fixed: columns,
    kept: indices,
    coefficients: size,
    terms: list(caseTerm),
    blocks,
    change: optional(change),
    theta: floats,
    refs: integers,
    levels: size,
  }),
  generalized: record<GeneralizedPlan>({ kind: constant("generalized"), keepsErrors: flag, ...generalized }),
  generalizedPair: record<GeneralizedPairPlan>({
    kind: constant("generalizedPair"),
    small: generalizedDesign,
    large: generalizedDesign,
  }),
  generalizedCase: record<GeneralizedCasePlan>({
    kind: constant("generalizedCase"),
    model: generalizedDesign,
    refs: integers,
    levels: size,
    nested: list(flag),
  }),
});

/** What a plan holds, and nothing else: numbers, sizes, choices from lists, and the names of an invented design. */
export const plan: Codec<Plan> = {
  write(out, value) {
    flag.write(out, "kind" in value);
    if ("kind" in value) named.write(out, value);
    else linear.write(out, value);
  },
  read(from) {
    const value = flag.read(from) ? named.read(from) : linear.read(from);
    checkPlan(value);
    return value;
  },
};
