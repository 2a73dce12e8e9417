import { type ComputingOptions, checkJob, computeReplicates } from "../../bootstrap/computing/computeReplicates";
import { providePowerReplicators } from "../../bootstrap/computing/replicatorOf";
import {
  POWER_NUMBERS,
  type PowerDesign,
  type PowerFactor,
  type PowerModel,
  type PowerPlan,
  type PowerTests,
} from "../../bootstrap/drawing/powerPlan";
import { OptionError } from "../../errors";
import { type FamilyLike, familyOf, hasDispersion, type LinkLike } from "../../family/familyOf";
import type { Contrast, Contrasts } from "../../formula/coding/contrasts";
import { GeneralizedLinearMixedModel } from "../../model/generalized/generalizedLinearMixedModel";
import type { MixedModel } from "../../model/mixedModel";
import { environment } from "../../platform/environment";
import { MersenneTwister } from "../../random/mersenneTwister";
import { Xoshiro } from "../../random/xoshiro";
import { checkOptions, checkParts } from "../../table/options";
import { shownValue } from "../../table/shownValue";
import type { RandomEffectsFactor } from "./createRe";
import { createθ } from "./createTheta";
import { powerModels } from "./powerModels";
import { PowerReplicator } from "./powerReplicator";
import { PowerStudy } from "./powerStudy";
import type { CrossedDesign, FactorLevels } from "./simdatCrossed";

/** A number or a text of a grid. */
export type GridValue = number | string;
/** The values of a grid that one design has. */
export type GridPoint<Grid> = { readonly [K in keyof Grid]: Grid[K] extends readonly (infer V)[] ? V : never };

/** Subjects and items of a design, as simdat_crossed takes them. */
export interface StudyDesign extends Pick<CrossedDesign, "subj_btwn" | "item_btwn" | "both_win"> {
  subjects: number;
  items: number;
}

/** What is true: the parameters of the first model, the random effects of its grouping factors by their names. */
export interface StudyTruth {
  /** Coefficients, on the scale of the linear predictor. */
  readonly β: readonly number[];
  /** Residual standard deviation of a linear model; default 1. */
  readonly σ?: number;
  /** Dispersion of a family that has one; default 1. */
  readonly φ?: number;
  readonly [grouping: string]: RandomEffectsFactor | readonly number[] | number | undefined;
}

export interface StudyDeclaration<Grid extends { readonly [name: string]: readonly GridValue[] }> {
  /** Values to combine: { subjects: [20, 40], effect: [0, 0.1] } are four designs. */
  grid: Grid;
  /** The design of a point of the grid. It runs here, once a point; only what it returns travels. */
  design: (point: GridPoint<Grid>) => StudyDesign;
  /** Formulas by name, of the response dv. Responses are drawn from the first model, all are fitted to them. */
  models: { readonly [name: string]: string };
  /** The parameters of the first model at a point of the grid. */
  truth: (point: GridPoint<Grid>) => StudyTruth;
  /** Codings of the factors, as {@link fit} takes them. */
  contrasts?: Contrasts;
  /** Fit linear models by REML; default true. */
  REML?: boolean;
  /** Of generalized models; default Normal. */
  family?: FamilyLike;
  link?: LinkLike;
  /** How coefficients are tested: `{ dof: "satterthwaite" }`, `{ dof: "kenward-roger" }`; default by z. */
  tests?: { readonly dof?: "satterthwaite" | "kenward-roger" };
  /** Experiments of each design. */
  n: number;
  /** Each design has streams of its own, of the seed and its point: one that is added changes no other. */
  seed: number | bigint;
}

/**
 * A power study that is declared instead of looped over: at each point of a grid, `n` experiments are simulated from
 * the first model, all models are fitted to each and their coefficients tested. It runs on all threads, or with
 * `{ on }` on a cluster, with the same bits; only declarations travel, no code.
 * @returns the power of each test with its Monte-Carlo interval, as a table and a picture
 */
