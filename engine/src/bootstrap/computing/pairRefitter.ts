import type { StreamState } from "../../random/streamState";
import { type Floats, Heap } from "../../wasm/heap";
import { DesignRows } from "../drawing/designRows";
import { ResponseRecorder } from "../drawing/responseRecorder";
import { WholeResponses } from "../drawing/wholeResponses";
import type { Failure } from "../sample/failure";
import { ModelRefit } from "./modelRefit";
import type { PairPlan } from "./pairPlan";
import type { Replicates, Replicator } from "./replicator";

/** The columns of a pair's replicates: the objectives of both models. */
export const PAIR_COLUMNS = ["small", "large"] as const;

/** The larger model can be worse by rounding only; by more than this its refit has not found the optimum. */
const ROUNDING = 1e-6;

/**
 * Simulates responses from the smaller of two models and fits both to each; the objectives are those of the response in
 * units of σ.
 */
export class PairRefitter implements Replicator {
  private readonly heap = new Heap();
  private readonly responses: WholeResponses;
  private readonly models: readonly {
    readonly refit: ModelRefit;
    readonly recorder: ResponseRecorder;
    readonly records: Floats;
  }[];

  constructor(
    plan: PairPlan,
    readonly capacity: number,
  ) {
    const { heap } = this;
    const rows = new DesignRows(heap);
    this.responses = new WholeResponses(plan.small, heap, rows);
    this.models = [plan.small, plan.large].map((own) => {
      const recorder = new ResponseRecorder(own, heap, rows, this.responses.y);
      return { refit: new ModelRefit(own, heap), recorder, records: heap.float64(capacity * recorder.length) };
    });
    heap.seal();
    for (const { refit } of this.models) refit.begin();
  }

  open(state: StreamState): void {
    this.responses.stream.open(state);
  }

  state(): StreamState {
    return this.responses.stream.state();
  }

  skip(count: number): void {
    this.responses.stream.skip(count);
  }

  draw(count: number): void {
    for (let i = 0; i < count; i++) {
      this.responses.next();
      for (const { recorder, records } of this.models) recorder.write(records.address + 8 * i * recorder.length);
    }
  }

  refit(first: number, count: number): Replicates {
    const columns = new Float64Array(2 * count);
    const evaluations = new Int32Array(count);
    const failures: Failure[] = [];
    for (let i = 0; i < count; i++) {
      const reason = this.refitBoth(i, columns, count);
      for (const { refit } of this.models) evaluations[i] += refit.minimizer.evaluations;
      if (reason === undefined) continue;
      failures.push({ iter: first + i, reason });
      columns[i] = columns[count + i] = NaN;
    }
    return { first, count, columns, evaluations, failures };
  }

  release(): void {
    for (const { refit } of this.models) refit.release();
    this.heap.release();
  }

  private refitBoth(row: number, columns: Float64Array, count: number): string | undefined {
    let at = row;
    for (const { refit, records, recorder } of this.models) {
      const reason = refit.refit(records, row * recorder.length);
      if (reason !== undefined) return reason;
      columns[at] = refit.objective;
      at += count;
    }
    return whyAbove(columns[count + row] - columns[row]);
  }
}

/** The reason why a replicate is left out whose larger model has an objective that is higher by so much. */
export function whyAbove(rise: number): string | undefined {
  return rise > ROUNDING ? `the larger model ended ${rise.toExponential(1)} above the smaller one` : undefined;
}
