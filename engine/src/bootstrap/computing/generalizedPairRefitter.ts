import type { GeneralizedPairPlan } from "../drawing/generalizedPlan";
import { eachReplicate } from "./eachReplicate";
import { GeneralizedFit } from "./generalizedFit";
import { whyAbove } from "./pairRefitter";
import type { Replicates } from "./replicator";
import { ResponseReplicator } from "./responseReplicator";

/** Draws responses of the smaller of two generalized models and fits both to each. */
export class GeneralizedPairRefitter extends ResponseReplicator {
  private readonly models: readonly GeneralizedFit[];

  constructor({ small, large }: GeneralizedPairPlan, capacity: number) {
    super(small, capacity);
    this.models = [new GeneralizedFit(small), new GeneralizedFit(large)];
  }

  refit(first: number, count: number): Replicates {
    return eachReplicate(first, count, 2, (row, columns) => {
      const y = this.response(row);
      const [small, large] = this.models.map((model) => model.minimum(y));
      columns[row] = small.objective;
      columns[count + row] = large.objective;
      const reason = small.reason ?? large.reason ?? whyAbove(large.objective - small.objective);
      return { evaluations: small.evaluations + large.evaluations, ...(reason !== undefined && { reason }) };
    });
  }

  override release(): void {
    super.release();
    for (const model of this.models) model.release();
  }
}
