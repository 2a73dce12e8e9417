import { generalizedDesign } from "../../deviance/generalized/generalizedDesign";
import { LaplaceDeviance } from "../../deviance/generalized/laplaceDeviance";
import { QuadratureDeviance } from "../../deviance/generalized/quadratureDeviance";
import type { ResponseRows } from "../../deviance/generalized/workingRows";
import type { ModelData } from "../../deviance/modelData";

/** How the likelihood of a generalized model is computed. */
export interface Approximation {
  /** Nodes of the quadrature over each random effect; 1 is the Laplace approximation. */
  readonly nAGQ: number;
  /** Whether the fixed effects are found with the conditional modes instead of maximising the likelihood. */
  readonly fast: boolean;
}

/** The deviance of a generalized model. */
export function generalizedDeviance(
  data: ModelData,
  response: ResponseRows,
  { nAGQ, fast }: Approximation,
): LaplaceDeviance {
  const design = generalizedDesign(data, response);
  return nAGQ > 1 ? new QuadratureDeviance(design, nAGQ) : new LaplaceDeviance(design, fast);
}
