import { weightsToWorking } from "../../deviance/changeOfBasis";
import { workingDesign } from "../../deviance/modelData";
import { RowScale } from "../../deviance/rowScale";
import { type WorkingFixed, workingFixed } from "../../deviance/workingFixed";
import { TermForms } from "../../deviance/workingTerms";
import { type Contrast, type Contrasts, DummyCoding, FullDummyCoding } from "../../formula/coding/contrasts";
import { Design, isFactorByContrasts } from "../../formula/frame/design";
import { isWithin, timesIn } from "../../formula/language/families";
import { leastSquares } from "../../linalg/leastSquares";
import { orthogonalize, removeSpan, sumOfProducts } from "../../linalg/orthogonalize";
import type { MixedModel } from "../../model/mixedModel";
import { type FixedTerm, fixedTerms } from "./fixedTerms";

/** What the test of a term asks of the others: SAS's types of sums of squares. */
export type TestType = "I" | "II" | "III";

/** A term with the combinations of the working coefficients that are 0 where it has no effect. */
export interface Hypothesis {
  readonly name: string;
  readonly rows: readonly Float64Array[];
}

/** Weights of indicators that are smaller than this are rounding. */
const ROUNDING = 1e-9;

/**
 * The hypotheses of the terms of the fixed effects but the intercept.
 *
 * Type I: what a term adds to those before it. Type II: what it adds to all that it is not contained in (of the same
 * numeric variables and more factors). Type III: its estimable functions as SAS defines them (SAS/STAT User's Guide,
 * "The Four Types of Estimable Functions"; computed as in lmerTest: Kuznetsova, Brockhoff & Christensen, J. Stat.
 * Softw. 82(13), 2017), orthogonal to those of the terms that it is contained in, so that with all cells filled it is
 * about means over the levels of the other factors.
 *
 * All are found with dummy codings and then told of the coefficients of the fit, so that no coding, base or order of
 * the levels changes a test.
 */
export function hypotheses(model: MixedModel, type: TestType): Hypothesis[] {
  const design = new CodedDesign(model);
  const tested = design.terms.filter(({ variables }) => variables.length > 0);
  const rowsOf = rowsByType[tested.length > 1 ? type : "I"](model, design);
  return tested.map((term) => ({ name: term.name, rows: rowsOf(term) })).filter(({ rows }) => rows.length > 0);
}

const rowsByType: {
  readonly [type in TestType]: (model: MixedModel, design: CodedDesign) => (term: FixedTerm) => Float64Array[];
} = {
  I: typeOne,
  II: (model, design) => recoded(model, design, typeTwo(model, design)),
  III: (model, design) => recoded(model, design, typeThree(model, design)),
};

/** From weights of the coefficients with dummy codings to those of the working ones. */
function recoded(
  { data: { kept, frame, change } }: MixedModel,
  { independent }: CodedDesign,
  rowsOf: (term: FixedTerm) => Float64Array[],
): (term: FixedTerm) => Float64Array[] {
  const parts = leastSquares(
    independent,
    kept.map((index) => frame.fixed.columns[index]),
  );
  return (term) =>
    rowsOf(term).map((row) =>
      weightsToWorking(
        change.fixed,
        Float64Array.from(parts, (part) => sumOfProducts(part, row)),
      ),
    );
}

/** X of a model with dummy codings. */
class CodedDesign {
  readonly terms: readonly FixedTerm[];
  /** The columns that are no combination of those before them, and their names. */
  readonly independent: readonly Float64Array[];
  readonly names: readonly string[];
  private readonly kept: readonly number[];
  private readonly working: WorkingFixed;

  constructor(model: MixedModel) {
    const { fixed } = model.data.frame.recipe.terms;
    const design = designWith(model, DummyCoding()).columns(fixed);
    this.terms = fixedTerms(model, designWith(model, DummyCoding()));
    this.working = workingFixed(design, new TermForms(), new RowScale(undefined));
    this.kept = this.working.kept;
    this.independent = this.kept.map((index) => design.columns[index]);
    this.names = this.kept.map((index) => design.names[index]);
  }

