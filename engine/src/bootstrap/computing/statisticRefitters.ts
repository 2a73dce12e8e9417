import { workingTheta } from "../../deviance/changeOfBasis";
import { prepareResponse } from "../../deviance/modelData";
import { devianceSubject, withDeviance } from "../../deviance/withDeviance";
import { LinearMixedModel } from "../../model/linearMixedModel";
import type { RandomStream } from "../../random/stream";
import { streamFrom } from "../../random/streamFrom";
import type { StreamState } from "../../random/streamState";
import { numbered } from "../../show/numbered";
import type { Blueprint } from "../drawing/blueprint";
import { simulationOf } from "../drawing/simulate";
import { Simulator } from "../drawing/simulator";
import { SampleLayout } from "../sample/sampleLayout";
import type { LocalReplicators } from "./computeReplicates";
import type { OwnStatistic } from "./ownStatistic";
import { Refitter } from "./refitter";
import { capacityOf, type Replicates, type Replicator } from "./replicator";

/** Room for responses, in numbers. */
const ROOM = 4_000_000;

/** Refitters with a statistic, which stay on this thread. */
export function statisticRefitters(
  plan: Blueprint,
  model: LinearMixedModel,
  statistic: OwnStatistic<LinearMixedModel>,
): LocalReplicators {
  return {
    capacity: Math.max(1, Math.min(capacityOf(plan), Math.floor(ROOM / model.nobs))),
    make: (capacity) => new StatisticRefitter(plan, model, statistic, capacity),
  };
}

/**
 * A refitter whose replicates have the user's statistics behind their estimates: every response is drawn once more, in
 * units of the data, and the model is made of it at the optimum that the refit has found.
 */
class StatisticRefitter implements Replicator {
  private readonly refitter: Refitter;
  private readonly simulator: Simulator;
  private readonly names: readonly string[];
  private responses: Float64Array[] = [];
  private stream: RandomStream | undefined;

  constructor(
    plan: Blueprint,
    private readonly model: LinearMixedModel,
    private readonly statistic: OwnStatistic<LinearMixedModel>,
    readonly capacity: number,
  ) {
    this.refitter = new Refitter(plan, capacity);
    this.simulator = new Simulator(simulationOf(plan, model));
    this.names = new SampleLayout(plan.coefficients, plan.kept, model.data.layout).names;
  }

  open(state: StreamState): void {
    this.refitter.open(state);
    this.stream = streamFrom(state);
  }

  state(): StreamState {
    return this.refitter.state();
  }

  skip(count: number): void {
    this.refitter.skip(count);
    this.stream = streamFrom(this.refitter.state());
  }

  release(): void {
    this.refitter.release();
  }

  draw(count: number): void {
    this.refitter.draw(count);
    this.responses = Array.from({ length: count }, () => this.simulator.response(this.stream!, "single"));
  }

  refit(first: number, count: number): Replicates {
    const refitted = this.refitter.refit(first, count);
    const own = this.statistic.names.length;
    const columns = new Float64Array((this.names.length + own) * count).fill(NaN);
    columns.set(refitted.columns);
    const failures = [...refitted.failures];
    const failed = new Set(failures.map(({ iter }) => iter));
    for (let i = 0; i < count; i++) {
      if (failed.has(first + i)) continue;
      try {
        const values = this.statistic.of(this.modelOf(refitted, i));
        values.forEach((value, j) => (columns[(this.names.length + j) * count + i] = value));
      } catch (error) {
        failures.push({ iter: first + i, reason: `its statistic: ${(error as Error).message}` });
      }
    }
    return { ...refitted, columns, failures };
  }

  /** The model refitted to response `i` of those drawn last. */
  private modelOf({ count, columns, evaluations }: Replicates, i: number): LinearMixedModel {
    const { model, names } = this;
    const { frame, layout, change } = model.data;
    const value = (name: string): number => columns[names.indexOf(name) * count + i];
    const theta = Float64Array.from({ length: layout.length }, (_, j) => value(numbered("θ", j, layout.length)));
    const working = workingTheta(layout, change, theta);
    const minimum = { theta: working, objective: value("obj"), evaluations: evaluations[i], decrement: NaN };
    const response = { name: frame.response.name, values: this.responses[i] };
    const data = { ...model.data, frame: { ...frame, response } };
    const prepared = prepareResponse(data, response.values);
    return withDeviance(devianceSubject(data, prepared.statistics, model.strata, model.criterion), (deviance) =>
      LinearMixedModel.create(data, prepared, deviance, model.strata, minimum),
    );
  }
}