export async function study<const Grid extends { readonly [name: string]: readonly GridValue[] }>(
  declaration: StudyDeclaration<Grid>,
  options: ComputingOptions = {},
): Promise<PowerStudy> {
  checkDeclaration(declaration);
  checkOptions("study", options, ["progress", "workers", "signal", "on"]);
  checkJob(declaration.n, options);
  const points = pointsOf(declaration.grid);
  const { plan, coefnames } = planOf(declaration, points as GridPoint<Grid>[]);
  providePowerReplicators((own, capacity) => new PowerReplicator(own, capacity));
  const columns = coefnames.flatMap(({ model, names }) =>
    POWER_NUMBERS.flatMap((kind) => names.map((name) => JSON.stringify([model, name, kind]))),
  );
  const replicates = await computeReplicates({
    ...options,
    plan,
    // Experiments take nothing from it.
    stream: new Xoshiro(0),
    n: plan.n * points.length,
    names: columns,
    label: "study",
  });
  const { failures, tbl } = replicates;
  if (failures.length > 0)
    environment.warn(
      `study: ${failures.length} of ${tbl.numRows} experiments could not be computed and are left out; ` +
        `the first: ${failures[0].reason}`,
      "StudyWarning",
    );
  return PowerStudy.create(points, coefnames, plan.n, replicates);
}

/** The points of a grid, the last value changing fastest. */
function pointsOf(grid: { readonly [name: string]: readonly GridValue[] }): { readonly [name: string]: GridValue }[] {
  return Object.entries(grid).reduce<{ readonly [name: string]: GridValue }[]>(
    (all, [name, values]) => all.flatMap((point) => values.map((value) => ({ ...point, [name]: value }))),
    [{}],
  );
}

interface ModelCoefficients {
  readonly model: string;
  readonly names: readonly string[];
}

function planOf<Grid extends { readonly [name: string]: readonly GridValue[] }>(
  declaration: StudyDeclaration<Grid>,
  points: readonly GridPoint<Grid>[],
): { plan: PowerPlan; coefnames: readonly ModelCoefficients[] } {
  const { contrasts = {}, REML = true, tests = {}, n, seed } = declaration;
  const { family, link } = familyOf(declaration.family ?? "Normal", declaration.link);
  const isLinear = family.name === "Normal" && link.name === "identity";
  const models = Object.values(declaration.models).map(
    (formula): PowerModel => ({
      formula,
      REML: isLinear && REML,
      family: family.name,
      ...(isLinear ? {} : { link: link.name }),
    }),
  );
  let coefnames: readonly ModelCoefficients[] | undefined;
  const designs = points.map((point) => {
    const bare = designOf(point, declaration.design(point), contrasts);
    const fitted = powerModels(bare, models);
    const names = Object.keys(declaration.models).map((model, i) => ({ model, names: fitted[i].coefnames }));
    coefnames ??= names;
    if (JSON.stringify(names) !== JSON.stringify(coefnames))
      throw new OptionError(
        "the models of a study have the same coefficients at every point of its grid; " +
          `those at ${bare.name} are ${names.map((own) => own.names.join(", ")).join("; ")}`,
      );
    return { ...bare, ...truthOf(declaration.truth(point), fitted[0], bare.name) };
  });
  const coefficients = coefnames!.reduce((sum, { names }) => sum + names.length, 0);
  const dof: PowerTests = tests.dof ?? "z";
  if (dof !== "z" && !isLinear)
    throw new OptionError(
      `degrees of freedom belong to linear mixed models; got ${shownValue(dof)} for ${family.name}`,
    );
  const plan: PowerPlan = { kind: "power", seed: String(seed), n, designs, models, tests: dof, coefficients };
  return { plan, coefnames: coefnames! };
}

function designOf(point: object, design: StudyDesign, contrasts: Contrasts): PowerDesign {
  checkOptions("the design of a study", design, ["subjects", "items", "subj_btwn", "item_btwn", "both_win"]);
  const { subjects, items, subj_btwn = {}, item_btwn = {}, both_win = {} } = design;
  const factors = (levels: FactorLevels): PowerFactor[] =>
    Object.entries(levels).map(([name, own]) => ({ name, levels: own.map(String) }));
  const all = [subj_btwn, item_btwn, both_win].flatMap(factors);
  return {
    name: JSON.stringify(point),
    subjects,
    items,
    subjBtwn: factors(subj_btwn),
    itemBtwn: factors(item_btwn),
    bothWin: factors(both_win),
    contrasts: Object.entries(contrasts).map(([name, contrast]) => {
      const factor = all.find((own) => own.name === name);
      if (factor === undefined || !("coding" in contrast))
        throw new OptionError(`the contrasts of a study are codings of its factors; got one of ${shownValue(name)}`);
      const levels = levelsOf(contrast, factor);
      const { names, matrix } = contrast.coding(levels, name);
      return { name, levels, names, matrix };
    }),
    beta: new Float64Array(0),
    sigma: 1,
    theta: new Float64Array(0),
    dispersion: 1,
  };
}

