import { GeneralizedLinearMixedModel } from "../../model/generalized/generalizedLinearMixedModel";
import type { GeneralizedPlan } from "../drawing/generalizedPlan";
import type { Failure } from "../sample/failure";
import type { LocalReplicators } from "./computeReplicates";
import { eachReplicate } from "./eachReplicate";
import { GeneralizedFit } from "./generalizedFit";
import type { OwnStatistic } from "./ownStatistic";
import { capacityOf, type Replicates } from "./replicator";
import { ResponseReplicator } from "./responseReplicator";

/** Refitters of a generalized model with a statistic, which stay on this thread. */
export function generalizedStatisticRefitters(
  plan: GeneralizedPlan,
  model: GeneralizedLinearMixedModel,
  statistic: OwnStatistic<GeneralizedLinearMixedModel>,
): LocalReplicators {
  return {
    capacity: capacityOf(plan),
    make: (capacity) => new GeneralizedStatisticRefitter(plan, model, statistic, capacity),
  };
}

/** A refitter whose replicates have the user's statistics of the refitted model behind their estimates. */
class GeneralizedStatisticRefitter extends ResponseReplicator {
  private readonly fit: GeneralizedFit;

  constructor(
    private readonly plan: GeneralizedPlan,
    private readonly model: GeneralizedLinearMixedModel,
    private readonly statistic: OwnStatistic<GeneralizedLinearMixedModel>,
    capacity: number,
  ) {
    super(plan, capacity);
    this.fit = new GeneralizedFit(plan, { keepsErrors: plan.keepsErrors });
  }

  refit(first: number, count: number): Replicates {
    const { fit, statistic } = this;
    const estimates = fit.sample.names.length;
    const own = statistic.names.length;
    const failures: Failure[] = [];
    const replicates = eachReplicate(first, count, estimates + own, (row, columns) => {
      const y = this.response(row);
      const end = fit.refit(y, columns, count, row);
      if (end.reason !== undefined) return end;
      let values: readonly number[] = new Array<number>(own).fill(NaN);
      try {
        values = statistic.of(this.refitted(y, end.evaluations));
      } catch (error) {
        failures.push({ iter: first + row, reason: `its statistic: ${(error as Error).message}` });
      }
      values.forEach((value, j) => (columns[(estimates + j) * count + row] = value));
      return end;
    });
    return { ...replicates, failures: [...replicates.failures, ...failures] };
  }

  override release(): void {
    super.release();
    this.fit.release();
  }

  /** The model of a response at the point where its refit ended, with a deviance of its own. */
  private refitted(y: Float64Array, evaluations: number): GeneralizedLinearMixedModel {
    const { model, plan, fit } = this;
    const { data, approximation, note, trials } = model;
    const { deviance } = new GeneralizedFit(plan, { withKernel: false });
    const { response } = deviance.design;
    deviance.take(y);
    const x = fit.end.slice();
    const none = { starts: 1, agreeing: 1, decrement: NaN, lastStep: new Float64Array(deviance.freeFixed) };
    return GeneralizedLinearMixedModel.create({
      data: { ...data, frame: { ...data.frame, response: { name: model.responsename, values: response.y } } },
      response,
      approximation,
      deviance,
      minimum: { ...none, x, objective: deviance.evaluate(x, false), evaluations },
      note,
      trials,
      fitlog: undefined,
    });
  }
}
