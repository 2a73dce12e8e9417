import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { bootstrap } from "engine/inference/bootstrap";
import { effects, empairs } from "engine/inference/means/effects";
import { lincom } from "engine/inference/means/lincom";
import { create_re } from "engine/inference/planning/createRe";
import { createθ } from "engine/inference/planning/createTheta";
import { powertable } from "engine/inference/planning/powertable";
import { simdat_crossed } from "engine/inference/planning/simdatCrossed";
import { profile } from "engine/inference/profile/profile";
import { reportabledigits } from "engine/inference/reportableDigits";
import { coeftable } from "engine/inference/smallSample/coeftable";
import { summary } from "engine/inference/smallSample/summary";
import { anova } from "engine/inference/tests/anova";
import { drop1 } from "engine/inference/tests/drop1";
import { likelihoodratiotest } from "engine/inference/tests/likelihoodratiotest";
import { ranova } from "engine/inference/tests/ranova";
import { fit } from "engine/model/fit";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { asTable } from "engine/table/asTable";
import { groups } from "./groups";
import type { Refusal } from "./refusal";

const table = groups();
const model = fit("y ~ 1 + x * f + (1 + x | g)", table, { REML: true });
const smaller = fit("y ~ 1 + x + (1 | g)", table);
const known = fit("y ~ 1 + x + (1 | g)", table, { REML: true, σ: 1 });
const rng = (): MersenneTwister => new MersenneTwister(1);
const drawn = (n = 60): ReturnType<typeof parametricbootstrap> =>
  parametricbootstrap(rng(), n, smaller, { progress: false });

const option = (what: string, action: () => unknown, ...contained: string[]): Refusal => [
  what,
  action,
  "OptionError",
  ...contained,
];
/** A function of a model and options: what it refuses whatever it does. */
const ofAModel = (
  name: string,
  call: (model: never, options?: never) => unknown,
  ...slip: [unknown: string, meant: string]
): Refusal[] => [
  option(`${name} of a table`, () => call(asTable(table) as never), `${name} needs a model made by fit`, "a Table"),
  option(`${name} of nothing`, () => call(undefined as never), `${name} needs a model made by fit`, "undefined"),
  option(
    `${name} with null for options`,
    () => call(model as never, null as never),
    `the options of ${name} must be an object`,
    "null",
  ),
  option(
    `${name} with an unknown option`,
    () => call(model as never, { [slip[0]]: 1 } as never),
    `unknown option of ${name} '${slip[0]}' (did you mean '${slip[1]}'?)`,
  ),
];
const dof = (name: string, call: (value: string) => unknown): Refusal =>
  option(
    `${name} by unknown degrees of freedom`,
    () => call("welch"),
    'by "satterthwaite" or "kenward-roger"',
    '"welch"',
  );

