import {
  type ComputingOptions,
  checkJob,
  computeReplicates,
  type FolderOptions,
  folderOf,
} from "../bootstrap/computing/computeReplicates";
import type { Blueprint } from "../bootstrap/drawing/blueprint";
import { blueprint } from "../bootstrap/drawing/blueprint";
import type { CasePlan } from "../bootstrap/drawing/casePlan";
import { type GeneralizedCasePlan, refitPlan } from "../bootstrap/drawing/generalizedPlan";
import type { Resampling, WildWeights } from "../bootstrap/drawing/resampling";
import { describeSample, sampleOf } from "../bootstrap/parametricbootstrap";
import type { MixedModelBootstrap } from "../bootstrap/sample/mixedModelBootstrap";
import { sampleLayout } from "../bootstrap/sample/sampleDescription";
import { workingResponse } from "../deviance/modelData";
import type { RandomEffectsTerm } from "../deviance/randomEffectsTerm";
import { DataError, OptionError } from "../errors";
import { checkMixedModel } from "../model/checkModel";
import { GeneralizedLinearMixedModel } from "../model/generalized/generalizedLinearMixedModel";
import { LinearMixedModel } from "../model/linearMixedModel";
import type { MixedModel } from "../model/mixedModel";
import { checkStream } from "../random/checkStream";
import type { RandomStream } from "../random/stream";
import { checkOptions } from "../table/options";
import { listNames, unknownName } from "../words/nearest";
import { conditionalEffects, reflatedEffects, reflatedResiduals } from "./reflate";
import { populationResiduals } from "./wildResiduals";

const METHODS: readonly ResamplingMethod[] = ["residual", "case", "wild", "conditional"];

/** What a bootstrap resamples, as {@link ResamplingOptions} tells. */
export type ResamplingMethod = "residual" | "case" | "wild" | "conditional";

export interface ResamplingOptions extends ComputingOptions, FolderOptions {
  /**
   * What is resampled. "residual": the random effects of every grouping factor and the residuals, each with
   * replacement, after both have been given mean 0 and the covariance that the model estimates (Carpenter, Goldstein &
   * Rasbash, Appl. Statist. 52, 2003); asks for no normality. "case": the levels of one grouping factor with all of
   * their rows (van der Leeden, Meijer & Busing, in Handbook of Multilevel Analysis, 2008, ch. 11); asks for no equal
   * variances either. "wild": y − Xβ̂ as a whole, times a random weight for each level of the outermost grouping factor
   * (Modugno & Giannerini, Stat. Methods Appl. 24, 2015).
   * "conditional": the random effects stay as predicted, and only the residuals are drawn, from N(0, σ²).
   */
  method: ResamplingMethod;
  /**
   * The grouping factor whose levels are drawn ("case") or weighted ("wild"); default the outermost one, where there is
   * one.
   */
  group?: string;
  /** The weights of "wild": Mammen's (default), which keep the third moment, or "rademacher", ±1. */
  weights?: WildWeights;
  /** How "wild" makes up for the residuals being too small: divided by √(1 − h) ("hc2", default) or 1 − h ("hc3"). */
  leverage?: "hc2" | "hc3";
}

/**
 * Bootstraps a model without, or with fewer of, the assumptions of {@link parametricbootstrap}: `n` responses or data
 * sets are resampled and the model is refitted to each. The result is a sample like that of a parametric bootstrap; the
 * same bits result for any number of workers.
 * @throws a sentence for a method that the model does not allow, such as a wild bootstrap with crossed factors
 */
export async function bootstrap(
  rng: RandomStream,
  n: number,
  model: MixedModel,
  options: ResamplingOptions,
): Promise<MixedModelBootstrap> {
  checkStream("the first argument of bootstrap", rng);
  checkMixedModel("bootstrap", model);
  checkOptions("bootstrap", options ?? {}, [
    "method",
    "group",
    "weights",
    "leverage",
    "progress",
    "workers",
    "signal",
    "on",
    "checkpoint",
    "resume",
  ]);
  checkJob(n, options ?? {});
  const plan = planOf(model, options ?? {});
  const folder = folderOf(options, options);
  const { method } = options;
  const description = { ...describeSample(model), method };
  return sampleOf(
    description,
    await computeReplicates({
      ...options,
      ...(folder && { folder }),
      plan,
      stream: rng,
      n,
      names: sampleLayout(description).names,
      label: `bootstrap (${method})`,
    }),
    n,
  ).drawnFrom(model instanceof LinearMixedModel ? model : undefined);
}

