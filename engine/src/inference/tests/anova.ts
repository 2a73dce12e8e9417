import { fisherUpper } from "../../distributions/studentT";
import { Design } from "../../formula/frame/design";
import type { Term } from "../../formula/language/terms";
import { checkModel } from "../../model/checkModel";
import type { LinearMixedModel } from "../../model/linearMixedModel";
import { checkOptions } from "../../table/options";
import { Table } from "../../table/table";
import { type DofMethod, degreesOfFreedom, dofNames } from "../smallSample/coeftable";
import type { JointTest } from "../smallSample/satterthwaite";

export interface AnovaOptions {
  /**
   * How the denominator's degrees of freedom are found: "satterthwaite" (default) or, for REML fits, "kenward-roger".
   */
  dof?: DofMethod;
}

/**
 * F tests of the fixed effects, one for each term of the formula but the intercept: that all of its coefficients are 0,
 * the others being what they are. Columns term, numdf, dendf, F, Pr(>F). Where there are interactions, the test of a
 * factor depends on its coding: with EffectsCoding, HelmertCoding or SeqDiffCoding it is about means over the levels of
 * the others (type III).
 */
export function anova(model: LinearMixedModel, options: AnovaOptions = {}): Table {
  checkModel("anova", model);
  checkOptions("anova", options, ["dof"]);
  const { dof = "satterthwaite" } = options;
  const method = degreesOfFreedom(model, dof);
  const { kept } = model.data;
  const estimate = Float64Array.from(kept, (index) => model.coef[index]);
  const terms = termColumns(model)
    .map(({ name, columns }) => ({ name, rows: unitRows(kept, columns) }))
    .filter(({ rows }) => rows.length > 0);
  const tests = terms.map(({ rows }) => method.joint(rows, estimate));
  return tableOfTests(
    terms.map(({ name }) => name),
    tests,
    `F tests of the fixed effects (degrees of freedom by ${dofNames[dof]})`,
  );
}

/** The weights, among the estimated coefficients, of each of those that belong to the columns. */
export function unitRows(kept: readonly number[], columns: readonly number[]): Float64Array[] {
  return columns
    .filter((index) => kept.includes(index))
    .map((index) => Float64Array.from(kept, (other) => Number(other === index)));
}

/** F tests of terms: columns term, numdf, dendf, F, Pr(>F). */
export function tableOfTests(terms: string[], tests: readonly JointTest[], caption: string): Table {
  return Table.fromColumns(
    [
      ["term", terms],
      ["numdf", Int32Array.from(tests, ({ numdf }) => numdf)],
      ["dendf", Float64Array.from(tests, ({ dendf }) => dendf)],
      ["F", Float64Array.from(tests, ({ f }) => f)],
      ["Pr(>F)", Float64Array.from(tests, ({ f, numdf, dendf }) => fisherUpper(f, numdf, dendf))],
    ],
    { rowHeader: true, caption, missing: "NaN", maxRows: Infinity },
  );
}

/** A term of the fixed effects. */
export interface FixedTerm {
  readonly name: string;
  readonly term: Term;
  /** Indices of its columns of X. */
  readonly columns: readonly number[];
}

/** The columns of X that each term has, without the intercept. */
export function termColumns({ data: { frame } }: LinearMixedModel): FixedTerm[] {
  const { terms, contrasts, rows } = frame.recipe;
  const design = new Design(rows, contrasts, terms.derived);
  const spanned = new Set<string>();
  let next = 0;
  return terms.fixed
    .map((term) => {
      const { names } = design.columns([term], spanned);
      const columns = names.map(() => next++);
      return {
        term,
        columns,
        name: term.map((variable) => terms.derived.get(variable)?.label ?? variable).join(" & "),
      };
    })
    .filter(({ name }) => name !== "");
}
