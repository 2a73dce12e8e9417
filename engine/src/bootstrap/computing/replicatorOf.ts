import type { PowerPlan } from "../drawing/powerPlan";
import { CaseRefitter } from "./caseRefitter";
import { GeneralizedCaseRefitter } from "./generalizedCaseRefitter";
import { GeneralizedPairRefitter } from "./generalizedPairRefitter";
import { GeneralizedRefitter } from "./generalizedRefitter";
import { PairRefitter } from "./pairRefitter";
import { Refitter } from "./refitter";
import type { Plan, Replicator } from "./replicator";

type PowerReplicators = (plan: PowerPlan, capacity: number) => Replicator;
let powerReplicators: PowerReplicators | undefined;

/** Says what computes power studies: it fits and tests models, so it stands in a room above. */
export function providePowerReplicators(make: PowerReplicators): void {
  powerReplicators = make;
}

/** The replicator that a plan asks for. */
export function replicatorOf(plan: Plan, capacity: number): Replicator {
  if (!("kind" in plan)) return new Refitter(plan, capacity);
  if (plan.kind === "generalized") return new GeneralizedRefitter(plan, capacity);
  if (plan.kind === "power") {
    if (powerReplicators === undefined) throw new Error("nobody computes power studies here");
    return powerReplicators(plan, capacity);
  }
  if (plan.kind === "generalizedCase") return new GeneralizedCaseRefitter(plan, capacity);
  if (plan.kind === "generalizedPair") return new GeneralizedPairRefitter(plan, capacity);
  return plan.kind === "pair" ? new PairRefitter(plan, capacity) : new CaseRefitter(plan, capacity);
}