export const refusedInference: readonly Refusal[] = [
  ...ofAModel("ranova", ranova, "reduceterms", "reduceTerms"),
  ...ofAModel("drop1", drop1, "tests", "test"),
  ...ofAModel("anova", anova, "df", "dof"),
  ...ofAModel("coeftable", coeftable, "ddf", "dof"),
  ...ofAModel("profile", profile, "treshold", "threshold"),
  ...ofAModel("lincom", (value, options) => lincom(value, { x: { x: 1 } }, options), "lvel", "level"),
  ...ofAModel("effects", (value, options) => effects({ x: [0, 1] }, value, options), "averge", "average"),
  ...ofAModel("empairs", (value, options) => empairs({ x: [0, 1] }, value, options), "ajust", "adjust"),
  option(
    "summary of a table",
    () => summary(asTable(table) as never, { dof: "satterthwaite" }),
    "summary needs a model made by fit",
    "a Table",
  ),

  option(
    "ranova with a text for a switch",
    () => ranova(model, { reduceTerms: "no" as never }),
    "reduceTerms is true or false",
    "'no'",
  ),
  option(
    "drop1 by an unknown test",
    () => drop1(model, { test: "Chisq" as never }),
    'the test of drop1 is "F" or "LRT"',
    "'Chisq'",
  ),
  option(
    "drop1 by likelihood ratios with degrees of freedom",
    () => drop1(model, { test: "LRT", dof: "satterthwaite" }),
    "dof",
    "'satterthwaite'",
  ),
  dof("drop1", (value) => drop1(model, { dof: value as never })),
  dof("anova", (value) => anova(model, { dof: value as never })),
  dof("coeftable", (value) => coeftable(model, { dof: value as never })),
  dof("lincom", (value) => lincom(model, { x: { x: 1 } }, { dof: value as never })),
  option(
    "Kenward and Roger by maximum likelihood",
    () => anova(smaller, { dof: "kenward-roger" }),
    "for models fitted by REML",
    smaller.formula,
  ),
  option(
    "Kenward and Roger with a fixed σ",
    () => drop1(known, { dof: "kenward-roger" }),
    "for models that estimate σ",
    "fixed at 1",
  ),

  ...[0, -1, 21, NaN, "4", null].map((threshold) =>
    option(
      `a profile up to ${String(threshold)}`,
      () => profile(smaller, { threshold: threshold as number }),
      "the threshold of a profile",
      String(threshold),
    ),
  ),
  option(
    "a profile of an unknown parameter",
    () => profile(smaller, { parameters: ["beta9"] }),
    "unknown parameter 'beta9'",
    "β1, β2, σ, σ1, θ1",
  ),
  option(
    "a profile of a text for parameters",
    () => profile(smaller, { parameters: "β1" as never }),
    "the parameters of a profile are an array",
    "'β1'",
  ),
  option(
    "a profile of a fixed σ",
    () => profile(known, { parameters: ["σ"] }),
    "σ is held fixed at 1, so it has no profile",
  ),

  option(
    "lincom with null for combinations",
    () => lincom(smaller, null as never),
    "the combinations of lincom",
    "must be an object; got null",
  ),
  option(
    "lincom with a number for weights",
    () => lincom(smaller, { x: 5 as never }),
    "such as { x: 1, z: -1 }",
    "'x' is 5",
  ),
  option(
    "lincom from a sample that is none",
    () => lincom(smaller, { x: { x: 1 } }, { sample: 5 as never }),
    "needs a sample made by parametricbootstrap",
    "5",
  ),
  option(
    "lincom at a text for a level",
    () => lincom(smaller, { x: { x: 1 } }, { level: "0.9" as never }),
    "must lie between 0 and 1",
    "0.9",
  ),
  option("lincom of no combination", () => lincom(smaller, {}), "a combination or more", "none"),
  option(
    "lincom with a weight too few",
    () => lincom(smaller, { x: [1] }),
    "a weight for each of the 2 coefficients",
    "'x' has 1",
  ),
  option(
    "lincom of an unknown coefficient",
    () => lincom(smaller, { x: { X: 1 } }),
    "unknown coefficient 'X' (did you mean 'x'?)",
  ),
  option("lincom with an infinite weight", () => lincom(smaller, { x: { x: Infinity } }), "finite", "Infinity"),
  option("lincom at level 95", () => lincom(smaller, { x: { x: 1 } }, { level: 95 }), "must lie between 0 and 1", "95"),
  option(
    "lincom from the sample of another model",
    async () => lincom(model, { x: { x: 1 } }, { sample: await drawn() }),
    "a sample must be drawn from its model",
    smaller.formula,
  ),
  option(
    "lincom from a sample and degrees of freedom",
    async () => lincom(smaller, { x: { x: 1 } }, { sample: await drawn(), dof: "satterthwaite" }),
    "the options sample and dof",
  ),
  option(
    "effects of an unknown variable",
    () => effects({ xx: [0] }, model),
    "unknown variable of the fixed effects 'xx' (did you mean 'x'?)",
  ),
  option(
    "effects with null for a design",
    () => effects(null as never, model),
    "the design of effects",
    "must be an object; got null",
  ),
  option("effects at no value", () => effects({ x: [] }, model), "a value or more for each variable", "'x' has none"),
  option("effects at NaN", () => effects({ x: [NaN] }, model), "finite numbers", "'x'"),
  option(
    "effects averaged otherwise",
    () => effects({ x: [0] }, model, { average: "cells" as never }),
    '"rows" or "levels"',
    '"cells"',
  ),
  option("pairs of one value", () => empairs({ x: [0] }, model), "two combinations or more"),
  option(
    "pairs adjusted otherwise",
    () => empairs({ x: [0, 1] }, model, { adjust: "scheffe" as never }),
    '"none", "holm", "bonferroni", "tukey", "mvt"',
    '"scheffe"',
  ),

  option(
    "a bootstrap test by an unknown method",
    () => likelihoodratiotest(smaller, smaller, { method: "boot" as never }),
    '"bootstrap"',
    '"boot"',
  ),
  option(
    "a bootstrap test of one model",
    () => likelihoodratiotest(...([smaller, { method: "bootstrap" }] as unknown as [typeof smaller, typeof smaller])),
    "compares two models",
    "1",
  ),
  option(
    "a bootstrap by an unknown method",
    () => bootstrap(rng(), 5, model, { method: "cases" as never }),
    "the method of bootstrap is one of",
    '"cases"',
  ),
  option(
    "a bootstrap of a group that is none",
    () => bootstrap(rng(), 5, model, { method: "case", group: "G" }),
    "unknown grouping factor 'G' (did you mean 'g'?)",
  ),
  option(
    "reportabledigits of a table of intervals",
    () => reportabledigits(asTable(table) as never),
    "reportabledigits needs a sample",
    "a Table",
  ),
  option(
    "reportabledigits by an unknown method",
    async () => reportabledigits(await drawn(), { method: "hpd" as never }),
    '"shortest" or "equaltail"',
    '"hpd"',
  ),
  option(
    "reportabledigits with an unknown option",
    async () => reportabledigits(await drawn(), { levl: 0.9 } as object),
    "unknown option of reportabledigits 'levl' (did you mean 'level'?)",
  ),

  option("create_re of nothing", () => create_re(), "a standard deviation or more", "none"),
  option("create_re with a negative standard deviation", () => create_re(-1), "from 0 on", "-1"),
  option(
    "create_re with a correlation of 2",
    () =>
      create_re(1, 1, [
        [1, 2],
        [2, 1],
      ]),
    "a correlation matrix",
    "2",
  ),
  option(
    "create_re with null for a correlation",
    () =>
      create_re(1, 1, [
        [1, null as never],
        [null as never, 1],
      ]),
    "a correlation matrix",
    "null",
  ),
  option(
    "create_re with a correlation matrix too small",
    () => create_re(1, 1, [[1]]),
    "of 2 effects is 2 × 2",
    "[[1]]",
  ),
  option(
    "createθ with a group that is none",
    () => createθ(smaller, { gg: create_re(1) }),
    "unknown grouping factor 'gg' (did you mean 'g'?)",
  ),
  option("createθ without a group", () => createθ(smaller, {}), "of every grouping factor", "'g'"),
  option(
    "createθ with an effect too many",
    () => createθ(smaller, { g: create_re(1, 1) }),
    "'g' has 1 random effects",
    "got 2",
  ),
  option(
    "createθ with null for a factor",
    () => createθ(smaller, { g: null as never }),
    "made by create_re",
    "'g' are null",
  ),
  option(
    "createθ with null for the effects",
    () => createθ(smaller, null as never),
    "the random effects of createθ",
    "must be an object; got null",
  ),
  option(
    "createθ of a table",
    () => createθ(asTable(table) as never, { g: create_re(1) }),
    "needs a model made by fit",
  ),
  option(
    "simdat_crossed with a number for factors",
    () => simdat_crossed(rng(), 4, 4, { both_win: 5 as never }),
    "the option both_win",
    "must be an object; got 5",
  ),
  option(
    "simdat_crossed with a number for a prefix",
    () => simdat_crossed(rng(), 4, 4, { subj_prefix: 5 as never }),
    "a text",
    "5",
  ),
  option(
    "simdat_crossed with a level twice",
    () => simdat_crossed(rng(), 4, 4, { both_win: { load: ["no", "no"] } }),
    "'no' of 'load' occurs twice",
  ),
  option("simdat_crossed without a stream", () => simdat_crossed(5 as never, 4, 4), "a random stream", "5"),
  option("simdat_crossed of half a subject", () => simdat_crossed(rng(), 1.5, 4), "a positive whole number", "1.5"),
  option(
    "simdat_crossed of subjects that cannot be divided",
    () => simdat_crossed(rng(), 5, 4, { subj_btwn: { age: ["old", "young"] } }),
    "a multiple of the 2 combinations",
    "5",
  ),
  option(
    "simdat_crossed with a factor of one level",
    () => simdat_crossed(rng(), 4, 4, { both_win: { load: ["no"] } }),
    "two levels or more",
    "'load' has 1",
  ),
  ["powertable of nothing", () => powertable(null as never), "DataError", "null"],
  option(
    "powertable at a text for alpha",
    () => powertable([{ coefname: "x", p: 0.01 }] as never, { alpha: "0.1" as never }),
    "alpha must lie between 0 and 1",
    "0.1",
  ),
  option(
    "powertable at alpha 5",
    () => powertable([{ coefname: "x", p: 0.01 }] as never, { alpha: 5 }),
    "alpha must lie between 0 and 1",
    "5",
  ),
  option(
    "powertable by an unknown method",
    async () => powertable(await drawn(), { method: "wald" as never }),
    '"wilson" or "clopper-pearson"',
    '"wald"',
  ),
];
