import { orthogonalize } from "../../linalg/orthogonalize";
import { coreSystem } from "../../matrices/coreSystem";
import { KernelStream } from "../../random/kernelStream";
import type { StreamState } from "../../random/streamState";
import { Heap, type Integers } from "../../wasm/heap";
import { caseSequence, resampledRows, rowsByLevel, taken } from "../drawing/casePlan";
import type { GeneralizedCasePlan } from "../drawing/generalizedPlan";
import { eachReplicate } from "./eachReplicate";
import { type GeneralizedEnd, GeneralizedFit } from "./generalizedFit";
import type { Replicates, Replicator } from "./replicator";

/** Fits a generalized model to resampled levels. Every replicate has a design of its own. */
export class GeneralizedCaseRefitter implements Replicator {
  private readonly rows: Int32Array[];
  private readonly heap = new Heap();
  private readonly stream: KernelStream;
  /** The levels of each replicate, one replicate after the other. */
  private readonly drawn: Integers;
  private readonly length: number;

  constructor(
    private readonly plan: GeneralizedCasePlan,
    readonly capacity: number,
  ) {
    const { refs, levels, model } = plan;
    this.rows = rowsByLevel(refs, levels);
    this.stream = new KernelStream(this.heap, caseSequence(plan));
    this.drawn = this.heap.int32(capacity * levels);
    this.heap.seal();
    const whole = new GeneralizedFit(model);
    this.length = whole.sample.names.length;
    whole.release();
  }

  open(state: StreamState): void {
    this.stream.open(state);
  }

  state(): StreamState {
    return this.stream.state();
  }

  skip(count: number): void {
    this.stream.skip(count);
  }

  draw(count: number): void {
    const { levels } = this.plan;
    this.heap.kernels.drawIndices(this.stream.address, this.drawn.address, count * levels, levels);
  }

  refit(first: number, count: number): Replicates {
    return eachReplicate(first, count, this.length, (row, columns) => this.fit(row, columns, count));
  }

  release(): void {
    this.heap.release();
  }

  private fit(row: number, columns: Float64Array, count: number): GeneralizedEnd {
    const { plan } = this;
    const { levels, refs, model, nested } = plan;
    const drawn = this.drawn.array.subarray(row * levels, (row + 1) * levels);
    const termsOf = (terms: typeof model.terms) =>
      resampledRows(
        { refs, levels, terms: terms.map((term, t) => ({ ...term, nested: nested[t] })) },
        drawn,
        this.rows,
      );
    const { rows, terms } = termsOf(model.terms);
    const working = {
      terms: termsOf(model.working.terms).terms,
      fixed: model.working.fixed.map((column) => taken(column, rows)),
    };
    const basis = orthogonalize(working.fixed);
    if (basis.kept.length < working.fixed.length)
      return { evaluations: 0, reason: "the coefficients of the resampled rows are not all estimable" };
    const y = taken(model.y, rows);
    if (y.every((value) => value === y[0])) return { evaluations: 0, reason: "the resampled response does not vary" };
    const fit = new GeneralizedFit({
      ...model,
      n: rows.length,
      terms,
      fixed: model.fixed.map((column) => taken(column, rows)),
      w: taken(model.w, rows),
      offset: taken(model.offset, rows),
      y,
      working,
      basis: basis.basis,
      system: coreSystem(working.terms, working.fixed),
    });
    try {
      return fit.refit(y, columns, count, row);
    } finally {
      fit.release();
    }
  }
}
