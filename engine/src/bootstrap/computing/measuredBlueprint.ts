import { CovarianceLayout } from "../../deviance/covarianceLayout";
import { isCostly } from "../../deviance/evaluationCost";
import { withDeviance } from "../../deviance/withDeviance";
import { needsLevelTraces } from "../../matrices/strata";
import { canMeasureTraces, measureTraces } from "../../minimizer/modelled/traceModel";
import type { Blueprint } from "../drawing/blueprint";

/**
 * The blueprint with measurements of the traces of the deviance, which all replicates share, where an evaluation is so
 * costly that they pay; they are made once for all threads.
 */
export function measuredBlueprint(plan: Blueprint, costly = isCostly(plan.system)): Blueprint {
  const { system, n, reml, strata, terms, blocks, theta } = plan;
  const layout = new CovarianceLayout(
    terms.map((term) => term.columns.length),
    blocks,
  );
  if (!costly || !canMeasureTraces(layout)) return plan;
  const traces = withDeviance({ system, n, reml, levelTraces: needsLevelTraces(strata) }, (deviance) =>
    measureTraces({ deviance, layout, strata }, theta),
  );
  return traces === undefined ? plan : { ...plan, traces };
}
