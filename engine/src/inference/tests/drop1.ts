import { weightsToUser } from "../../deviance/changeOfBasis";
import { RowScale } from "../../deviance/rowScale";
import { workingFixed } from "../../deviance/workingFixed";
import { TermForms } from "../../deviance/workingTerms";
import { OptionError } from "../../errors";
import { isWithin } from "../../formula/language/families";
import { orthogonalize, removeSpan, sumOfProducts } from "../../linalg/orthogonalize";
import { checkMixedModel } from "../../model/checkModel";
import { fitData, fitFrame } from "../../model/fitFrame";
import { refitFrame } from "../../model/generalized/fitGeneralized";
import { GeneralizedLinearMixedModel } from "../../model/generalized/generalizedLinearMixedModel";
import type { LinearMixedModel } from "../../model/linearMixedModel";
import type { MixedModel } from "../../model/mixedModel";
import { checkOptions } from "../../table/options";
import { shownValue } from "../../table/shownValue";
import type { Table } from "../../table/table";
import { type DofMethod, degreesOfFreedom, dofNames } from "../smallSample/coeftable";
import { tableOfTests, unitRows } from "./anova";
import { deletionTable, failures } from "./deletionTable";
import { type FixedTerm, fixedTerms } from "./fixedTerms";
import { frameWithFixed } from "./reducedModel";

export interface Drop1Options {
  /**
   * "F" (default), or "LRT" for likelihood-ratio tests by maximum likelihood, which generalized models always have.
   */
  test?: "F" | "LRT";
  /**
   * How the denominator's degrees of freedom of F are found: "satterthwaite" (default) or, for REML fits,
   * "kenward-roger".
   */
  dof?: DofMethod;
}

/**
 * Tests of the fixed effects that can be dropped, each term that is within no other one (no main effect of an
 * interaction): the model against itself without the term.
 *
 * By default F tests, as drop1 of lmerTest has them: columns term, numdf, dendf, F, Pr(>F); numdf is 0, and F NaN, for
 * a term whose columns are combinations of others. With `{ test: "LRT" }` both models are fitted by maximum likelihood,
 * as drop1 of lme4 does: columns term, model-dof, deviance, χ², χ²-dof, P(>χ²), AIC, the first row the model, with NaN
 * for the test.
 */
export function drop1(model: MixedModel, options: Drop1Options = {}): Table {
  checkMixedModel("drop1", model);
  checkOptions("drop1", options, ["test", "dof"]);
  const isGeneralized = model instanceof GeneralizedLinearMixedModel;
  const { test = isGeneralized ? "LRT" : "F", dof } = options;
  if (isGeneralized && test === "F")
    throw new OptionError('an F test needs a residual variance; a generalized model has { test: "LRT" }, got "F"');
  if (test !== "F" && test !== "LRT")
    throw new OptionError(`the test of drop1 is "F" or "LRT"; got ${shownValue(test)}`);
  if (test === "LRT" && dof !== undefined)
    throw new OptionError(
      "degrees of freedom (dof) belong to F tests; a likelihood-ratio test has none of the denominator, " +
        `got ${shownValue(dof)}`,
    );
  const terms = fixedTerms(model);
  const dropped = terms.filter((term) => term.variables.length > 0 && !terms.some((other) => isWithin(term, other)));
  if (isGeneralized) return generalizedTests(model, dropped);
  return test === "F" ? fTests(model, dropped, dof ?? "satterthwaite") : likelihoodRatioTests(model, dropped);
}

function fTests(model: LinearMixedModel, dropped: readonly FixedTerm[], dof: DofMethod): Table {
  const method = degreesOfFreedom(model, dof);
  const tests = dropped.map((term) => {
    const rows = hypothesis(model, term);
    return rows.length === 0 ? { f: NaN, numdf: 0, dendf: NaN } : method.joint(rows);
  });
  return tableOfTests(
    model,
    dropped.map(({ name }) => name),
    tests,
    `F tests of the fixed effects that can be dropped (degrees of freedom by ${dofNames[dof]})`,
  );
}

/**
 * The combinations of the estimated coefficients that are all 0 where the term is dropped. These are its coefficients,
 * unless its columns share something with others, or another factor is coded otherwise without it, as in 0 + a + b;
 * then those of what X has beyond the columns that stay.
 */
function hypothesis(
  { coefnames, data: { kept, frame, weighted, change } }: LinearMixedModel,
  { members, columns }: FixedTerm,
): Float64Array[] {
  const { fixed: stay } = frameWithFixed(
    frame,
    frame.recipe.terms.fixed.filter((other) => !members.includes(other)),
  );
  const others = coefnames.filter((_, index) => !columns.includes(index));
  const simple =
    kept.length === coefnames.length &&
    others.length === stay.names.length &&
    others.every((name, i) => name === stay.names[i]);
  if (simple) return unitRows(kept, columns);
  const { basis } = workingFixed(stay, new TermForms(), new RowScale(frame.weights)).basis;
  const beyond = weighted.fixed.map((column) => {
    const rest = column.slice();
    removeSpan(rest, basis);
    removeSpan(rest, basis);
    return sumOfProducts(rest, rest) > 1e-16 * sumOfProducts(column, column) ? rest : rest.fill(0);
  });
  return orthogonalize(beyond).basis.map((direction) =>
    weightsToUser(
      change.fixed,
      Float64Array.from(weighted.fixed, (column) => sumOfProducts(direction, column)),
    ),
  );
}

function generalizedTests(model: GeneralizedLinearMixedModel, dropped: readonly FixedTerm[]): Table {
  const { frame } = model.data;
  const { fixed } = frame.recipe.terms;
  const fits = dropped.map(({ name, members }) => ({
    term: name,
    model: refitFrame(
      model,
      frameWithFixed(
        frame,
        fixed.filter((other) => !members.includes(other)),
      ),
    ),
  }));
  const minusTwo = ({ dof, loglikelihood }: GeneralizedLinearMixedModel): { dof: number; objective: number } => ({
    dof,
    objective: -2 * loglikelihood,
  });
  return deletionTable(
    minusTwo(model),
    fits.map(({ term, model: own }) => ({ term, ...minusTwo(own) })),
    `Likelihood-ratio tests of the fixed effects of ${model.formula} that can be dropped`,
    () => failures(model, fits),
  );
}

function likelihoodRatioTests(model: LinearMixedModel, dropped: readonly FixedTerm[]): Table {
  const {
    data,
    criterion: { sigma },
  } = model;
  const criterion = { REML: false, sigma };
  const full = model.REML ? fitData(data, criterion) : model;
  const { fixed } = data.frame.recipe.terms;
  const fits = dropped.map(({ name, members }) => ({
    term: name,
    model: fitFrame(
      frameWithFixed(
        data.frame,
        fixed.filter((other) => !members.includes(other)),
      ),
      criterion,
    ),
  }));
  const deletions = fits.map(({ term, model: { dof, objective } }) => ({ term, dof, objective }));
  return deletionTable(
    full,
    deletions,
    `Likelihood-ratio tests of the fixed effects of ${model.formula} that can be dropped`,
    () => [
      ...(model.REML ? ["The models were fitted by maximum likelihood, not REML, to be compared."] : []),
      ...failures(full, fits),
    ],
  );
}
