import { suitsSparse } from "../deviance/evaluationCost";
import type { Report, ReportColumn } from "../show/report";
import { Shown } from "../show/shown";
import { checkModel } from "./checkModel";
import type { LinearMixedModel } from "./linearMixedModel";

/**
 * The blocks of the system that a fit factors, in the order of elimination: the random effects of each grouping factor,
 * then the coefficients.
 */
export class BlockDescription extends Shown {
  /** Names of the blocks: the grouping factors and "fixed". */
  readonly blknms: readonly string[];
  /** Rows of each block: levels × columns of a grouping factor, the coefficients that are estimated. */
  readonly blkrows: readonly number[];
  /**
   * Rows that are left of each block when levels that the design cannot tell apart are rotated into one level and
   * contrasts.
   */
  readonly reduced: readonly number[];
  /**
   * How block (i, j), j ≤ i, is stored in the cross products and in the factor, as in "Diagonal" or "Diag/Dense" where
   * these differ.
   */
  readonly ALtypes: readonly (readonly string[])[];

  constructor(model: LinearMixedModel) {
    super();
    checkModel("BlockDescription", model);
    const { terms, fixed, system } = model.data;
    const order = [system.lead, ...system.rest];
    const diagonal = (t: number): string => (terms[t].columns.length === 1 ? "Diagonal" : "BlkDiag");
    const restFactor = suitsSparse(system) ? "Sparse" : "Dense";
    this.blknms = [...order.map((t) => terms[t].grouping), "fixed"];
    this.blkrows = [...order.map((t) => terms[t].levels * terms[t].columns.length), fixed.length];
    this.reduced = [...order.map((t) => system.terms[t].classes * system.terms[t].size), fixed.length];
    this.ALtypes = this.blknms.map((_, i) =>
      Array.from({ length: i + 1 }, (__, j) => {
        if (i === order.length) return "Dense";
        if (i === 0) return diagonal(order[0]);
        if (j === 0) return "Sparse";
        return restFactor === "Sparse"
          ? "Sparse"
          : i === j
            ? `${diagonal(order[i]).replace("Diagonal", "Diag")}/Dense`
            : "Sparse/Dense";
      }),
    );
  }

  /** @internal */
  override report(): Report {
    const right = (header: string): ReportColumn => ({ header, align: "right" });
    return {
      caption: "Blocks of the system",
      columns: [
        { header: "", align: "left" },
        right("rows"),
        right("reduced"),
        ...this.blknms.map((header): ReportColumn => ({ header, align: "center" })),
      ],
      rows: this.blknms.map((name, i) => ({
        cells: [
          name,
          String(this.blkrows[i]),
          String(this.reduced[i]),
          ...this.ALtypes[i],
          ...Array<string>(this.blknms.length - i - 1).fill(""),
        ],
      })),
      rowHeader: true,
    };
  }
}
