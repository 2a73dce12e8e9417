import type { TermDesign } from "../../matrices/blockProduct";
import type { CovarianceLayout } from "../covarianceLayout";
import type { ModelData } from "../modelData";
import type { ResponseRows } from "./workingRows";

/** A generalized linear mixed model as its deviance sees it: η = Xγ + ZΛu + offset, u ~ N(0, I). */
export interface GeneralizedDesign {
  readonly terms: readonly TermDesign[];
  readonly layout: CovarianceLayout;
  /** X in the coordinates γ of the fixed effects, n × p, row-major, of full rank. */
  readonly fixed: Float64Array;
  readonly p: number;
  /** Length n. */
  readonly offset: Float64Array;
  readonly response: ResponseRows;
}

/**
 * The design of a model in its working columns and coordinates γ of an orthonormal basis of X; the weights of the
 * response are none of the design.
 */
export function generalizedDesign(data: ModelData, response: ResponseRows): GeneralizedDesign {
  const { layout, basis, frame, weighted } = data;
  const p = basis.basis.length;
  const fixed = new Float64Array(frame.nobs * p);
  basis.basis.forEach((column, j) => {
    for (let i = 0; i < column.length; i++) fixed[i * p + j] = column[i];
  });
  return { terms: weighted.terms, layout, fixed, p, offset: frame.offset ?? new Float64Array(frame.nobs), response };
}
