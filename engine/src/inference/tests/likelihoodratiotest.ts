import { OptionError } from "../../errors";
import { likelihoodratiotest as compare, type LikelihoodRatioTest } from "../../model/likelihoodRatioTest";
import type { MixedModel } from "../../model/mixedModel";
import { isNamedModels, type ModelArgument, modelsOf, type NamedModels } from "../../model/namedModels";
import { Shown } from "../../show/shown";
import { checkOptions } from "../../table/options";
import { type BootstrapLikelihoodRatioTest, bootstrapTest } from "./bootstrapLikelihoodRatioTest";
import type { LikelihoodRatioOptions } from "./likelihoodRatioOptions";

/**
 * Likelihood-ratio test of two or more nested models of the same response, fitted by maximum likelihood, or by REML if
 * their fixed effects are the same.
 *
 * Without options the p-values are those of χ² distributions, which are too large when the smaller model sets a
 * variance to 0.
 * With `{ method: "bootstrap" }`, for two models, a promise: responses are simulated from the smaller model, both are
 * refitted to each, and p = (1 + number of statistics at least as large)/(1 + n) (Davison & Hinkley, Bootstrap Methods,
 * 1997, §4.2.5), right at the boundary too.
 * `likelihoodratiotest({ m0, m1 })` calls the models by these names.
 * @throws if the models cannot be compared, with the reason
 */
export function likelihoodratiotest(...models: MixedModel[]): LikelihoodRatioTest;
export function likelihoodratiotest(models: NamedModels | readonly MixedModel[]): LikelihoodRatioTest;
export function likelihoodratiotest(
  models: NamedModels | readonly MixedModel[],
  options: LikelihoodRatioOptions,
): Promise<BootstrapLikelihoodRatioTest>;
export function likelihoodratiotest(
  m0: MixedModel,
  m1: MixedModel,
  options: LikelihoodRatioOptions,
): Promise<BootstrapLikelihoodRatioTest>;
export function likelihoodratiotest(
  ...last: (ModelArgument | LikelihoodRatioOptions)[]
): LikelihoodRatioTest | Promise<BootstrapLikelihoodRatioTest> {
  const end = last.at(-1);
  if (end === undefined || end instanceof Shown || isNamedModels(end) || isList(end))
    return compare(...(last as MixedModel[]));
  checkOptions("likelihoodratiotest", end, [
    "method",
    "n",
    "rng",
    "progress",
    "workers",
    "signal",
    "on",
    "checkpoint",
    "resume",
  ]);
  if (end.method !== "bootstrap")
    throw new OptionError(
      `the method of likelihoodratiotest is "bootstrap", or absent for χ² distributions; ` +
        `got ${JSON.stringify(end.method)}`,
    );
  const given = last.slice(0, -1) as (MixedModel | NamedModels)[];
  const { models } = modelsOf("likelihoodratiotest", given);
  if (models.length !== 2)
    throw new OptionError(`a bootstrap likelihood-ratio test compares two models; got ${models.length}`);
  return bootstrapTest(compare(...given), models, end);
}

/** `Array.isArray` says nothing of arrays that may not be changed. */
function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
