import { observationsByLevel, type TermDesign } from "../../matrices/blockProduct";
import type { CoreSystem } from "../../matrices/coreSystem";
import { coreLength, statisticsLength } from "../../matrices/responseStatistics";
import type { Floats, Heap } from "../../wasm/heap";
import { roundUp, structure } from "../../wasm/structure";
import { type DesignRows, rowsOf, strideOf } from "./designRows";

/** The structures of engine/kernels/drawing/responseRecord.ts. */
const RECORDED_TERM = [
  "size",
  "stride",
  "levels",
  "order",
  "levelStart",
  "rows",
  "products",
  "classOf",
  "classes",
  "classSize",
  "scatterAt",
  "coreOffset",
] as const;
const RECORD_PLAN = [
  "observations",
  "y",
  "terms",
  "term",
  "fixed",
  "fixedCount",
  "fixedStride",
  "fixedOffset",
  "sums",
  "recordLength",
] as const;

/** A design whose responses are reduced to statistics. */
export interface RecordedDesign {
  readonly n: number;
  readonly system: CoreSystem;
  readonly terms: readonly TermDesign[];
  readonly fixed: readonly Float64Array[];
}

/** Reduces responses to the statistics that a refit needs, by the kernels; usable once the heap is sealed. */
export class ResponseRecorder {
  /** Numbers of one record. */
  readonly length: number;
  private readonly plan: number;

  /** @param y where the responses are, length n */
  constructor(
    design: RecordedDesign,
    private readonly heap: Heap,
    rows: DesignRows,
    y: Floats,
  ) {
    const { n, system, fixed } = design;
    this.length = statisticsLength(system);
    const terms = design.terms.map((_, t) => recordedTerm(design, t, heap, rows));
    const fixedStride = roundUp(Math.max(1, fixed.length), 4);
    this.plan = structure(heap, RECORD_PLAN, {
      observations: n,
      y: y.address,
      terms: terms.length,
      term: heap.int32(Int32Array.from(terms)).address,
      fixed: rowsOf(heap, fixed, n, fixedStride),
      fixedCount: fixed.length,
      fixedStride,
      fixedOffset: system.q1 + system.d2,
      sums: heap.float64(fixedStride).address,
      recordLength: this.length,
    });
  }

  /** Writes the statistics of the response into the record at byte `address` of the heap. */
  write(address: number): void {
    this.heap.kernels.recordResponse(this.plan, address);
  }
}

function recordedTerm({ system, terms }: RecordedDesign, t: number, heap: Heap, rows: DesignRows): number {
  const term = terms[t];
  const { size, levels, classOf, classes, classSize, groupOf, coreOffset, scatterOffset } = system.terms[t];
  const stride = strideOf(size);
  const levelStart = new Int32Array(levels + 1);
  for (const level of term.refs) levelStart[level + 1]++;
  for (let l = 0; l < levels; l++) levelStart[l + 1] += levelStart[l];
  const scatters = coreLength(system) + scatterOffset;
  return structure(heap, RECORDED_TERM, {
    size,
    stride,
    levels,
    order: heap.int32(observationsByLevel(term)).address,
    levelStart: heap.int32(levelStart).address,
    rows: rows.of(term),
    products: heap.float64(levels * stride).address,
    classOf: heap.int32(classOf).address,
    classes,
    classSize: heap.float64(classSize).address,
    scatterAt: heap.int32(groupOf.map((group) => scatters + group * size * size)).address,
    coreOffset,
  });
}
