import { checkMixedModel } from "../../model/checkModel";
import type { MixedModel } from "../../model/mixedModel";
import { fixed, pvalueText } from "../../show/numbers";
import type { Report } from "../../show/report";
import { Shown } from "../../show/shown";
import { type View, type ViewColumn, viewNumber } from "../../show/view";
import { checkOptions } from "../../table/options";
import { type CoeftableOptions, coeftable, type DofMethod, dofNames } from "./coeftable";

/** The table of a model with t tests instead of z tests. */
export class ModelSummary extends Shown {
  /** @internal Summaries come from {@link summary}. */
  static create(model: MixedModel, dof: DofMethod): ModelSummary {
    return new ModelSummary(model, dof);
  }

  private constructor(
    readonly model: MixedModel,
    private readonly dof: DofMethod,
  ) {
    super();
  }

  /** @internal The report of the model with the columns SE, z and p exchanged for SE, df, t and p. */
  override report(): Report {
    const { model } = this;
    const own = model.report();
    const [se, z, p] = ["SE", "z", "p"].map((header) => own.columns.findIndex((column) => column.header === header));
    const { stderror, df, t, pvalue } = this.tests();
    return {
      ...own,
      columns: own.columns.flatMap((column, j) =>
        j === z
          ? [
              { ...column, header: "df" },
              { ...column, header: "t" },
            ]
          : [column],
      ),
      rows: own.rows.map((row, i) => ({
        ...row,
        cells: row.cells.flatMap((cell, j) => {
          const isCoefficient = i < model.coefnames.length;
          if (j === z) return isCoefficient ? [fixed(df[i], 2), fixed(t[i], 2)] : ["", ""];
          if (isCoefficient && j === se) return [fixed(stderror[i], 4)];
          return [isCoefficient && j === p ? pvalueText(pvalue[i]) : cell];
        }),
      })),
      notes: [...(own.notes ?? []), this.note],
    };
  }

  /** @internal */
  override view(): View {
    const own = this.model.view();
    const { stderror, df, t, pvalue } = this.tests();
    const exchanged = (column: ViewColumn, values: Float64Array): ViewColumn["cells"] =>
      column.cells.map((cell, i) => (i < values.length ? viewNumber(values[i]) : cell));
    const columns = own.columns.flatMap((column): ViewColumn[] => {
      if (column.header === "SE") return [{ ...column, cells: exchanged(column, stderror) }];
      if (column.header === "p") return [{ ...column, cells: exchanged(column, pvalue) }];
      return column.header === "z"
        ? [
            { ...column, header: "df", cells: exchanged(column, df) },
            { ...column, header: "t", cells: exchanged(column, t) },
          ]
        : [column];
    });
    const interval = own.interval && { ...own.interval, dof: columns.findIndex(({ header }) => header === "df") };
    return { ...own, columns, interval, notes: [...(own.notes ?? []), this.note] };
  }

  private get note(): string {
    return `degrees of freedom by ${dofNames[this.dof]}`;
  }

  private tests(): { stderror: Float64Array; df: Float64Array; t: Float64Array; pvalue: Float64Array } {
    const table = coeftable(this.model, { dof: this.dof });
    return {
      stderror: table.numeric("Std. Error"),
      df: table.numeric("df"),
      t: table.numeric("t"),
      pvalue: table.numeric("Pr(>|t|)"),
    };
  }
}

/**
 * The table that a notebook shows of a model, with t tests by the given degrees of freedom; without `dof` the model
 * itself.
 */
export function summary<M extends MixedModel>(model: M, options: Pick<CoeftableOptions, "dof"> = {}): ModelSummary | M {
  checkMixedModel("summary", model);
  checkOptions("summary", options, ["dof"]);
  if (options.dof === undefined) return model;
  const result = ModelSummary.create(model, options.dof);
  result.report();
  return result;
}
