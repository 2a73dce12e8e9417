import type { DrawStep } from "../../random/drawStep";
import { KernelStream } from "../../random/kernelStream";
import { streamFrom } from "../../random/streamFrom";
import type { StreamState } from "../../random/streamState";
import { Heap } from "../../wasm/heap";
import { caseSequence } from "../drawing/casePlan";
import { drawSequence, wholeResponseSequence } from "../drawing/drawSequence";
import type { GeneralizedPairPlan, GeneralizedPlan } from "../drawing/generalizedPlan";
import { GeneralizedSimulator } from "../drawing/generalizedSimulator";
import type { PowerPlan } from "../drawing/powerPlan";
import type { Plan } from "./replicator";

/** The stream after the draws of `count` replicates, of which none is made. */
export function passedOver(plan: Plan, state: StreamState, count: number): StreamState {
  if ("kind" in plan && plan.kind === "power") return state;
  if ("kind" in plan && (plan.kind === "generalized" || plan.kind === "generalizedPair")) {
    const own = streamFrom(state);
    new GeneralizedSimulator(plan.kind === "generalized" ? plan : plan.small).skip(own, count);
    return own.state();
  }
  const heap = new Heap();
  const stream = new KernelStream(heap, sequenceOf(plan));
  heap.seal();
  stream.open(state);
  stream.skip(count);
  const after = stream.state();
  heap.release();
  return after;
}

function sequenceOf(plan: Exclude<Plan, GeneralizedPlan | GeneralizedPairPlan | PowerPlan>): DrawStep[] {
  if (!("kind" in plan)) return drawSequence(plan);
  return plan.kind === "pair" ? wholeResponseSequence(plan.small) : caseSequence(plan);
}
