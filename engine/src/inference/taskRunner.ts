import type { Codec } from "../bootstrap/computing/bytes/codec";
import type { Shard } from "../bootstrap/computing/bytes/shardRunner";
import { studyId } from "../bootstrap/computing/bytes/studyBytes";
import { DataError } from "../errors";
import { deletionOf } from "./deletion";
import { deletionCodec } from "./deletionCodec";
import { parametersOf, profileTracer } from "./profile/parameterTrace";
import { tracedCurveCodec } from "./profile/tracedCurveCodec";
import { taskPart } from "./tasks/taskParts";
import type { TaskPlan } from "./tasks/taskPlan";
import { readTasks } from "./tasks/taskStudy";
import { arrived } from "./tasks/travellingModel";

/** Computes tasks of a study, each of which depends on nothing but the study. */
export class TaskRunner {
  private readonly id: string;
  private readonly compute: (shard: Shard) => Uint8Array;

  /**
   * @param bytes of a study of tasks
   * @param source what it is called in sentences
   */
  constructor(bytes: Uint8Array, source: string) {
    this.id = studyId(bytes);
    this.compute = this.workOf(readTasks(bytes, source));
  }

  /** The results of a shard as the bytes of a part. */
  run(shard: Shard): Uint8Array {
    return this.compute(shard);
  }

  private workOf(plan: TaskPlan): (shard: Shard) => Uint8Array {
    const model = arrived(plan.model);
    // As many tasks are computed at once as there are processors already.
    if (plan.kind === "deletion")
      return this.parts(deletionCodec, (index) =>
        deletionOf(model, model.data.terms[plan.term], index, { workers: 1 }),
      );
    const trace = profileTracer(model, plan.threshold);
    const parameters = new Map(parametersOf(model).map((parameter) => [parameter.name, parameter]));
    return this.parts(tracedCurveCodec, (index) => {
      const coordinate = parameters.get(plan.parameters[index])?.coordinate?.();
      if (coordinate === undefined) throw new DataError(`'${plan.parameters[index]}' is no parameter to be profiled`);
      return trace(coordinate);
    });
  }

  private parts<T>(codec: Codec<T>, compute: (index: number) => T): (shard: Shard) => Uint8Array {
    return ({ first, count }) => {
      const results = Array.from({ length: count }, (_, i) => compute(first - 1 + i));
      return taskPart({ study: this.id, first, results }, codec);
    };
  }
}
