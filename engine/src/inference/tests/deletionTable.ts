import { chiSquaredUpper } from "../../distributions/normal";
import { failedFits } from "../../model/failedFits";
import type { MixedModel } from "../../model/mixedModel";
import { TEST_FORMATS } from "../../table/resultFormats";
import { Table } from "../../table/table";
import { listNames } from "../../words/nearest";

/** What two minima that are equal may differ by, for a deviance up to 1000; a millionth of a thousandth of it above. */
const TIE = 1e-6;

/** A model without one of its terms. */
export interface Deletion {
  /** What was left out. */
  readonly term: string;
  /** Number of its parameters. */
  readonly dof: number;
  /** Its minimised criterion. */
  readonly objective: number;
}

/**
 * Likelihood-ratio tests of a model against itself without each of some terms: columns term, model-dof, deviance, χ²,
 * χ²-dof, P(>χ²), AIC; the first row is the model, which is not tested.
 * @param notes lines below the table, which are asked for when it is shown
 */
export function deletionTable(
  model: Pick<MixedModel, "dof" | "objective">,
  deletions: readonly Deletion[],
  caption: string,
  notes: () => readonly string[],
): Table {
  const rows: readonly Deletion[] = [{ term: "<none>", dof: model.dof, objective: model.objective }, ...deletions];
  const column = (value: (row: Deletion) => number): Float64Array => Float64Array.from(rows, value);
  // What the optimizer leaves of two equal minima is no evidence; more than that says that the model is at none.
  const tie = TIE * Math.max(1, 1e-3 * Math.abs(model.objective));
  const chisq = column(({ objective }) =>
    objective < model.objective - tie ? NaN : Math.max(0, objective - model.objective),
  );
  const lost = Int32Array.from(rows, ({ dof }) => model.dof - dof);
  const p = chisq.map((value, i) => (lost[i] > 0 ? chiSquaredUpper(value, lost[i]) : NaN));
  chisq[0] = NaN;
  const below = deletions.filter(({ objective }) => objective < model.objective - tie).map(({ term }) => `'${term}'`);
  const failed =
    below.length === 0
      ? []
      : [
          `Without ${listNames(below)} the deviance is smaller, which it cannot be at the optimum of the model: ` +
            "the fit of the model did not reach it, and nothing is tested there.",
        ];
  return Table.fromColumns(
    [
      ["term", rows.map(({ term }) => term)],
      ["model-dof", Int32Array.from(rows, ({ dof }) => dof)],
      ["deviance", column(({ objective }) => objective)],
      ["χ²", chisq],
      ["χ²-dof", lost],
      ["P(>χ²)", p],
      ["AIC", column(({ dof, objective }) => objective + 2 * dof)],
    ],
    {
      rowHeader: true,
      caption,
      missing: "",
      get notes() {
        return [...failed, ...notes()];
      },
      formats: TEST_FORMATS,
      maxRows: Infinity,
    },
  );
}

/** A note for each of the fits that is not at an optimum, the whole model's first. */
export function failures(
  model: MixedModel,
  fits: readonly { readonly term: string; readonly model: MixedModel }[],
): string[] {
  return [
    ...failedFits([model]),
    ...fits.flatMap(({ term, model: reduced }) => failedFits([reduced], () => `The fit without '${term}'`)),
  ];
}
