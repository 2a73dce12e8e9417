import { CovarianceLayout } from "../../deviance/covarianceLayout";
import { isCostly } from "../../deviance/evaluationCost";
import { withDeviance } from "../../deviance/withDeviance";
import type { CoreSystem } from "../../matrices/coreSystem";
import { needsLevelTraces } from "../../matrices/strata";
import { canMeasureTraces, measureTraces, type TraceMeasurements } from "../../minimizer/modelled/traceModel";
import type { Blueprint } from "../drawing/blueprint";

/** The last measurements of a system: a bootstrap that is continued needs no others. */
const measured = new WeakMap<CoreSystem, { readonly theta: Float64Array; readonly traces?: TraceMeasurements }>();

/**
 * The blueprint with measurements of the traces of the deviance, which all replicates share, where an evaluation is so
 * costly that they pay; they are made once for all threads. Whether they are made depends on the system alone, never on
 * the number of replicates: refits with and without them differ in their last bits.
 */
export function measuredBlueprint(plan: Blueprint, costly = isCostly(plan.system)): Blueprint {
  const { system, theta, blocks, terms } = plan;
  const layout = new CovarianceLayout(
    terms.map((term) => term.columns.length),
    blocks,
  );
  if (!costly || !canMeasureTraces(layout)) return plan;
  const before = measured.get(system);
  const traces = before?.theta.every((value, i) => value === theta[i]) ? before.traces : measure(plan, layout);
  measured.set(system, { theta: theta.slice(), ...(traces && { traces }) });
  return traces === undefined ? plan : { ...plan, traces };
}

function measure({ system, n, reml, strata, theta }: Blueprint, layout: CovarianceLayout) {
  return withDeviance({ system, n, reml, levelTraces: needsLevelTraces(strata) }, (deviance) =>
    measureTraces({ deviance, layout, strata }, theta),
  );
}
