import { type ChangeOfBasis, userTheta } from "../deviance/changeOfBasis";
import type { CovarianceLayout } from "../deviance/covarianceLayout";
import { numbered } from "../show/numbered";
import { Table } from "../table/table";

/** Keeps every point that a fit has accepted on its way. */
export class FitLog {
  private readonly points: { readonly start: string; readonly objective: number; readonly theta: Float64Array }[] = [];
  private start = "";

  /** @param change of the columns that the fit computes in, whose θ it is told */
  constructor(
    private readonly layout: CovarianceLayout,
    private readonly change: ChangeOfBasis,
  ) {}

  /** The points from now on belong to a minimisation with another start, of which this is the name. */
  begin(start: string): void {
    this.start = start;
  }

  add(theta: Float64Array, objective: number): void {
    const canonical = theta.slice();
    this.layout.makeDiagonalNonNegative(canonical);
    this.points.push({ start: this.start, objective, theta: userTheta(this.layout, this.change, canonical) });
  }

  /** Columns step, start, objective, θ1…θk. */
  table(): Table {
    const {
      points,
      layout: { length },
    } = this;
    return Table.fromColumns(
      [
        ["step", Int32Array.from(points, (_, i) => i + 1)],
        ["start", points.map(({ start }) => start)],
        ["objective", Float64Array.from(points, ({ objective }) => objective)],
        ...Array.from(
          { length },
          (_, j) => [numbered("θ", j, length), Float64Array.from(points, ({ theta }) => theta[j])] as const,
        ),
      ],
      { rowHeader: true, caption: "Points that the fit accepted", maxRows: Infinity },
    );
  }
}
