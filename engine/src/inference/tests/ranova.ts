import { checkMixedModel } from "../../model/checkModel";
import { GeneralizedLinearMixedModel } from "../../model/generalized/generalizedLinearMixedModel";
import { AT_THE_BOUNDARY } from "../../model/likelihoodRatioTest";
import type { MixedModel } from "../../model/mixedModel";
import { whyNotNested } from "../../model/nesting";
import { checkOptions, checkSwitch } from "../../table/options";
import type { Table } from "../../table/table";
import { deletionTable, failures } from "./deletionTable";
import { designOf, fitWithRandom, objectiveWithoutRandom } from "./reducedModel";
import { randomReductions } from "./reducedRandom";

export interface RanovaOptions {
  /** Leave out effect after effect (default), or with false every random-effects term as a whole. */
  reduceTerms?: boolean;
}

/**
 * Likelihood-ratio tests of the random effects, as ranova of lmerTest has them: the model against itself with each
 * random-effects term made smaller by one effect, `(1 + days | subj)` to `(1 | subj)`, or left out where it has an
 * intercept only. The smaller models are fitted by the criterion of the model, REML or maximum likelihood; without
 * random effects it is a linear model's, or a generalized linear model's.
 * Columns term, model-dof, deviance (the criterion), χ², χ²-dof, P(>χ²), AIC; the first row is the model, with NaN for
 * the test.
 *
 * Unlike lmerTest's, `(0 + x | g)` of a numeric x is left out, not exchanged for `(1 | g)`, which is no special case of
 * it. A smaller model that is no special case of the model is not tested, and a note says why.
 */
export function ranova(model: MixedModel, options: RanovaOptions = {}): Table {
  checkMixedModel("ranova", model);
  checkOptions("ranova", options, ["reduceTerms"]);
  const { reduceTerms = true } = options;
  checkSwitch("reduceTerms", reduceTerms);
  const { frame } = model.data;
  const { random, derived } = frame.recipe.terms;
  const reductions = randomReductions(random, derived, designOf(frame), reduceTerms);
  const fits = reductions.map(({ label, random: left }) => ({
    term: label,
    model: left.length === 0 ? undefined : fitWithRandom(model, left),
  }));
  const reasons = fits.map(({ model: reduced }) => (reduced === undefined ? undefined : whyNotNested(reduced, model)));
  const tested = fits.filter((_, i) => reasons[i] === undefined);
  const deletions = tested.map(({ term, model: reduced }) => ({
    term,
    dof: reduced?.dof ?? model.dof - model.theta.length,
    objective: reduced === undefined ? objectiveWithoutRandom(model) : criterionOf(reduced),
  }));
  return deletionTable(
    { dof: model.dof, objective: criterionOf(model) },
    deletions,
    `Likelihood-ratio tests of the random effects of ${model.formula}${model.REML ? " (REML)" : ""}`,
    () => [
      ...reasons.flatMap((reason, i) => (reason === undefined ? [] : [`'${fits[i].term}' is not tested: ${reason}.`])),
      ...failures(
        model,
        tested.flatMap(({ term, model: reduced }) => (reduced === undefined ? [] : [{ term, model: reduced }])),
      ),
      AT_THE_BOUNDARY,
    ],
  );
}

/** The criterion of a linear model, −2 log-likelihood of a generalized one. */
function criterionOf(model: MixedModel): number {
  return model instanceof GeneralizedLinearMixedModel ? -2 * model.loglikelihood : model.objective;
}