function planOf(
  model: MixedModel,
  { method, group, weights, leverage }: ResamplingOptions,
): Blueprint | CasePlan | GeneralizedCasePlan {
  if (!METHODS.includes(method))
    throw new OptionError(`the method of bootstrap is one of ${listNames(METHODS)}; got ${JSON.stringify(method)}`);
  if (group !== undefined && method !== "case" && method !== "wild")
    throw new OptionError(`the option group is for the methods case and wild; the method is ${method}`);
  if ((weights !== undefined || leverage !== undefined) && method !== "wild")
    throw new OptionError(`the options weights and leverage are for the method wild; the method is ${method}`);
  if (model instanceof GeneralizedLinearMixedModel) {
    if (method !== "case")
      throw new OptionError(
        `a ${method} bootstrap is of residuals that are added to means, as linear mixed models have them; a ` +
          `${model.family} model has the method "case"`,
      );
    return generalizedCasePlan(model, groupOf(model, group, method));
  }
  if (method === "case") return casePlan(model, groupOf(model, group, method));
  return { ...blueprint(model, {}), resampling: resamplingOf(model, method, group, weights, leverage) };
}

function resamplingOf(
  model: LinearMixedModel,
  method: "residual" | "wild" | "conditional",
  group?: string,
  weights: WildWeights = "mammen",
  leverage: "hc2" | "hc3" = "hc2",
): Resampling {
  if (method === "conditional") return { kind: method, effects: conditionalEffects(model) };
  if (method === "residual")
    return { kind: method, residuals: reflatedResiduals(model), effects: reflatedEffects(model) };
  if (weights !== "mammen" && weights !== "rademacher")
    throw new OptionError(
      `the weights of a wild bootstrap are "mammen" or "rademacher"; got ${JSON.stringify(weights)}`,
    );
  if (leverage !== "hc2" && leverage !== "hc3")
    throw new OptionError(
      `the leverage correction of a wild bootstrap is "hc2" or "hc3"; got ${JSON.stringify(leverage)}`,
    );
  const outer = groupOf(model, group, method);
  const crossed = model.data.terms.find((term) => !isNested(term, outer));
  if (crossed !== undefined)
    throw new DataError(
      "a wild bootstrap needs every grouping factor nested in the one whose levels are weighted; " +
        `'${crossed.grouping}' crosses '${outer.grouping}'`,
    );
  return {
    kind: method,
    residuals: populationResiduals(model, leverage),
    refs: outer.refs,
    levels: outer.levels,
    weights,
  };
}

/** The term whose levels are resampled: that of the given grouping factor, or the one that all others are nested in. */
function groupOf({ data: { terms } }: MixedModel, group: string | undefined, method: string): RandomEffectsTerm {
  const names = terms.map(({ grouping }) => grouping);
  if (group !== undefined) {
    const found = terms.find(({ grouping }) => grouping === group);
    if (found === undefined)
      throw new OptionError(unknownName("grouping factor", String(group), "grouping factors", names));
    return found;
  }
  const outermost = terms.find((outer) => terms.every((term) => isNested(term, outer)));
  if (outermost === undefined)
    throw new OptionError(
      `a ${method} bootstrap of crossed grouping factors needs the option group, one of ${listNames(names)}`,
    );
  return outermost;
}

/** Whether each level of a term lies within one level of the outer one. */
function isNested(inner: RandomEffectsTerm, outer: RandomEffectsTerm): boolean {
  const parent = new Int32Array(inner.levels).fill(-1);
  return inner.refs.every((level, row) => {
    if (parent[level] === -1) parent[level] = outer.refs[row];
    return parent[level] === outer.refs[row];
  });
}

function generalizedCasePlan(model: GeneralizedLinearMixedModel, group: RandomEffectsTerm): GeneralizedCasePlan {
  return {
    kind: "generalizedCase",
    model: refitPlan(model),
    refs: group.refs,
    levels: group.levels,
    nested: model.data.terms.map((term) => isNested(term, group)),
  };
}

function casePlan(model: LinearMixedModel, group: RandomEffectsTerm): CasePlan {
  const { frame, weighted, kept, terms } = model.data;
  return {
    kind: "case",
    reml: model.REML,
    fixedSigma: model.criterion.sigma,
    y: workingResponse(model.data, model.response),
    weights: frame.weights,
    fixed: weighted.fixed,
    kept,
    coefficients: model.coefnames.length,
    change: model.data.change,
    theta: model.working.theta,
    terms: terms.map((term, t) => ({
      refs: term.refs,
      levels: term.levels,
      columns: weighted.terms[t].columns,
      nested: isNested(term, group),
    })),
    blocks: terms.map((term) => term.blocks),
    refs: group.refs,
    levels: group.levels,
  };
}
