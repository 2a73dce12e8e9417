import { Design } from "../formula/design";
import { checkModel } from "../model/checkModel";
import type { LinearMixedModel } from "../model/linearMixedModel";
import { fisherUpper } from "../model/studentT";
import { checkOptions } from "../table/options";
import { Table } from "../table/table";
import { type DofMethod, degreesOfFreedom, dofNames } from "./coeftable";

export interface AnovaOptions {
  /** How the denominator's degrees of freedom are found: "satterthwaite" (default) or, for REML fits, "kenward-roger". */
  dof?: DofMethod;
}

/**
 * F tests of the fixed effects, one for each term of the formula but the intercept: that all of its coefficients are 0, the others
 * being what they are. Columns term, numdf, dendf, F, Pr(>F). Where there are interactions, the test of a factor depends on its
 * coding: with EffectsCoding, HelmertCoding or SeqDiffCoding it is about means over the levels of the others (type III).
 */
export function anova(model: LinearMixedModel, options: AnovaOptions = {}): Table {
  checkModel("anova", model);
  checkOptions("anova", options, ["dof"]);
  const { dof = "satterthwaite" } = options;
  const method = degreesOfFreedom(model, dof);
  const { kept } = model.data;
  const estimate = Float64Array.from(kept, (index) => model.coef[index]);
  const terms = termColumns(model).map(({ name, columns }) => ({ name, rows: columns.filter((index) => kept.includes(index)).map((index) => Float64Array.from(kept, (other) => Number(other === index))) })).filter(({ rows }) => rows.length > 0);
  const tests = terms.map(({ rows }) => method.joint(rows, estimate));
  return Table.fromColumns(
    [
      ["term", terms.map(({ name }) => name)], ["numdf", Int32Array.from(tests, ({ numdf }) => numdf)], ["dendf", Float64Array.from(tests, ({ dendf }) => dendf)],
      ["F", Float64Array.from(tests, ({ f }) => f)], ["Pr(>F)", Float64Array.from(tests, ({ f, numdf, dendf }) => fisherUpper(f, numdf, dendf))],
    ],
    { rowHeader: true, caption: `F tests of the fixed effects (degrees of freedom by ${dofNames[dof]})`, missing: "NaN", maxRows: Infinity },
  );
}

/** The columns of X that each term has, without the intercept. */
function termColumns({ data: { frame } }: LinearMixedModel): { name: string; columns: number[] }[] {
  const { terms, contrasts, rows } = frame.recipe;
  const design = new Design(rows, contrasts, terms.derived);
  const spanned = new Set<string>();
  let next = 0;
  return terms.fixed.map((term) => {
    const { names } = design.columns([term], spanned);
    const columns = names.map(() => next++);
    return { name: term.map((variable) => terms.derived.get(variable)?.label ?? variable).join(" & "), columns };
  }).filter(({ name }) => name !== "");
}
