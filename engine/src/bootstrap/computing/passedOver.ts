import type { DrawStep } from "../../random/drawStep";
import { KernelStream } from "../../random/kernelStream";
import type { StreamState } from "../../random/streamState";
import { Heap } from "../../wasm/heap";
import { caseSequence } from "../drawing/casePlan";
import { drawSequence, wholeResponseSequence } from "../drawing/drawSequence";
import type { Plan } from "./replicator";

/** The stream after the draws of `count` replicates, of which none is made. */
export function passedOver(plan: Plan, state: StreamState, count: number): StreamState {
  const heap = new Heap();
  const stream = new KernelStream(heap, sequenceOf(plan));
  heap.seal();
  stream.open(state);
  stream.skip(count);
  const after = stream.state();
  heap.release();
  return after;
}

function sequenceOf(plan: Plan): DrawStep[] {
  if (!("kind" in plan)) return drawSequence(plan);
  return plan.kind === "pair" ? wholeResponseSequence(plan.small) : caseSequence(plan);
}