/** The levels in the order of a coding, which is that of their code points where it says none. */
function levelsOf(contrast: Contrast, { levels }: PowerFactor): readonly string[] {
  return contrast.levels ?? [...levels].sort();
}

function truthOf(
  truth: StudyTruth,
  model: MixedModel,
  name: string,
): Pick<PowerDesign, "beta" | "sigma" | "theta" | "dispersion"> {
  checkParts("the truth of a study, such as { β: [2, 0.1], σ: 1, subj: create_re(0.5) },", truth);
  const { β, σ, φ, ...effects } = truth;
  const beta = Array.isArray(β) ? Float64Array.from(β as readonly number[]) : undefined;
  if (beta?.length !== model.coef.length || !beta.every(Number.isFinite))
    throw new OptionError(
      `β of a study is a number for each of ${model.coefnames.join(", ")}; at ${name} it is ${shownValue(β)}`,
    );
  for (const [own, value] of Object.entries({ σ, φ }))
    if (value !== undefined && !(typeof value === "number" && Number.isFinite(value) && value > 0))
      throw new OptionError(`${own} of a study is a positive number; at ${name} it is ${shownValue(value)}`);
  const isGeneralized = model instanceof GeneralizedLinearMixedModel;
  if (σ !== undefined && isGeneralized)
    throw new OptionError(`σ is a parameter of linear mixed models; got ${σ} for ${model.family}`);
  if (φ !== undefined && !(isGeneralized && hasDispersion(model.family)))
    throw new OptionError(`φ is the dispersion of families that have one; got ${φ} for '${model.formula}'`);
  const theta = createθ(model, effects as { readonly [grouping: string]: RandomEffectsFactor });
  return { beta, sigma: σ ?? 1, theta, dispersion: φ ?? 1 };
}

function checkDeclaration<Grid extends { readonly [name: string]: readonly GridValue[] }>(
  declaration: StudyDeclaration<Grid>,
): void {
  checkOptions("study", declaration, [
    "grid",
    "design",
    "models",
    "truth",
    "contrasts",
    "REML",
    "family",
    "link",
    "tests",
    "n",
    "seed",
  ]);
  const { grid, design, models, truth, tests = {}, seed } = declaration;
  checkParts("the grid of a study, such as { subjects: [20, 40] },", grid);
  for (const [name, values] of Object.entries(grid)) {
    const isList = Array.isArray(values) && values.length > 0;
    if (!isList || values.some((value) => typeof value !== "string" && !Number.isFinite(value)))
      throw new OptionError(`a grid has lists of numbers or texts; that of '${name}' is ${shownValue(values)}`);
    if (new Set(values).size < values.length)
      throw new OptionError(`the values of a grid differ; those of '${name}' are ${shownValue(values)}`);
    if (["model", "coefname", "power", "lower", "upper", "n"].includes(name))
      throw new OptionError(`'${name}' is a column of a study's table; name the values of the grid otherwise`);
  }
  checkParts('the models of a study, such as { m: "dv ~ 1 + (1 | subj)" },', models);
  if (Object.keys(models).length === 0) throw new OptionError("a study has a model or more; got none");
  for (const [name, value] of Object.entries({ design, truth }))
    if (typeof value !== "function")
      throw new OptionError(`${name} is a function of a point of the grid; got ${shownValue(value)}`);
  checkOptions("the tests of a study", tests, ["dof"]);
  if (tests.dof !== undefined && tests.dof !== "satterthwaite" && tests.dof !== "kenward-roger")
    throw new OptionError(`dof is "satterthwaite" or "kenward-roger"; got ${shownValue(tests.dof)}`);
  // A seed of a stream is what a seed of a study is.
  new MersenneTwister(seed);
  if (seed === undefined) throw new OptionError("a study has a seed, so that it can be repeated; got none");
}
