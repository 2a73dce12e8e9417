import { KernelStream } from "../../random/kernelStream";
import type { Floats, Heap } from "../../wasm/heap";
import { structure } from "../../wasm/structure";
import type { Blueprint } from "./blueprint";
import { type DesignRows, strideOf } from "./designRows";
import { wholeResponseSequence } from "./drawSequence";
import type { WildWeights } from "./resampling";
import { columnsOf, termLambdas } from "./responseTables";

/** The structures of engine/kernels/drawing/wholeResponses.ts. */
const ROW_TERM = ["size", "stride", "levels", "refs", "rows", "effects", "source", "lambda"] as const;
const RESPONSE_PLAN = [
  "stream",
  "observations",
  "y",
  "terms",
  "term",
  "residuals",
  "indices",
  "refs",
  "levels",
  "weights",
  "twoPoint",
] as const;

/** The kernel that makes the responses of each way. */
const KERNELS = {
  simulated: "simulateResponse",
  residual: "resampleResiduals",
  conditional: "redrawErrors",
  wild: "reweightResiduals",
} as const;

/**
 * Makes whole responses as (y* − Xβ)/σ by the kernels: simulated ones whose errors are one array of normals, as
 * `simulate(rng, m)` of MixedModels.jl draws them, or resampled ones. Usable once the heap is sealed.
 */
export class WholeResponses {
  readonly stream: KernelStream;
  /** The response made last, length n. */
  readonly y: Floats;
  private readonly kernel: (typeof KERNELS)[keyof typeof KERNELS];
  private readonly plan: number;

  constructor(
    plan: Blueprint,
    private readonly heap: Heap,
    rows: DesignRows,
  ) {
    const { n, resampling } = plan;
    this.stream = new KernelStream(heap, wholeResponseSequence(plan));
    this.y = heap.float64(n);
    this.kernel = KERNELS[resampling?.kind ?? "simulated"];
    const terms = resampling?.kind === "wild" ? [] : rowTerms(plan, heap, rows);
    this.plan = structure(heap, RESPONSE_PLAN, {
      stream: this.stream.address,
      observations: n,
      y: this.y.address,
      terms: terms.length,
      term: heap.int32(Int32Array.from(terms)).address,
      ...residualFields(plan, heap),
    });
  }

  /** Makes the next response. */
  next(): void {
    this.heap.kernels[this.kernel](this.plan);
  }
}

/** The terms whose effects are drawn, resampled or kept. */
function rowTerms(plan: Blueprint, heap: Heap, rows: DesignRows): number[] {
  const { terms, resampling } = plan;
  const lambdas = termLambdas(plan);
  return terms.map((term, t) => {
    const { refs, levels, columns } = term;
    const size = columns.length;
    const stride = strideOf(size);
    const known = resampling === undefined || resampling.kind === "wild" ? undefined : resampling.effects[t];
    const source = heap.float64(known === undefined ? levels * size : paddedRows(known, size, stride)).address;
    return structure(heap, ROW_TERM, {
      size,
      stride,
      levels,
      refs: heap.int32(refs).address,
      rows: rows.of(term),
      effects: resampling?.kind === "conditional" ? source : heap.float64(levels * stride).address,
      source,
      lambda: heap.float64(columnsOf(lambdas[t], size, stride)).address,
    });
  });
}

function residualFields(
  { n, terms, resampling }: Blueprint,
  heap: Heap,
): { residuals: number; indices: number; refs: number; levels: number; weights: number; twoPoint: number } {
  const none = { residuals: 0, indices: 0, refs: 0, levels: 0, weights: 0, twoPoint: 0 };
  if (resampling === undefined || resampling.kind === "conditional") return none;
  const residuals = heap.float64(resampling.residuals).address;
  if (resampling.kind === "residual")
    return { ...none, residuals, indices: heap.int32(Math.max(n, ...terms.map(({ levels }) => levels))).address };
  const { refs, levels, weights } = resampling;
  return {
    ...none,
    residuals,
    refs: heap.int32(refs).address,
    levels,
    weights: heap.float64(levels).address,
    twoPoint: heap.float64(Float64Array.from(twoPoint(weights))).address,
  };
}

/** The lower weight, the upper one, and the probability of the lower one. */
function twoPoint(weights: WildWeights): [number, number, number] {
  if (weights === "rademacher") return [-1, 1, 0.5];
  const root = Math.sqrt(5);
  return [(1 - root) / 2, (1 + root) / 2, (root + 1) / (2 * root)];
}

function paddedRows(values: Float64Array, size: number, stride: number): Float64Array {
  const padded = new Float64Array((values.length / size) * stride);
  for (let l = 0; l * size < values.length; l++) padded.set(values.subarray(l * size, (l + 1) * size), l * stride);
  return padded;
}
