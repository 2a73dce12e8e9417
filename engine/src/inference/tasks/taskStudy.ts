import { mustHold } from "../../bootstrap/computing/bytes/byteReader";
import { ByteWriter } from "../../bootstrap/computing/bytes/byteWriter";
import {
  type Codec,
  constant,
  finite,
  list,
  record,
  size,
  text,
  variants,
} from "../../bootstrap/computing/bytes/codec";
import { isSealed, type SealedKind, sealed, unsealed } from "../../bootstrap/computing/bytes/sealedBytes";
import { readRelease, writeRelease } from "../../bootstrap/computing/bytes/studyRelease";
import { checkTravelling } from "./checkTravelling";
import { travellingModel } from "./modelCodec";
import type { DeletionPlan, ProfilePlan, TaskPlan } from "./taskPlan";

const KIND: SealedKind = { mark: "mm-tasks", name: "a study", version: 1 };
const LONGEST_NAME = 100;
const MOST_THRESHOLD = 20;

const plans: Codec<TaskPlan> = variants<TaskPlan>({
  deletion: record<DeletionPlan>({ kind: constant("deletion"), model: travellingModel, term: size }),
  profile: record<ProfilePlan>({
    kind: constant("profile"),
    model: travellingModel,
    parameters: list(text(LONGEST_NAME)),
    threshold: finite,
  }),
});

/** A study of tasks as bytes: numbers, sizes and choices from lists, and names that errors speak of; no code. */
export function taskBytes(plan: TaskPlan): Uint8Array {
  const out = new ByteWriter();
  writeRelease(out);
  plans.write(out, plan);
  return sealed(KIND, out.written());
}

export function isTaskStudy(bytes: Uint8Array): boolean {
  return isSealed(KIND, bytes);
}

/**
 * Reads a study of tasks.
 * @param source what it is called in sentences
 * @throws FileError if it is not one, has changed, or is of another release
 */
export function readTasks(bytes: Uint8Array, source: string): TaskPlan {
  return unsealed(KIND, bytes, source, (from) => {
    readRelease(from, source);
    const plan = plans.read(from);
    checkTravelling(plan.model);
    if (plan.kind === "deletion") mustHold(plan.term < plan.model.random.length, "the term is one of the model");
    else {
      mustHold(plan.parameters.length > 0, "a profile has parameters");
      mustHold(plan.threshold > 0 && plan.threshold <= MOST_THRESHOLD, "a threshold is above 0 and up to 20");
    }
    return plan;
  });
}
