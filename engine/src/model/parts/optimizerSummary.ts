import type { ModelData } from "../../deviance/modelData";
import type { Certificate } from "../../minimizer/certificate";
import { numbered } from "../../show/numbered";
import { Table } from "../../table/table";

/** What a summary needs to know of a fitted model. */
export interface Optimized {
  readonly theta: Float64Array;
  readonly lowerbd: Float64Array;
  readonly objective: number;
  readonly REML: boolean;
  readonly minimum: { readonly evaluations: number };
  readonly data: Pick<ModelData, "layout" | "terms">;
  readonly certificate: Certificate;
}

/**
 * How the optimum was found, a row for each element of θ: columns θ, group, row, column (whose place in the λ of the
 * grouping factor it is), lowerbd and final; names of the properties as in MixedModels.jl.
 */
export class OptimizerSummary extends Table {
  /** θ at the optimum. */
  readonly final: Float64Array;
  /** Lower bounds of θ: 0 on the diagonals of λ, −∞ below. */
  readonly lowerbd: Float64Array;
  /** The objective at the optimum. */
  readonly fmin: number;
  /** Evaluations of the objective, of all starts. */
  readonly feval: number;
  /** What is known about the optimum: the certificate's summary. */
  readonly returnvalue: string;
  readonly REML: boolean;

  /** @internal It comes from {@link LinearMixedModel.optsum}. */
  static create(model: Optimized): OptimizerSummary {
    return new OptimizerSummary(model);
  }

  private constructor({ theta, lowerbd, objective, REML, minimum, data: { layout, terms }, certificate }: Optimized) {
    const places = layout.position.map(({ block, row, column }) => {
      const { term, columns } = layout.blocks[block];
      const { grouping, names } = terms[term];
      return { grouping, row: names[columns[row]], column: names[columns[column]] };
    });
    const { summary } = certificate;
    super(
      [
        ["θ", places.map((_, i) => numbered("θ", i, places.length))],
        ["group", places.map(({ grouping }) => grouping)],
        ["row", places.map(({ row }) => row)],
        ["column", places.map(({ column }) => column)],
        ["lowerbd", lowerbd],
        ["final", theta],
      ],
      {
        rowHeader: true,
        caption: `${REML ? "REML criterion" : "Objective"} ${objective} after ${minimum.evaluations} evaluations`,
        notes: [summary],
        ordered: true,
        maxRows: Infinity,
      },
    );
    this.final = theta;
    this.lowerbd = lowerbd;
    this.fmin = objective;
    this.feval = minimum.evaluations;
    this.returnvalue = summary;
    this.REML = REML;
  }
}
