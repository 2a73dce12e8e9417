import type { GeneralizedPlan } from "../drawing/generalizedPlan";
import { eachReplicate } from "./eachReplicate";
import { GeneralizedFit } from "./generalizedFit";
import type { Replicates } from "./replicator";
import { ResponseReplicator } from "./responseReplicator";

/** Draws responses of a generalized model and refits it to them. */
export class GeneralizedRefitter extends ResponseReplicator {
  private readonly model: GeneralizedFit;

  constructor(plan: GeneralizedPlan, capacity: number) {
    super(plan, capacity);
    this.model = new GeneralizedFit(plan, { keepsErrors: plan.keepsErrors });
  }

  refit(first: number, count: number): Replicates {
    return eachReplicate(first, count, this.model.sample.names.length, (row, columns) =>
      this.model.refit(this.response(row), columns, count, row),
    );
  }

  override release(): void {
    super.release();
    this.model.release();
  }
}