  /**
   * What each of the independent columns adds to those before it, of length 1, and how long the column is along it: by
   * columns that lose no digits, where those have the same spans from the first to any.
   */
  successive(): { direction: Float64Array; pivot: number }[] {
    const { columns, change } = this.working;
    const p = columns.length;
    const isOrdered = change?.forward.every((value, k) => value === 0 || k % p >= Math.floor(k / p)) === true;
    const own = isOrdered ? columns : this.independent;
    return orthogonalize(own, 0).basis.map((direction, k) => ({
      direction,
      pivot: sumOfProducts(direction, own[k]) * (isOrdered ? change.forward[k * (p + 1)] : 1),
    }));
  }

  /** Places of a term's columns among the independent ones. */
  readonly places = ({ columns }: FixedTerm): number[] =>
    columns.map((index) => this.kept.indexOf(index)).filter((at) => at >= 0);
}

/** Rows of R, X = QR, with 1 on the diagonal: what a column adds to those before it. */
function typeOne({ data }: MixedModel, design: CodedDesign): (term: FixedTerm) => Float64Array[] {
  const successive = design.successive();
  const { fixed } = workingDesign(data);
  return (term) =>
    design.places(term).map((k) => {
      const { direction, pivot } = successive[k];
      return Float64Array.from(fixed, (column) => sumOfProducts(direction, column) / pivot);
    });
}

/** The term's coefficients where every column is explained by the term and those that it is not contained in. */
function typeTwo(model: MixedModel, { terms, independent, places }: CodedDesign): (term: FixedTerm) => Float64Array[] {
  return (term) => {
    const before = terms.filter((other) => other !== term && !isContained(model, term, other)).flatMap(places);
    const explaining = [...before, ...places(term)].map((at) => independent[at]);
    const parts = leastSquares(explaining, independent);
    return places(term).map((_, k) => Float64Array.from(parts, (part) => part[before.length + k]));
  };
}

function typeThree(
  model: MixedModel,
  { terms, independent, names, places }: CodedDesign,
): (term: FixedTerm) => Float64Array[] {
  const indicators = designWith(model, FullDummyCoding()).columns(model.data.frame.recipe.terms.fixed);
  // What the coefficients of the independent columns make of each column of all indicators.
  const parts = leastSquares(independent, indicators.columns);
  const functions = independent.map((_, k) => Float64Array.from(parts, (part) => part[k]));
  for (const term of [...terms].sort((a, b) => b.variables.length - a.variables.length)) {
    const containing = terms.filter((other) => isContained(model, term, other)).flatMap(places);
    const { basis } = orthogonalize(containing.map((k) => functions[k]));
    for (const k of places(term)) {
      removeSpan(functions[k], basis);
      removeSpan(functions[k], basis);
    }
  }
  const rowOf = names.map((name) => indicators.names.indexOf(name));
  return (term) =>
    places(term)
      .map((k) => Float64Array.from(rowOf, (row) => functions[k][row]))
      .filter((row) => row.some((value) => Math.abs(value) > ROUNDING));
}

/** The design of a model with every factor coded alike, its levels by code point. */
function designWith(model: MixedModel, coding: Contrast): Design {
  const { rows, contrasts, terms } = model.data.frame.recipe;
  const factors = [...new Set(terms.fixed.flat())].filter((name) => isFactor(model, name));
  const coded: Contrasts = { ...contrasts, ...Object.fromEntries(factors.map((name) => [name, coding])) };
  return new Design(rows, coded, terms.derived);
}

/** Whether a term is contained in another one: the same numeric variables as often, and its factors among more. */
function isContained(model: MixedModel, a: FixedTerm, b: FixedTerm): boolean {
  return isWithin(a, b) && b.variables.every((name) => timesIn(a, name) === timesIn(b, name) || isFactor(model, name));
}

/** Whether a variable of a term is a factor; what stands for the columns of a polynomial is none. */
export function isFactor(model: MixedModel, name: string): boolean {
  const { rows, contrasts, terms } = model.data.frame.recipe;
  if (!terms.fixed.flat().includes(name)) return false;
  const isCoded = terms.derived.get(name)?.kind === "fulldummy" || isFactorByContrasts(contrasts, name);
  return isCoded || !rows.isNumeric(name);
}
